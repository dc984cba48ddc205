import * as vscode from 'vscode';
import type { QueuedKind } from '../../core/cdn/callLimits.js';
import { lazy } from '../../core/concurrency/lazy.js';
import { Pending } from '../../core/concurrency/pending.js';
import { withTimeout } from '../../core/concurrency/withTimeout.js';
import { AppError } from '../../core/errors.js';
import type { CloudCall } from '../../core/ports/cloud.js';
import type { ClockPort } from '../../core/ports/local.js';
import type { ObjectRef } from '../../core/ports/oss.js';
import { mappingPath } from '../../core/publishing/mapping/mapping.js';
import type { Publication } from '../../core/publishing/publication.js';
import type { Follow } from '../../core/refresh/followTask.js';
import type { Listen } from '../../core/signal.js';
import type { CdnTarget, OpenTarget, Targets } from '../../host/commandIds.js';
import { guard, listCommandTargets, registerAccountCommand, registerCommand } from '../../host/commands.js';
import type { MappedObjects } from '../../host/mappedObjects.js';
import { isTrusted, onDidGrantTrust } from '../../host/trust.js';
import type { BucketDocuments } from './bucketDocument.js';
import { foldersOnDisk, mappingUri } from './mapping/mappingFile.js';
import { typeOf } from './mapping/paths.js';
import type { PublishingFeature } from './publishingFeature.js';
import type { Publishing, PublishingDeps } from './services.js';

type Open = () => Promise<PublishingFeature>;

/** The part of publishing that other features use. */
export interface RegisteredPublishing extends vscode.Disposable {
  /** Opens the services of publishing at the first call. */
  open(): Promise<Publishing>;
  readonly mappedObjects: MappedObjects;
  /** Adds URLs of the signed-in account to the queue until the quota is reset. Resolves once they are on disk. */
  sendLater(request: QueuedKind, urls: readonly string[]): Promise<void>;
  readonly follow: Follow;
  /** Adds requests to the queue. Resolves once they are on disk. */
  enqueue(publications: readonly Publication[]): Promise<void>;
  /** Returns the object that a read-only editor shows, by the address of its document. */
  objectOf(address: string): ObjectRef | undefined;
  /** Called before disposal. Resolves once all saves so far are on disk as requests, and soon even if a question is still open. */
  finish(): Promise<void>;
}

/** How long closing may wait for saves, ms. VS Code waits for about five seconds when a window closes. */
const maxFinishMs = 3_000;

/**
 * Registers the commands and listeners of publishing. The rest is loaded when it is first needed, or once the window has a mapping. `onDidCall` tells of calls
 * to the vendor that have ended.
 */
export function registerPublishing(deps: PublishingDeps, onDidCall: Listen<CloudCall>): RegisteredPublishing {
  const end = new AbortController();
  let feature: PublishingFeature | undefined;
  let documents: BucketDocuments | undefined;
  const openDocuments = lazy(async () => {
    const { BucketDocuments: Documents } = await import('./bucketDocument.js');
    requireOpen(end.signal);
    documents = new Documents(deps.session);
    return documents;
  });
  const open = lazy(async () => {
    const [{ openPublishing }, shared] = await Promise.all([import('./publishingFeature.js'), openDocuments()]);
    requireOpen(end.signal);
    feature = openPublishing(deps, shared);
    return feature;
  });
  // Rejects with `cancelled` if no folder has a mapping, and is then called again. Changes during one check of the disk share it and keep their order.
  const openIfMapped = lazy(async () => {
    if (!feature && !(await hasMapping())) throw new AppError('cancelled');
    return open();
  });
  const pending = new Pending();
  const parts = [
    ...registerCommands(deps, open),
    ...listen(deps, openIfMapped, pending),
    loadSoon(deps, open),
    registerOpening(deps, openDocuments),
    onDidCall((call) => documents?.onCall(call)),
  ];
  const settle = async () => {
    await pending.settle();
    await feature?.publishing.publisher.settle();
  };
  return {
    finish: () => withTimeout(settle, () => undefined, { clock: deps.clock, ms: maxFinishMs, signal: end.signal }),
    open: async () => (await open()).publishing,
    mappedObjects: lateMappedObjects(open),
    sendLater: async (request, urls) => (await open()).sendLater(request, urls),
    enqueue: async (publications) => (await open()).publishing.publisher.enqueue(publications),
    objectOf: (address) => documents?.objectOf(address),
    follow: async (task, work) => (await open()).publishing.recentWork.follow(task, work),
    dispose: () => {
      end.abort();
      vscode.Disposable.from(...parts, ...[feature, documents].filter((part) => part !== undefined)).dispose();
    },
  };
}

/** Registers the command that opens an object: one of the menu, or the row of the tree that was clicked or, without an argument, has the focus. */
function registerOpening(deps: PublishingDeps, openDocuments: () => Promise<BucketDocuments>): vscode.Disposable {
  const rows = new RowOpening(deps.clock);
  return registerCommand(deps, 'ossCdn.openObject', async (object) => {
    if (!object) return rows.pressEnter();
    const takesFocus = rows.takesFocus(object);
    await (await openDocuments()).open(object, takesFocus);
  });
}

/** Throws `cancelled` if the window has closed, since nothing would dispose what is created after that. */
function requireOpen(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('cancelled');
}

function lateMappedObjects(open: Open): MappedObjects {
  return {
    findFile: async (uri) => (await open()).mappedObjects.findFile(uri),
    findFolder: async (uri) => (await open()).mappedObjects.findFolder(uri),
    listBelow: async (uri) => (await open()).mappedObjects.listBelow(uri),
    findPublished: async (bucket, keys) => (await open()).mappedObjects.findPublished(bucket, keys),
    findSource: async (object) => (await open()).mappedObjects.findSource(object),
    listFolders: async () => (await open()).mappedObjects.listFolders(),
    listVariants: async (bucket, key) => (await open()).mappedObjects.listVariants(bucket, key),
  };
}

/** Returns the targets of a folder command: all selected workspace folders, but of rows in the cloud only the clicked one. */
function listFolderTargets(given: Targets): readonly CdnTarget[] {
  const [one] = given;
  return one === undefined || (typeof one === 'string' && one.includes(':')) ? listCommandTargets(given) : [one];
}

function registerCommands(deps: PublishingDeps, open: Open): readonly vscode.Disposable[] {
  return [
    registerAccountCommand(deps, 'ossCdn.publishFile', async (...given) =>
      (await open()).publishFile(listCommandTargets(given)),
    ),
    registerAccountCommand(deps, 'ossCdn.publishFolder', async (...given) => {
      const { publishFolder } = await import('./folder/publishFolder.js');
      await publishFolder((await open()).publishing, listFolderTargets(given));
    }),
    registerAccountCommand(deps, 'ossCdn.publishFolderHere', async (target) =>
      (await import('./folder/publishFolderHere.js')).publishFolderHere((await open()).publishing, target),
    ),
    registerCommand(deps, 'ossCdn.whyNotPublished', async (target) => (await open()).whyNotPublished(target)),
    registerCommand(deps, 'ossCdn.allowPublishing', async (folder) => (await open()).allowPublishing(folder)),
    registerCommand(deps, 'ossCdn.showPublishing', async () => (await open()).show()),
    registerCommand(deps, 'ossCdn.revokeConsent', async () => (await open()).revokeConsent()),
    registerCommand(deps, 'ossCdn.resetPublishing', async () => (await open()).reset()),
    registerCommand(deps, 'ossCdn.openMapping', async () => (await open()).openMapping()),
    registerCommand(deps, 'ossCdn.pausePublishing', async () => (await open()).setPaused(true)),
    registerCommand(deps, 'ossCdn.resumePublishing', async () => (await open()).setPaused(false)),
  ];
}

/** Listens to saved, deleted and renamed files. Every saved file passes here, so each listener only passes it on. */
function listen(deps: PublishingDeps, openIfMapped: Open, pending: Pending): readonly vscode.Disposable[] {
  const onChange = (what: string, work: (feature: PublishingFeature) => Promise<void>) =>
    void pending.add(guard(deps.log, what, async () => work(await openIfMapped())));
  return [
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      if (uri.scheme === 'file') onChange('publish on save', (feature) => feature.onSaved(uri));
    }),
    vscode.workspace.onDidDeleteFiles(({ files }) => onChange('delete', (feature) => feature.onDeleted(files))),
    vscode.workspace.onDidRenameFiles(({ files }) => onChange('rename', (feature) => feature.onRenamed(files))),
  ];
}

/**
 * Loads publishing if there is a mapping or work that an earlier window left. Checks this after activation and after each sign-in, and also when a mapping
 * file is created in a trusted workspace.
 */
function loadSoon(deps: PublishingDeps, open: Open): vscode.Disposable {
  let watcher: vscode.FileSystemWatcher | undefined;
  const check = async () => {
    if (isTrusted() && !watcher) {
      watcher = vscode.workspace.createFileSystemWatcher(`**/${mappingPath}`, false, true, true);
      watcher.onDidCreate(() => void guard(deps.log, 'open publishing', open));
    }
    if ((await hasMapping()) || (await hasWork(deps))) await open();
  };
  const checkGuarded = () => void guard(deps.log, 'look for mappings', check);
  const timer = setTimeout(checkGuarded, 0);
  return vscode.Disposable.from(
    { dispose: () => clearTimeout(timer) },
    { dispose: () => watcher?.dispose() },
    deps.session.onDidChange(checkGuarded),
    onDidGrantTrust(checkGuarded),
    vscode.workspace.onDidChangeWorkspaceFolders(checkGuarded),
  );
}

/** Resolves to whether a mapping file exists. Its content is not read, since that waits until the workspace is trusted. */
async function hasMapping(): Promise<boolean> {
  const types = await Promise.all(foldersOnDisk().map((folder) => typeOf(mappingUri(folder))));
  return types.some((type) => type !== undefined);
}

async function hasWork({ session, store }: PublishingDeps): Promise<boolean> {
  return session.account !== undefined && (await store.hasData());
}

/** The longest time between the clicks of a double click, and between Enter and the opening of its row, ms. */
const togetherMs = 500;

/**
 * Decides whether the row of an object is opened with the focus, as in the file explorer of VS Code: by a double click or Enter, and not by a click, after
 * which F2 and Delete concern the row. VS Code runs the command of a row without telling what opened it.
 */
export class RowOpening {
  private last: { readonly name?: string; readonly at: number } | undefined;

  constructor(private readonly clock: Pick<ClockPort, 'now'>) {}

  /** Opens the focused row, which takes the focus if it is an object. */
  async pressEnter(): Promise<void> {
    this.last = { at: this.clock.now() };
    await vscode.commands.executeCommand('list.select');
  }

  takesFocus({ bucket, key, isClick = false }: OpenTarget): boolean {
    const { last } = this;
    const [name, at] = [`${bucket.name}/${key}`, this.clock.now()];
    this.last = { name, at };
    if (!isClick || isDoubleClickNeeded()) return true;
    return last !== undefined && at - last.at <= togetherMs && (last.name ?? name) === name;
  }
}

/** With this setting, VS Code opens a row only by a double click or Enter. */
function isDoubleClickNeeded(): boolean {
  return vscode.workspace.getConfiguration('workbench').get('list.openMode') === 'doubleClick';
}
