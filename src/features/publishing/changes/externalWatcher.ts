import * as vscode from 'vscode';
import { coalesce } from '../../../core/concurrency/coalesce.js';
import { ExternalChanges, maxUnattended } from '../../../core/publishing/externalChanges.js';
import { findStop, type Stop } from '../../../core/publishing/judgeFile.js';
import { isNeverUploaded } from '../../../core/publishing/mapping/neverUpload.js';
import { findGitFolder } from '../../../core/publishing/mapping/repository.js';
import { guard } from '../../../host/commands.js';
import { judgeCovered } from '../judgements.js';
import { listAbove } from '../mapping/mappedContextKeys.js';
import type { MappedFolderWatcher } from '../mapping/mappedFolderWatcher.js';
import type { CoveredFile, MappedFolder } from '../mapping/mappingStore.js';
import { isWithin, listFilesBelow } from '../mapping/paths.js';
import { publishAll, toMappedPlace, warnLeftOut } from '../publishFiles.js';
import type { Publishing } from '../services.js';
import type { FileBases } from './fileBases.js';

/** The files that git writes when it changes the work tree: at a switch, a pull, a merge or a stash. */
const gitFiles = '{HEAD,ORIG_HEAD,index,index.lock}';
/** Matches the same files in the repositories of a mapped folder, including repositories that are created later. */
const isGitFile = /\/\.git\/(modules\/.+\/)?(HEAD|ORIG_HEAD|index|index\.lock)$/;

/** How long to wait for folders that appear together, such as build output, before they are listed, ms. */
const listDelayMs = 200;

/** How long nothing more of a build must come before the commit that it was made from is noted in the bucket, ms. */
const quietMs = 5_000;

/** The stamp that is recorded for a folder, which has no content to compare. */
const ofFolder = 'folder';

/**
 * Publishes files that other programs change, such as build output, if a mapping's `watch` includes them. A deletion outside the editor never deletes from
 * the bucket.
 */
export class ExternalWatcher implements vscode.Disposable {
  private readonly end = new AbortController();
  private readonly changes: ExternalChanges;
  private newFolders = new Map<string, vscode.Uri>();
  private readonly listNewFolders: () => Promise<void>;
  /** Files whose names are not UTF-8. These cannot be published, only reported. */
  private readonly unnamed = new Set<string>();
  private readonly ownWrites = new Map<string, Promise<string | undefined>>();
  private readonly subscription: vscode.Disposable;
  private gitWatchers: vscode.Disposable[] = [];
  private last: Promise<void> = Promise.resolve();
  private watched = '';
  /** When watching began, in ms since the epoch, followed by when folders were created after that. */
  private since = 0;
  private readonly createdAt = new Map<string, number>();

  constructor(
    private readonly publishing: Publishing,
    watcher: MappedFolderWatcher,
    private readonly bases: Pick<FileBases, 'takeChanged' | 'readAhead'>,
  ) {
    const { mappingStore, deps } = publishing;
    const publish = (paths: readonly string[], held: boolean) =>
      void guard(deps.log, 'publish outside changes', () => this.takeInTurn(paths, held));
    this.changes = new ExternalChanges(deps.clock, publish, this.end.signal);
    this.listNewFolders = coalesce(deps.clock, listDelayMs, () => this.listNow(), this.end.signal);
    this.subscription = vscode.Disposable.from(
      mappingStore.onDidChange(() => void guard(deps.log, 'watch repositories', () => this.watch())),
      watcher.onDidCreate((uri) => void this.onPath(uri, true)),
      watcher.onDidChange((uri) => void this.onPath(uri, false)),
    );
  }

  /** Remembers a file that the editor itself writes, so that its event is not taken for an external change. */
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

  /** Returns whether an external change of this file is published, judged without its name. */
  private isPublished(uri: vscode.Uri): boolean {
    const { mappingStore } = this.publishing;
    const file = mappingStore.get(uri) ?? mappingStore.getLeftOut(uri);
    return file !== undefined && this.stopOf(file) === undefined;
  }

  private stopOf(file: CoveredFile): Stop | undefined {
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
    this.changes.add(uri.fsPath);
  }

  private async onFile(uri: vscode.Uri, stat: vscode.FileStat): Promise<void> {
    if (!this.isPublished(uri) || !(stat.type & vscode.FileType.File)) return;
    if ((await this.ownWrites.get(uri.fsPath)) === toStamp(stat)) return;
    this.ownWrites.delete(uri.fsPath);
    this.changes.add(uri.fsPath);
  }

  /** Returns whether a path is a folder that has newly appeared. A folder that is deleted and created again at once is reported as changed. */
  private hasAppeared(uri: vscode.Uri, { ctime }: vscode.FileStat, isNew: boolean): boolean {
    const isOther = ctime >= this.since && this.createdAt.get(uri.fsPath) !== ctime;
    if (isOther) this.createdAt.set(uri.fsPath, ctime);
    return isNew || isOther;
  }

  /** Lists the mapped files of a new folder. A folder that is moved in the editor has an event of its own. */
  private async onFolder(appeared: vscode.Uri, tops: readonly vscode.Uri[]): Promise<void> {
    if ((await this.ownWrites.get(appeared.fsPath)) === ofFolder) return void this.ownWrites.delete(appeared.fsPath);
    for (const top of tops) this.newFolders.set(top.path, top);
    void guard(this.publishing.deps.log, 'list a new folder', () => this.listNewFolders());
  }

  /** Lists new folders, each file once: a watcher may report a folder without its content. A removed one has no files. */
  private async listNow(): Promise<void> {
    const all = [...this.newFolders.values()];
    this.newFolders = new Map();
    const outer = all.filter((folder) => !all.some((other) => other !== folder && isWithin(folder, other)));
    const { files: disk } = this.publishing.deps;
    const lists = await Promise.all(outer.map((folder) => listFilesBelow(folder, disk, this.end.signal)));
    for (const { files, unnamed } of lists) {
      for (const file of files) void this.onPath(file, false);
      for (const file of unnamed) this.onUnnamed(file);
    }
  }

  /** Processes one batch of changes after another, so that requests of an earlier batch are not lost. */
  private takeInTurn(paths: readonly string[], held: boolean): Promise<void> {
    this.last = this.last.catch(() => undefined).then(() => this.take(paths, held));
    return this.last;
  }

  /** Publishes the changes, and those that the watchers missed. While signed out, records them until the user signs in. */
  private async take(all: readonly string[], isSwitch: boolean): Promise<void> {
    const { mappingStore, deps, signedOutChanges, placeHeads } = this.publishing;
    const { account } = deps.session;
    const lost = new Set(all.filter((path) => this.unnamed.delete(path)));
    const unnamed = [...lost].map((path) => vscode.Uri.file(path));
    const paths = all.filter((path) => !lost.has(path));
    if (!account) {
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
    const sent = await publishAll(this.publishing, files, { held, baseOf: ({ uri }) => this.bases.takeChanged(uri) });
    for (const [file] of Map.groupBy(sent, ({ mapping }) => mapping).values())
      if (file) placeHeads.note(toMappedPlace(file, account.id), { quietMs });
    // Published files are recognized by the record of their object.
    if (held) await this.bases.readAhead(files.map(({ uri }) => uri));
  }
}

/** Returns a text that changes each time the file is written. */
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
