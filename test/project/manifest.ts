import ts from 'typescript';
import { readSources, readText, walkTree } from './sources.js';

/** The parts of package.json that these tests hold. */
export interface Manifest {
  readonly engines: Readonly<Record<'node' | 'vscode', string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: string; readonly restrictedConfigurations?: readonly string[] };
  };
  readonly activationEvents?: readonly string[];
  readonly contributes: {
    readonly commands?: readonly { readonly command: string; readonly title: string; readonly enablement?: string }[];
    readonly configuration?: Configuration | readonly Configuration[];
    readonly menus?: Readonly<Record<string, readonly MenuItem[]>>;
    readonly walkthroughs?: readonly { readonly steps: readonly { readonly completionEvents: readonly string[] }[] }[];
    readonly views?: Readonly<Record<string, readonly { readonly id: string; readonly when?: string }[]>>;
  };
}

interface MenuItem {
  readonly command?: string;
  readonly submenu?: string;
  readonly group?: string;
  readonly when?: string;
}

interface Configuration {
  readonly properties: Readonly<Record<string, { readonly scope?: string }>>;
}

/** Reads package.json. */
export function readManifest(): Manifest {
  return JSON.parse(readText('package.json'));
}

/** The property names of an exported interface, as a file of src declares it. */
export function readKeysOf(path: string, interfaceName: string): readonly string[] {
  const tree = readSources('src').find((source) => source.path === path)?.tree;
  if (!tree) throw new Error(`No such file: ${path}`);
  const found = [...walkTree(tree)].find((node) => ts.isInterfaceDeclaration(node) && node.name.text === interfaceName);
  if (!found || !ts.isInterfaceDeclaration(found)) throw new Error(`No interface ${interfaceName} in ${path}`);
  return found.members.map((member) => (member.name && 'text' in member.name ? String(member.name.text) : ''));
}

/** Every text below a value, with the path to it. */
export function* textsIn(value: unknown, path = ''): Generator<{ readonly path: string; readonly text: string }> {
  if (typeof value === 'string') yield { path, text: value };
  if (typeof value !== 'object' || value === null) return;
  for (const [key, each] of Object.entries(value)) yield* textsIn(each, path ? `${path}.${key}` : key);
}
