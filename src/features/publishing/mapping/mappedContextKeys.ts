import * as vscode from 'vscode';
import { coalesce } from '../../../core/concurrency/coalesce.js';
import { leavesWorkspace } from '../../../core/publishing/mapping/listUploadable.js';
import { guard } from '../../../host/commands.js';
import { setContext } from '../../../host/contextKeys.js';
import type { FeatureDeps } from '../../../host/deps.js';
import type { MappedFolderWatcher } from './mappedFolderWatcher.js';
import type { MappedFolder, MappingStore } from './mappingStore.js';
import { isWithin, toLabelled } from './paths.js';
import { typeOf } from './targets.js';

/** Updates the context keys of menus: which folders are mapped, and whether the active file is. */
export function registerMappedContext(mappingStore: MappingStore, deps: MappedFolderDeps): vscode.Disposable {
  const updateFile = () => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    setContext('ossCdn.mappedFile', uri !== undefined && mappingStore.get(uri) !== undefined);
  };
  const folders = new MappedFolderPaths(mappingStore, deps, (mapped) => {
    setContext('ossCdn.hasMapping', mappingStore.folders.length > 0);
    setContext('ossCdn.mappedFolders', [...mapped]);
    const above = mappingStore.folders.flatMap(listAbove).map(({ fsPath }) => fsPath);
    setContext('ossCdn.publishableFolders', [...new Set([...mapped, ...above])]);
  });
  const renew = () => folders.refresh();
  return vscode.Disposable.from(
    folders,
    mappingStore.onDidChange(() => {
      updateFile();
      renew();
    }),
    vscode.window.onDidChangeActiveTextEditor(updateFile),
    vscode.workspace.onDidCreateFiles(renew),
    vscode.workspace.onDidRenameFiles(renew),
  );
}

/** The mapped folder itself, in case it is empty, and its ancestors in the workspace. */
export function listAbove({ folder, uri }: Pick<MappedFolder, 'folder' | 'uri'>): readonly vscode.Uri[] {
  const above = uri.path.length > folder.uri.path.length ? vscode.Uri.joinPath(uri, '..') : undefined;
  return [uri, ...(above ? listAbove({ folder, uri: above }) : [])];
}

/** Folders that appear together, such as build output, do so within this time, ms. */
const listDelayMs = 300;

/** The dependencies of listing. */
export type MappedFolderDeps = Pick<FeatureDeps, 'clock' | 'files' | 'log'> & { readonly watcher: MappedFolderWatcher };

/** These folders have no menu entries, and are the largest. */
const isLeftOut = (path: string) => /(^|\/)(node_modules|\.git|\.vscode)(\/|$)/.test(path);

/** Lists the mapped folders with their content: on request, and when one appears or disappears. */
class MappedFolderPaths implements vscode.Disposable {
  private readonly end = new AbortController();
  private readonly subscriptions: vscode.Disposable;
  private readonly request: (firstMs?: number) => Promise<void>;
  private known: ReadonlySet<string> = new Set();

  constructor(
    private readonly mappingStore: Pick<MappingStore, 'folders'>,
    private readonly deps: MappedFolderDeps,
    private readonly onListed: (paths: ReadonlySet<string>) => void,
  ) {
    this.request = coalesce(deps.clock, listDelayMs, () => this.list(), this.end.signal);
    this.subscriptions = vscode.Disposable.from(
      deps.watcher.onDidCreate((uri) => void this.onCreated(uri)),
      deps.watcher.onDidDelete((uri) => this.onDeleted(uri)),
    );
  }

  /** Lists now. */
  refresh(): void {
    this.listAfter(0);
  }

  dispose(): void {
    this.end.abort();
    this.subscriptions.dispose();
  }

  private listAfter(ms: number): void {
    void guard(this.deps.log, 'list mapped folders', () => this.request(ms));
  }

  /** A new folder, or a file in an unknown one: a watcher may report only one of them. */
  private async onCreated(uri: vscode.Uri): Promise<void> {
    if (!this.isNear(uri)) return;
    const isNew = !this.known.has(vscode.Uri.joinPath(uri, '..').fsPath);
    if (isNew || (await typeOf(uri)) === vscode.FileType.Directory) this.listAfter(listDelayMs);
  }

  private onDeleted(uri: vscode.Uri): void {
    const isAround = this.mappingStore.folders.some((folder) => isWithin(folder.uri, uri));
    if (isAround || this.known.has(uri.fsPath)) this.listAfter(listDelayMs);
  }

  private isNear(uri: vscode.Uri): boolean {
    const isInside = (top: vscode.Uri) => isWithin(uri, top) && !isLeftOut(uri.path.slice(top.path.length));
    return this.mappingStore.folders.some((folder) => isInside(folder.uri) || isWithin(folder.uri, uri));
  }

  private async list(): Promise<void> {
    const found = new Set<string>();
    // In sequence: each listing is a thread.
    for (const folder of this.mappingStore.folders) for (const path of await this.listBelow(folder)) found.add(path);
    if (this.end.signal.aborted) return;
    this.known = found;
    this.onListed(found);
  }

  /** A mapped folder is listed before it exists, so that its content has menu entries at once. */
  private async listBelow({ uri }: MappedFolder): Promise<readonly string[]> {
    if (await leavesWorkspace(this.deps.files, toLabelled(uri))) return [uri.fsPath];
    const paths = await this.deps.files.listFolders(uri.fsPath, isLeftOut, this.end.signal);
    return [uri.fsPath, ...paths.map((path) => vscode.Uri.joinPath(uri, path).fsPath)];
  }
}
