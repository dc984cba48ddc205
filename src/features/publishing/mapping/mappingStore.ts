import * as vscode from 'vscode';
import { toObjectKey } from '../../../core/objectKey.js';
import type { FilePort } from '../../../core/ports/local.js';
import { compileRules, type FileRules } from '../../../core/publishing/mapping/fileRules.js';
import {
  findMapping,
  indexMappings,
  type Mapping,
  type MappingFile,
  type MappingIndex,
  mappingPath,
} from '../../../core/publishing/mapping/mapping.js';
import { identifyRepository } from '../../../core/publishing/mapping/repository.js';
import { isTrusted, onDidGrantTrust } from '../../../host/trust.js';
import { toDiagnostics } from './mappingDiagnostics.js';
import { foldersOnDisk, loadParser, mappingUri, notRegular, readFromDisk } from './mappingFile.js';
import { foldersAround, labelOf } from './paths.js';

/** A file on disk with its mapping. */
export interface MappedFile {
  readonly uri: vscode.Uri;
  readonly folder: vscode.WorkspaceFolder;
  readonly mapping: Mapping;
  /** Relative to the workspace folder, POSIX. */
  readonly label: string;
  /** Relative to the mapped folder, POSIX. */
  readonly inside: string;
  readonly key: string;
}

/** A mapped folder of the workspace. */
export interface MappedFolder {
  readonly folder: vscode.WorkspaceFolder;
  readonly uri: vscode.Uri;
  readonly mapping: Mapping;
}

/** The last read mapping file: the mappings that are valid beside other folders' files, and alone. */
interface ReadMappingFile extends Pick<MappingFile, 'problems'> {
  readonly text: string | undefined;
  readonly mappings: MappingIndex;
  readonly alone: MappingFile;
}

const noMappings: MappingFile = { mappings: [], problems: [] };
const noIndex: MappingIndex = new Map();

/**
 * The mappings of all workspace folders, read when first needed and only in a trusted workspace, with their entries in
 * the Problems view.
 */
export class MappingStore implements vscode.Disposable {
  private readonly diagnostics = vscode.languages.createDiagnosticCollection('ossCdn');
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly files = new Map<string, ReadMappingFile>();
  private readonly rules = new WeakMap<Mapping, FileRules>();
  private readonly repositories = new Map<string, string>();
  private readonly reading = new Map<string, Promise<boolean>>();
  private readonly parts: vscode.Disposable[];
  /** Loaded with the first mapping file. */
  private parse: Awaited<ReturnType<typeof loadParser>> | undefined;

  readonly onDidChange = this.changed.event;

  /** Reads the disk directly: a closing window no longer answers, but its last save still needs its mapping. */
  constructor(private readonly disk: Pick<FilePort, 'identity' | 'md5' | 'readRange' | 'realPath' | 'stat'>) {
    this.parts = [
      this.diagnostics,
      this.changed,
      vscode.workspace.onDidOpenTextDocument((document) => void this.check(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => void this.check(document)),
      vscode.workspace.onDidChangeWorkspaceFolders(() => void this.load()),
      onDidGrantTrust(() => this.watch()),
    ];
    if (isTrusted()) this.watch();
  }

  /** The last read mapped folders. */
  get folders(): readonly MappedFolder[] {
    return foldersOnDisk().flatMap((folder) =>
      [...this.mappingsOf(folder).values()].map((mapping) => ({
        folder,
        uri: vscode.Uri.joinPath(folder.uri, mapping.folder),
        mapping,
      })),
    );
  }

  /** The workspace folders with a mapping file, as last read. */
  get roots(): readonly vscode.WorkspaceFolder[] {
    return foldersOnDisk().filter(({ uri }) => this.files.get(uri.toString())?.text !== undefined);
  }

  /** The last read mappings of a workspace folder. */
  mappingsOf(folder: vscode.WorkspaceFolder): MappingIndex {
    return this.files.get(folder.uri.toString())?.mappings ?? noIndex;
  }

  /** The last read repository of a workspace folder. */
  repositoryOf(folder: vscode.WorkspaceFolder): string {
    return this.repositories.get(folder.uri.toString()) ?? '';
  }

  /** Reads the repository of a workspace folder, and reports a change. */
  async identify(folder: vscode.WorkspaceFolder): Promise<void> {
    if (!isTrusted()) return;
    const found = await identifyRepository(folder.uri.fsPath, this.disk);
    const before = this.repositories.get(folder.uri.toString());
    this.repositories.set(folder.uri.toString(), found);
    if (before !== undefined && before !== found) this.changed.fire();
  }

  /** Whether part of a mapping file was invalid when last read. */
  get hasProblems(): boolean {
    return [...this.files.values()].some(({ problems }) => problems.length > 0);
  }

  /** The last read mappings of a workspace folder; `undefined` if unknown or one is invalid. */
  validMappingsOf(folder: vscode.WorkspaceFolder): MappingIndex | undefined {
    const file = this.files.get(folder.uri.toString());
    return file?.problems.length === 0 ? file.mappings : undefined;
  }

  /** Reads the mapping file of every workspace folder. */
  async load(): Promise<void> {
    const open = foldersOnDisk();
    for (const key of this.files.keys()) if (!open.some(({ uri }) => uri.toString() === key)) this.files.delete(key);
    await Promise.all(open.map((folder) => this.read(folder)));
    this.validate();
    this.changed.fire();
  }

  /** Reads the mapping files again and reports changes. */
  async update(): Promise<void> {
    const changed = await Promise.all(foldersOnDisk().map((folder) => this.read(folder)));
    if (changed.some(Boolean)) this.changed.fire();
  }

  /** The mapping of a file by the current mapping file on disk; `undefined` without one. */
  async find(uri: vscode.Uri): Promise<MappedFile | undefined> {
    await this.refresh(uri);
    return this.get(uri);
  }

  /** The mapping of a folder by the current mapping file; its key is the prefix of all objects below, which ends in `/` or is empty. */
  async findFolder(uri: vscode.Uri): Promise<MappedFile | undefined> {
    await this.refresh(uri);
    // The mapped folder itself is included.
    return withKey(this.match(uri, '/'), toPrefix);
  }

  /** Like `find`, by the last read mappings. */
  get(uri: vscode.Uri): MappedFile | undefined {
    return withKey(this.match(uri), toObjectKey);
  }

  /** A file with a mapping but without a valid key, by the last read mappings. */
  getLeftOut(uri: vscode.Uri): Omit<MappedFile, 'key'> | undefined {
    return this.get(uri) ? undefined : this.match(uri);
  }

  /** The mappings of other workspace folders, without those of the same folder on disk. */
  foreignOf(folder: vscode.WorkspaceFolder, ...own: readonly Mapping[]): readonly Mapping[] {
    const places = new Set(own.map((mapping) => folderId(folder, mapping)));
    return foldersOnDisk()
      .filter(({ uri }) => uri.toString() !== folder.uri.toString())
      .flatMap((other) =>
        (this.files.get(other.uri.toString())?.alone.mappings ?? []).filter(
          (mapping) => !places.has(folderId(other, mapping)),
        ),
      );
  }

  /** The compiled globs of a mapping. */
  rulesOf(mapping: Mapping): FileRules {
    const rules = this.rules.get(mapping) ?? compileRules(mapping);
    this.rules.set(mapping, rules);
    return rules;
  }

  dispose(): void {
    for (const part of this.parts) part.dispose();
  }

  /** Reports changes on disk; `load` reads the initial state. */
  private watch(): void {
    const watcher = vscode.workspace.createFileSystemWatcher(`**/${mappingPath}`);
    const reload = (uri: vscode.Uri) => void this.reload(uri);
    this.parts.push(watcher, watcher.onDidCreate(reload), watcher.onDidChange(reload), watcher.onDidDelete(reload));
  }

  private match(uri: vscode.Uri, end = ''): Omit<MappedFile, 'key'> | undefined {
    for (const folder of foldersAround(uri)) {
      const label = labelOf(uri, folder);
      const found = findMapping(this.mappingsOf(folder), label && label + end);
      if (found) return { uri, folder, label, ...found };
    }
    return undefined;
  }

  private async refresh(uri: vscode.Uri): Promise<void> {
    const changed = await Promise.all(foldersAround(uri).map((folder) => this.read(folder)));
    if (changed.some(Boolean)) this.changed.fire();
  }

  /** Reads a mapping file and returns whether it has changed: an event of the watcher may be late, or never come. */
  private read(folder: vscode.WorkspaceFolder): Promise<boolean> {
    const key = folder.uri.toString();
    const running = this.reading.get(key);
    if (running) return running;
    const reading = this.readNow(folder).finally(() => this.reading.delete(key));
    this.reading.set(key, reading);
    return reading;
  }

  private async readNow(folder: vscode.WorkspaceFolder): Promise<boolean> {
    if (!isTrusted()) return false;
    const { text, isRegular } = await readFromDisk(this.disk, folder);
    const last = this.files.get(folder.uri.toString());
    if (last && last.text === text && (last.alone !== notRegular) === isRegular) return false;
    await this.identify(folder);
    if (text !== undefined) this.parse ??= await loadParser();
    const read = text === undefined || !this.parse ? noMappings : this.parse(text);
    const alone = isRegular ? read : notRegular;
    this.files.set(folder.uri.toString(), toRead(alone, alone, text));
    this.validate();
    return true;
  }

  /** Validates each mapping file together with the others: two folders must not have one target. */
  private validate(): void {
    for (const folder of foldersOnDisk()) {
      const file = this.files.get(folder.uri.toString());
      if (!file) continue;
      const { alone, text } = file;
      const validated = (text && this.parse?.(text, this.foreignOf(folder, ...alone.mappings))) || alone;
      // An unchanged mapping stays the same object.
      const isSame = JSON.stringify(validated.problems) === JSON.stringify(file.problems);
      if (!isSame) this.files.set(folder.uri.toString(), toRead(validated, alone, text));
      this.showDiagnostics(folder, text ?? '', validated);
    }
  }

  private showDiagnostics(folder: vscode.WorkspaceFolder, text: string, { problems }: MappingFile): void {
    const uri = mappingUri(folder);
    // Open files are checked while typing; the disk counts for closed files.
    const shown = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    if (shown?.isDirty) void this.check(shown);
    else this.diagnostics.set(uri, toDiagnostics(text, problems));
  }

  private async reload(uri: vscode.Uri): Promise<void> {
    const folder = folderOfMapping(uri);
    if (!folder) return;
    // A running read may have started before this change.
    await this.reading.get(folder.uri.toString())?.catch(() => false);
    if (await this.read(folder)) this.changed.fire();
    // Another repository may have the same text.
    else await this.identify(folder);
  }

  private async check(document: vscode.TextDocument): Promise<void> {
    const folder = document.uri.path.endsWith(`/${mappingPath}`) && folderOfMapping(document.uri);
    if (!folder || !isTrusted()) return;
    const text = document.getText();
    const parse = await loadParser();
    const { problems } = parse(text, this.foreignOf(folder, ...parse(text).mappings));
    // Later typing has its own event.
    if (document.getText() !== text) return;
    this.diagnostics.set(document.uri, toDiagnostics(text, problems));
  }
}

function toRead({ mappings, problems }: MappingFile, alone: MappingFile, text: string | undefined): ReadMappingFile {
  return { mappings: indexMappings(mappings), problems, alone, text };
}

function withKey(found: Omit<MappedFile, 'key'> | undefined, toKey: typeof toObjectKey): MappedFile | undefined {
  const key = found && toKey(found.mapping.prefix, found.inside);
  return found && key !== undefined ? { ...found, key } : undefined;
}

function toPrefix(prefix: string, inside: string): string | undefined {
  if (inside === '') return prefix;
  const key = toObjectKey(prefix, inside.replace(/\/$/, ''));
  return key === undefined ? undefined : `${key}/`;
}

function folderId(folder: vscode.WorkspaceFolder, mapping: Mapping): string {
  return vscode.Uri.joinPath(folder.uri, mapping.folder).toString();
}

function folderOfMapping(uri: vscode.Uri): vscode.WorkspaceFolder | undefined {
  return foldersOnDisk().find((folder) => mappingUri(folder).toString() === uri.toString());
}
