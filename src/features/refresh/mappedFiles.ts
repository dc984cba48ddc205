import * as vscode from 'vscode';
import { toObjectKey } from '../../core/objectKey.js';
import type { BucketRef } from '../../core/ports/oss.js';
import { compileRules, type FileRules } from '../../core/publishing/mapping/fileRules.js';
import { findMapping, listMappingsOf, type Mapping, mappingPath } from '../../core/publishing/mapping/mapping.js';
import { isNeverUploaded } from '../../core/publishing/mapping/neverUpload.js';
import { parseMappingFile } from '../../core/publishing/mapping/parseMapping.js';
import type { KeySubject } from './subject.js';

/** More files than this are more URLs than a day's quota holds. */
const mostFiles = 20_000;

/** A path of the workspace and the mapping above it; `inside` is POSIX and relative to the mapped folder. */
interface Covered {
  readonly mapping: Mapping;
  readonly inside: string;
  readonly name: string;
}

/** Finds what files and folders of the workspace are in the cloud, by the mappings as they are on disk now. */
export class MappedFiles {
  private readonly mappings = new Map<string, Promise<readonly Mapping[]>>();
  private readonly rules = new Map<Mapping, FileRules>();

  /** The object of a file that is named itself, whatever the globs of its mapping say, or with `folder` the prefix of a mapped folder; `undefined` when no mapping covers it. */
  async find(uri: vscode.Uri, folder = false): Promise<KeySubject | undefined> {
    const covered = await this.cover(uri, folder);
    return covered && toSubject(covered, uri, folder);
  }

  /** The objects of every file below a folder that its mapping publishes. */
  async listBelow(uri: vscode.Uri): Promise<readonly KeySubject[]> {
    const pattern = new vscode.RelativePattern(uri, '**/*');
    const files = await vscode.workspace.findFiles(pattern, '**/{node_modules,.git,.vscode}/**', mostFiles);
    const found = await Promise.all(files.map((file) => this.findPublished(file)));
    return found.filter((subject) => subject !== undefined).filter(({ name }) => !isNeverUploaded(name));
  }

  /** The further URLs that the mappings of the workspace name for an object, whether or not its file is there. */
  async listVariants(bucket: BucketRef, key: string): Promise<readonly string[]> {
    const roots = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    const read = await Promise.all(roots.map((root) => this.read(root)));
    const found = read
      .flatMap((mappings) => listMappingsOf(mappings, bucket, key))
      .filter(({ mapping, inside }) => this.rulesOf(mapping).includes(inside));
    return found.flatMap(({ mapping }) => mapping.refreshVariants ?? []);
  }

  private async findPublished(uri: vscode.Uri): Promise<KeySubject | undefined> {
    const covered = await this.cover(uri, false);
    if (!covered || !this.rulesOf(covered.mapping).includes(covered.inside)) return undefined;
    return toSubject(covered, uri, false);
  }

  private async cover(uri: vscode.Uri, folder: boolean): Promise<Covered | undefined> {
    const root = vscode.workspace.getWorkspaceFolder(uri);
    if (!root || uri.scheme !== 'file') return undefined;
    const label = uri.path.slice(root.uri.path.replace(/\/$/, '').length + 1);
    // The mapped folder itself is covered as well as what is in it.
    const found = findMapping(await this.read(root), folder ? `${label}/`.replace(/^\/$/, '') : label);
    return found && { ...found, name: label || root.name };
  }

  private rulesOf(mapping: Mapping): FileRules {
    const rules = this.rules.get(mapping) ?? compileRules(mapping);
    this.rules.set(mapping, rules);
    return rules;
  }

  private read(root: vscode.WorkspaceFolder): Promise<readonly Mapping[]> {
    const key = root.uri.toString();
    const reading = this.mappings.get(key) ?? readMappings(root);
    this.mappings.set(key, reading);
    return reading;
  }
}

/** Says whether a path of the workspace is a folder; one that is gone is none. */
export async function isFolder(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.Directory) !== 0;
  } catch {
    return false;
  }
}

async function readMappings(root: vscode.WorkspaceFolder): Promise<readonly Mapping[]> {
  try {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(root.uri, mappingPath));
    return parseMappingFile(new TextDecoder().decode(bytes)).mappings;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return [];
    throw error;
  }
}

function toSubject({ mapping, inside, name }: Covered, uri: vscode.Uri, folder: boolean): KeySubject | undefined {
  const { bucket, prefix, domains, refreshVariants } = mapping;
  const key = folder ? toPrefix(prefix, inside) : toObjectKey(prefix, inside);
  if (key === undefined) return undefined;
  const more = { ...(refreshVariants && { variants: refreshVariants }), file: uri.fsPath };
  return { kind: 'key', bucket, key, domains, name, ...(folder ? {} : more) };
}

function toPrefix(prefix: string, inside: string): string | undefined {
  if (inside === '') return prefix;
  const key = toObjectKey(prefix, inside.replace(/\/$/, ''));
  return key === undefined ? undefined : `${key}/`;
}
