import * as vscode from 'vscode';
import { isNeverUploaded } from '../../core/publishing/neverUpload.js';
import { type OutsideChange, OutsideChanges } from '../../core/publishing/outsideChanges.js';
import { guard } from '../../host/commands.js';
import { isTrusted } from '../../host/trust.js';
import { findGitFolder } from './gitFolders.js';
import { isWithin, listFiles } from './inFolder.js';
import { listAbove } from './mappedContext.js';
import type { MappedFolder } from './mappingBook.js';
import { NewFolders } from './newFolders.js';
import { isOnSaveOf, type Publishing, publishAll } from './publishing.js';

/** What git writes when it exchanges files of the work tree: a switch, a pull, a merge, a stash. */
const gitFiles = '{HEAD,ORIG_HEAD,index,index.lock}';
/** The same in whatever repository there is, or will be, in a mapped folder. */
const isGitFile = /\/\.git\/(modules\/.+\/)?(HEAD|ORIG_HEAD|index|index\.lock)$/;

/** The stamp of a folder. */
const ofFolder = 'folder';

/** Publishes build output that changes outside of the editor, where a mapping's `watch` says so; a deletion outside never deletes from the bucket. */
export class OutsideWatch implements vscode.Disposable {
  private readonly end = new AbortController();
  private readonly changes: OutsideChanges;
  private readonly newFolders: NewFolders;
  private readonly own = new Map<string, Promise<string | undefined>>();
  private readonly subscription: vscode.Disposable;
  private watchers: vscode.Disposable[] = [];
  private watched = '';

  constructor(private readonly publishing: Publishing) {
    const { book, deps } = publishing;
    const take = (heap: readonly OutsideChange[], held: boolean) =>
      void guard(deps.log, 'publish outside changes', () => this.take(heap, held));
    this.changes = new OutsideChanges(deps.clock, take, this.end.signal);
    const list = (uri: vscode.Uri) => listFiles(uri, deps.files, this.end.signal);
    const onFile = (uri: vscode.Uri) => void this.noteFile(uri);
    this.newFolders = new NewFolders(deps.clock, list, onFile, this.end.signal);
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

  private get watchedFolders(): readonly MappedFolder[] {
    return this.publishing.book.folders.filter(({ mapping }) => mapping.watch && mapping.onSave !== 'off');
  }

  private clear(): void {
    for (const watcher of this.watchers) watcher.dispose();
    this.watchers = [];
  }

  private async watch(): Promise<void> {
    const folders = this.watchedFolders;
    const wanted = folders.map(({ uri }) => uri.toString()).join('\n');
    if (wanted === this.watched) return;
    this.watched = wanted;
    const gits = await Promise.all(folders.map(({ uri }) => findGitFolder(uri)));
    if (this.end.signal.aborted || wanted !== this.watched) return;
    this.clear();
    // All of the workspace folder: should the mapped one be deleted and made anew, what is told of may be itself.
    for (const uri of new Set(folders.map(({ folder }) => folder.uri))) {
      this.add(new vscode.RelativePattern(uri, '**/*'), (file, isNew) => this.note(file, isNew));
    }
    const above = folders.flatMap(listAbove).map((uri) => vscode.Uri.joinPath(uri, '.git'));
    const places = new Map([...above, ...gits].flatMap((uri) => (uri ? [[uri.toString(), uri]] : [])));
    for (const git of places.values())
      for (const pattern of [gitFiles, `modules/**/${gitFiles}`])
        this.add(new vscode.RelativePattern(git, pattern), () => this.changes.noteSwitch());
  }

  private add(pattern: vscode.RelativePattern, onEvent: (uri: vscode.Uri, isNew: boolean) => void): void {
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const created = watcher.onDidCreate((uri) => onEvent(uri, true));
    const changed = watcher.onDidChange((uri) => onEvent(uri, false));
    this.watchers.push(watcher, created, changed);
  }

  private note(uri: vscode.Uri, isNew: boolean): void {
    if (isGitFile.test(uri.path) && this.publishing.book.get(uri)) this.changes.noteSwitch();
    void this.noteFile(uri);
    if (isNew) void this.noteFolder(uri);
  }

  private async noteFile(uri: vscode.Uri): Promise<void> {
    const { book } = this.publishing;
    const file = book.get(uri);
    if (!isTrusted() || !file || !isOnSaveOf(this.publishing, file)) return;
    if (!book.rulesOf(file.mapping).watches(file.inside)) return;
    const stamp = await stampOf(uri);
    if (stamp === undefined || stamp === ofFolder || (await this.own.get(uri.fsPath)) === stamp) return;
    this.own.delete(uri.fsPath);
    this.changes.note({ path: uri.fsPath, deleted: false });
  }

  /** Lists what is mapped in a folder that has appeared; one that the editor itself has moved is published by its own event. */
  private async noteFolder(uri: vscode.Uri): Promise<void> {
    const { book, deps } = this.publishing;
    const file = book.get(uri);
    if (file && isNeverUploaded(`${file.label}/x`)) return;
    const mapped = this.watchedFolders.map((folder) => folder.uri);
    const inside = mapped.filter((folder) => isWithin(folder, uri));
    const tops = mapped.some((folder) => isWithin(uri, folder)) ? [uri] : inside;
    if (tops.length === 0 || (await stampOf(uri)) !== ofFolder) return;
    if ((await this.own.get(uri.fsPath)) === ofFolder) return void this.own.delete(uri.fsPath);
    for (const top of tops) void guard(deps.log, 'list a new folder', () => this.newFolders.note(top));
  }

  private async take(heap: readonly OutsideChange[], held: boolean): Promise<void> {
    const files = heap.flatMap(({ path }) => this.publishing.book.get(vscode.Uri.file(path)) ?? []);
    await publishAll(this.publishing, files, { held });
  }
}

/** What changes with each writing of a file; `undefined` for what is neither a file nor a folder. */
async function stampOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const { type, mtime, size } = await vscode.workspace.fs.stat(uri);
    if (type === vscode.FileType.Directory) return ofFolder;
    return type & vscode.FileType.File ? `${mtime} ${size}` : undefined;
  } catch {
    return undefined;
  }
}
