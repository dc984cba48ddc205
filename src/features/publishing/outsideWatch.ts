import * as vscode from 'vscode';
import { type OutsideChange, OutsideChanges } from '../../core/publishing/outsideChanges.js';
import { guard } from '../../host/commands.js';
import { isTrusted } from '../../host/trust.js';
import { findGitFolder } from './gitFolders.js';
import { listAbove } from './mappedContext.js';
import { isOnSaveOf, type Publishing, publishAll } from './publishing.js';

/** What git writes when it exchanges files of the work tree: a switch, a pull, a merge, a stash. */
const gitFiles = '{HEAD,ORIG_HEAD,index,index.lock}';
/** The same in whatever repository there is, or will be, in a mapped folder. */
const isGitFile = /\/\.git\/(modules\/.+\/)?(HEAD|ORIG_HEAD|index|index\.lock)$/;

/** Publishes build output that changes outside of the editor, where a mapping's `watch` says so; a deletion outside never deletes from the bucket. */
export class OutsideWatch implements vscode.Disposable {
  private readonly end = new AbortController();
  private readonly changes: OutsideChanges;
  private readonly own = new Map<string, Promise<string | undefined>>();
  private readonly subscription: vscode.Disposable;
  private watchers: vscode.Disposable[] = [];
  private watched = '';

  constructor(private readonly publishing: Publishing) {
    const { book, deps } = publishing;
    const take = (heap: readonly OutsideChange[], held: boolean) =>
      void guard(deps.log, 'publish outside changes', () => this.take(heap, held));
    this.changes = new OutsideChanges(deps.clock, take, this.end.signal);
    this.subscription = book.onDidChange(() => void guard(deps.log, 'watch build output', () => this.watch()));
  }

  /** Remembers what the editor itself has just written, which is not a change from outside. */
  noteOwn(uri: vscode.Uri): void {
    if (this.watchers.length > 0) this.own.set(uri.fsPath, stampOf(uri));
  }

  dispose(): void {
    this.end.abort();
    this.subscription.dispose();
    this.clear();
  }

  private clear(): void {
    for (const watcher of this.watchers) watcher.dispose();
    this.watchers = [];
  }

  private async watch(): Promise<void> {
    const folders = this.publishing.book.folders.filter(({ mapping }) => mapping.watch && mapping.onSave !== 'off');
    const wanted = folders.map(({ uri }) => uri.toString()).join('\n');
    if (wanted === this.watched) return;
    this.watched = wanted;
    const gits = await Promise.all(folders.map(({ uri }) => findGitFolder(uri)));
    if (this.end.signal.aborted || wanted !== this.watched) return;
    this.clear();
    for (const { uri } of folders) this.add(new vscode.RelativePattern(uri, '**/*'), (file) => void this.note(file));
    const above = folders.flatMap(listAbove).map((uri) => vscode.Uri.joinPath(uri, '.git'));
    const places = new Map([...above, ...gits].flatMap((uri) => (uri ? [[uri.toString(), uri]] : [])));
    for (const git of places.values())
      for (const pattern of [gitFiles, `modules/**/${gitFiles}`])
        this.add(new vscode.RelativePattern(git, pattern), () => this.changes.noteSwitch());
  }

  private add(pattern: vscode.RelativePattern, onEvent: (uri: vscode.Uri) => void): void {
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    this.watchers.push(watcher, watcher.onDidCreate(onEvent), watcher.onDidChange(onEvent));
  }

  private async note(uri: vscode.Uri): Promise<void> {
    const { book } = this.publishing;
    if (isGitFile.test(uri.path)) this.changes.noteSwitch();
    const file = book.get(uri);
    if (!isTrusted() || !file || !isOnSaveOf(this.publishing, file)) return;
    if (!book.rulesOf(file.mapping).watches(file.inside)) return;
    const stamp = await stampOf(uri);
    if (stamp === undefined || (await this.own.get(uri.fsPath)) === stamp) return;
    this.own.delete(uri.fsPath);
    this.changes.note({ path: uri.fsPath, deleted: false });
  }

  private async take(heap: readonly OutsideChange[], held: boolean): Promise<void> {
    const files = heap.flatMap(({ path }) => this.publishing.book.get(vscode.Uri.file(path)) ?? []);
    await publishAll(this.publishing, files, { held });
  }
}

/** What changes with each writing of a file; `undefined` for what is no file. */
async function stampOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const { type, mtime, size } = await vscode.workspace.fs.stat(uri);
    return type & vscode.FileType.File ? `${mtime} ${size}` : undefined;
  } catch {
    return undefined;
  }
}
