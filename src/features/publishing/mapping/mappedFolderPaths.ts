import * as vscode from 'vscode';
import { guard } from '../../../host/commands.js';
import type { FeatureDeps } from '../../../host/deps.js';
import type { MappedFolder, MappingStore } from './mappingStore.js';
import { isWithin } from './paths.js';
import { typeOf } from './targets.js';

/** Folders that appear with others, such as the output of a build, do so within this, ms. */
const gatherMs = 300;

/** Nothing in these has an entry, and they are the largest. */
const isLeftOut = (path: string) => /(^|\/)(node_modules|\.git|\.vscode)(\/|$)/.test(path);

/** Lists the mapped folders with all that are in them: when it is told to, and when one appears or goes outside of the editor. */
export class FolderKeys implements vscode.Disposable {
  private readonly end = new AbortController();
  private known: ReadonlySet<string> = new Set();
  private isDue = false;
  private isBusy = false;
  private watchers: vscode.Disposable[] = [];
  private watched = '';

  constructor(
    private readonly mappingStore: Pick<MappingStore, 'folders'>,
    private readonly deps: Pick<FeatureDeps, 'clock' | 'files' | 'log'>,
    private readonly onListed: (paths: ReadonlySet<string>) => void,
  ) {}

  /** Lists now, and watches the workspace folders of what is mapped now. */
  renew(): void {
    this.watch();
    this.listAfter(0);
  }

  dispose(): void {
    this.end.abort();
    this.clear();
  }

  private clear(): void {
    for (const watcher of this.watchers) watcher.dispose();
    this.watchers = [];
  }

  private watch(): void {
    const roots = new Map(this.mappingStore.folders.map(({ folder }) => [folder.uri.toString(), folder.uri]));
    const wanted = [...roots.keys()].join('\n');
    if (wanted === this.watched) return;
    this.watched = wanted;
    this.clear();
    // All of the workspace folder: a mapped one that is not there yet appears with the folders around it.
    for (const root of roots.values()) {
      const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(root, '**/*'), false, true);
      const created = watcher.onDidCreate((uri) => void this.onCreated(uri));
      const deleted = watcher.onDidDelete((uri) => this.onDeleted(uri));
      this.watchers.push(watcher, created, deleted);
    }
  }

  /** A folder, or a file in one that is not known: a watcher may tell of one and not of the other. */
  private async onCreated(uri: vscode.Uri): Promise<void> {
    if (this.isDue || !this.isNear(uri)) return;
    const isNew = !this.known.has(vscode.Uri.joinPath(uri, '..').fsPath);
    if (isNew || (await typeOf(uri)) === vscode.FileType.Directory) this.listAfter(gatherMs);
  }

  private onDeleted(uri: vscode.Uri): void {
    const isAround = this.mappingStore.folders.some((folder) => isWithin(folder.uri, uri));
    if (isAround || this.known.has(uri.fsPath)) this.listAfter(gatherMs);
  }

  private isNear(uri: vscode.Uri): boolean {
    const isInside = (top: vscode.Uri) => isWithin(uri, top) && !isLeftOut(uri.path.slice(top.path.length));
    return this.mappingStore.folders.some((folder) => isInside(folder.uri) || isWithin(folder.uri, uri));
  }

  private listAfter(ms: number): void {
    this.isDue = true;
    if (!this.isBusy) void guard(this.deps.log, 'list mapped folders', () => this.listAll(ms));
  }

  /** What becomes due while it lists is listed after it. */
  private async listAll(firstMs: number): Promise<void> {
    const { clock } = this.deps;
    this.isBusy = true;
    try {
      for (let ms = firstMs; this.isDue; ms = gatherMs) {
        if (ms > 0) await clock.sleep(ms, this.end.signal);
        this.isDue = false;
        await this.list();
      }
    } finally {
      this.isBusy = false;
    }
  }

  private async list(): Promise<void> {
    const found = new Set<string>();
    // One after the other: each listing is a thread.
    for (const folder of this.mappingStore.folders) for (const path of await this.listBelow(folder)) found.add(path);
    if (this.end.signal.aborted) return;
    this.known = found;
    this.onListed(found);
  }

  /** The mapped folder is one of them before it is there: what is in it then has its entries at once. */
  private async listBelow({ uri }: MappedFolder): Promise<readonly string[]> {
    const paths = await this.deps.files.listFolders(uri.fsPath, isLeftOut, this.end.signal);
    return [uri.fsPath, ...paths.map((path) => vscode.Uri.joinPath(uri, path).fsPath)];
  }
}
