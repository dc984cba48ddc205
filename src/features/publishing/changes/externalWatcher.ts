import type { Uri } from 'vscode';
import * as vscode from 'vscode';
import { coalesce } from '../../../core/concurrency/coalesce.js';
import type { ClockPort } from '../../../core/ports/local.js';
import { type ExternalChange, ExternalChanges, maxUnattended } from '../../../core/publishing/externalChanges.js';
import { findStop, type Stop } from '../../../core/publishing/judgeFile.js';
import { isNeverUploaded } from '../../../core/publishing/mapping/neverUpload.js';
import { findGitFolder } from '../../../core/publishing/mapping/repository.js';
import { guard } from '../../../host/commands.js';
import { judgeCovered } from '../judgements.js';
import { listAbove } from '../mapping/mappedContextKeys.js';
import type { MappedFolderWatcher } from '../mapping/mappedFolderWatcher.js';
import type { MappedFile, MappedFolder } from '../mapping/mappingStore.js';
import { type FilesBelow, isWithin, listFilesBelow } from '../mapping/paths.js';
import { publishAll, warnLeftOut } from '../publishFiles.js';
import type { Publishing } from '../services.js';
import type { FileBases } from './fileBases.js';

/** Files that git writes when it changes the work tree: a switch, a pull, a merge, a stash. */
const gitFiles = '{HEAD,ORIG_HEAD,index,index.lock}';
/** The same files of any present or future repository in a mapped folder. */
const isGitFile = /\/\.git\/(modules\/.+\/)?(HEAD|ORIG_HEAD|index|index\.lock)$/;

/** The stamp of a folder. */
const ofFolder = 'folder';

/**
 * Publishes build output that other programs change, if a mapping's `watch` says so. A deletion outside the editor never
 * deletes from the bucket.
 */
export class ExternalWatcher implements vscode.Disposable {
  private readonly end = new AbortController();
  private readonly changes: ExternalChanges;
  private readonly newFolders: NewFolders;
  /** Files whose names are not UTF-8, which can only be reported. */
  private readonly unnamed = new Set<string>();
  private readonly ownWrites = new Map<string, Promise<string | undefined>>();
  private readonly subscription: vscode.Disposable;
  private gitWatchers: vscode.Disposable[] = [];
  private last: Promise<void> = Promise.resolve();
  private watched = '';
  /** When watching began, ms, and when later folders were created. */
  private since = 0;
  private readonly createdAt = new Map<string, number>();

  constructor(
    private readonly publishing: Publishing,
    watcher: MappedFolderWatcher,
    private readonly bases: Pick<FileBases, 'takeChanged' | 'readAhead'>,
  ) {
    const { mappingStore, deps } = publishing;
    const publish = (changes: readonly ExternalChange[], held: boolean) =>
      void guard(deps.log, 'publish outside changes', () => this.takeInTurn(changes, held));
    this.changes = new ExternalChanges(deps.clock, publish, this.end.signal);
    const list = (uri: vscode.Uri) => listFilesBelow(uri, deps.files, this.end.signal);
    const onFound = {
      file: (uri: vscode.Uri) => void this.onPath(uri, false),
      unnamed: (uri: vscode.Uri) => this.onUnnamed(uri),
    };
    this.newFolders = new NewFolders(deps.clock, list, onFound, this.end.signal);
    this.subscription = vscode.Disposable.from(
      mappingStore.onDidChange(() => void guard(deps.log, 'watch repositories', () => this.watch())),
      watcher.onDidCreate((uri) => void this.onPath(uri, true)),
      watcher.onDidChange((uri) => void this.onPath(uri, false)),
    );
  }

  /** Remembers a write of the editor itself, which is no external change. */
  ignoreOwnWrite(uri: vscode.Uri): void {
    if (this.publishing.mappingStore.folders.length > 0)
      this.ownWrites.set(
        uri.fsPath,
        statOf(uri).then((stat) => stat && toStamp(stat)),
      );
  }

  dispose(): void {
    this.end.abort();
    this.subscription.dispose();
    this.clear();
  }

  private get watchedFolders(): readonly MappedFolder[] {
    return this.publishing.mappingStore.folders.filter(({ mapping }) => mapping.watch && mapping.onSave !== 'off');
  }

  private clear(): void {
    for (const watcher of this.gitWatchers) watcher.dispose();
    this.gitWatchers = [];
  }

  private async watch(): Promise<void> {
    const { deps } = this.publishing;
    const folders = this.watchedFolders;
    const wanted = folders.map(({ uri }) => uri.toString()).join('\n');
    if (wanted === this.watched) return;
    this.watched = wanted;
    this.since = deps.clock.now();
    const gits = await Promise.all(folders.map(({ uri }) => findGitFolder(uri.fsPath, deps.files)));
    if (this.end.signal.aborted || wanted !== this.watched) return;
    this.clear();
    const found = gits.flatMap((path) => (path === undefined ? [] : vscode.Uri.file(path)));
    const above = folders.flatMap(listAbove).map((uri) => vscode.Uri.joinPath(uri, '.git'));
    const places = new Map([...above, ...found].map((uri) => [uri.toString(), uri]));
    for (const git of places.values())
      for (const pattern of [gitFiles, `modules/**/${gitFiles}`])
        this.addGitWatcher(new vscode.RelativePattern(git, pattern));
  }

  private addGitWatcher(pattern: vscode.RelativePattern): void {
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const onEvent = () => this.changes.markBranchSwitch();
    this.gitWatchers.push(watcher, watcher.onDidCreate(onEvent), watcher.onDidChange(onEvent));
  }

  private async onPath(uri: vscode.Uri, isNew: boolean): Promise<void> {
    const file = this.publishing.mappingStore.get(uri);
    if (file && isGitFile.test(uri.path)) this.changes.markBranchSwitch();
    if (file && isNeverUploaded(`${file.label}/x`)) return;
    if (file && this.stopOf(file)?.kind === 'unwatched') return this.onUnwatched(uri);
    const folders = this.watchedFolders.map((folder) => folder.uri);
    const tops = folders.some((folder) => isWithin(uri, folder)) ? [uri] : folders.filter((it) => isWithin(it, uri));
    const stat = tops.length > 0 ? await statOf(uri) : undefined;
    // A replacement character for bytes that are no text: no file is found by it.
    if (!stat && uri.path.includes('\ufffd')) return this.onUnnamed(uri);
    if (!stat) return;
    if (stat.type !== vscode.FileType.Directory) await this.onFile(uri, stat);
    else if (this.hasAppeared(uri, stat, isNew)) await this.onFolder(uri, tops);
  }

  /** Returns whether an external change of this file is published, as far as its name allows. */
  private isPublished(uri: vscode.Uri): boolean {
    const { mappingStore } = this.publishing;
    const file = mappingStore.get(uri) ?? mappingStore.getLeftOut(uri);
    return file !== undefined && this.stopOf(file) === undefined;
  }

  private stopOf(file: Omit<MappedFile, 'key'>): Stop | undefined {
    return findStop(judgeCovered(this.publishing, file, true));
  }

  private async onUnwatched(uri: vscode.Uri): Promise<void> {
    const stat = await statOf(uri);
    if (!stat || !(stat.type & vscode.FileType.File)) return;
    if ((await this.ownWrites.get(uri.fsPath)) !== toStamp(stat)) this.publishing.unpublished.add(uri.fsPath);
  }

  private onUnnamed(uri: vscode.Uri): void {
    if (!this.isPublished(uri)) return;
    this.unnamed.add(uri.fsPath);
    this.changes.add({ path: uri.fsPath, deleted: false });
  }

  private async onFile(uri: vscode.Uri, stat: vscode.FileStat): Promise<void> {
    if (!this.isPublished(uri) || !(stat.type & vscode.FileType.File)) return;
    if ((await this.ownWrites.get(uri.fsPath)) === toStamp(stat)) return;
    this.ownWrites.delete(uri.fsPath);
    this.changes.add({ path: uri.fsPath, deleted: false });
  }

  /** Returns whether this is a new folder. One that is deleted and recreated at once is reported as changed. */
  private hasAppeared(uri: vscode.Uri, { ctime }: vscode.FileStat, isNew: boolean): boolean {
    const isOther = ctime >= this.since && this.createdAt.get(uri.fsPath) !== ctime;
    if (isOther) this.createdAt.set(uri.fsPath, ctime);
    return isNew || isOther;
  }

  /** Lists the mapped files of a new folder. A folder moved in the editor has its own event. */
  private async onFolder(appeared: vscode.Uri, tops: readonly vscode.Uri[]): Promise<void> {
    if ((await this.ownWrites.get(appeared.fsPath)) === ofFolder) return void this.ownWrites.delete(appeared.fsPath);
    for (const top of tops) void guard(this.publishing.deps.log, 'list a new folder', () => this.newFolders.add(top));
  }

  /** Processes batches in sequence, so that earlier requests are not lost. */
  private takeInTurn(changes: readonly ExternalChange[], held: boolean): Promise<void> {
    this.last = this.last.catch(() => undefined).then(() => this.take(changes, held));
    return this.last;
  }

  /** Publishes changes and those that the watchers missed, or keeps them until a user is signed in. */
  private async take(changes: readonly ExternalChange[], isSwitch: boolean): Promise<void> {
    const { mappingStore, deps, signedOutChanges } = this.publishing;
    const all = changes.map(({ path }) => path);
    const lost = new Set(all.filter((path) => this.unnamed.delete(path)));
    const unnamed = [...lost].map((path) => vscode.Uri.file(path));
    const paths = all.filter((path) => !lost.has(path));
    if (!deps.session.account) {
      warnLeftOut(this.publishing, [], { unnamed });
      return signedOutChanges.record(paths, isSwitch ? 'held' : 'changed');
    }
    const uris = paths.map((path) => vscode.Uri.file(path));
    warnLeftOut(this.publishing, uris, { unnamed });
    // A separate output file.
    const { listLost } = await import('./lostChanges.js');
    const missed = await listLost(this.publishing, this.watchedFolders, uris, this.end.signal);
    const files = [...uris.flatMap((uri) => mappingStore.get(uri) ?? []), ...missed];
    const held = isSwitch || files.length > maxUnattended;
    await publishAll(this.publishing, files, { held, baseOf: ({ uri }) => this.bases.takeChanged(uri) });
    // Published files are recognized by the record of their object.
    if (held) await this.bases.readAhead(files.map(({ uri }) => uri));
  }
}

/** Changes with each write of a file. */
function toStamp({ type, mtime, size }: vscode.FileStat): string {
  return type === vscode.FileType.Directory ? ofFolder : `${mtime} ${size}`;
}

async function statOf(uri: vscode.Uri): Promise<vscode.FileStat | undefined> {
  try {
    return await vscode.workspace.fs.stat(uri);
  } catch {
    return undefined;
  }
}

/** Folders that appear together, such as build output, do so within this time, ms. */
const listDelayMs = 200;

/** Lists new folders, each file once: a watcher may report a folder without its content. */
class NewFolders {
  private waiting = new Map<string, Uri>();
  private readonly request: () => Promise<void>;

  constructor(
    clock: ClockPort,
    private readonly list: (folder: Uri) => Promise<FilesBelow>,
    private readonly on: { file(file: Uri): void; unnamed(file: Uri): void },
    signal: AbortSignal,
  ) {
    this.request = coalesce(clock, listDelayMs, () => this.listAll(), signal);
  }

  /** Lists this folder shortly; a removed one has no files. */
  add(folder: Uri): Promise<void> {
    this.waiting.set(folder.path, folder);
    return this.request();
  }

  private async listAll(): Promise<void> {
    const all = [...this.waiting.values()];
    this.waiting = new Map();
    const outer = all.filter((folder) => !all.some((other) => other !== folder && isWithin(folder, other)));
    const lists = await Promise.all(outer.map((folder) => this.list(folder)));
    for (const file of lists.flatMap(({ files }) => files)) this.on.file(file);
    for (const file of lists.flatMap(({ unnamed }) => unnamed)) this.on.unnamed(file);
  }
}
