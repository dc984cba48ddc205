import * as vscode from 'vscode';
import type { QueuedKind } from '../../core/cdn/callLimits.js';
import { AppError } from '../../core/errors.js';
import { errorText } from '../../core/errorTexts/errorText.js';
import { l10n } from '../../core/l10n.js';
import { currentStep } from '../../core/onboarding/run/runRecord.js';
import type { BucketRef } from '../../core/ports/oss.js';
import { maxUnattended } from '../../core/publishing/externalChanges.js';
import { type PublishFailure, toUrlPublication } from '../../core/publishing/publication.js';
import { type Entry, isUnsent, type UserCommand } from '../../core/publishing/queueEntry.js';
import { noticeText } from '../../core/text/plainText.js';
import { confirmChange } from '../../host/changePrompts.js';
import { type CdnTarget, executeCommand } from '../../host/commandIds.js';
import { guard } from '../../host/commands.js';
import { showBriefly, showError, showInformation, showWarning } from '../../host/display.js';
import { presentError } from '../../host/errors/presentError.js';
import { isTrusted, onDidGrantTrust, onlyTrusted } from '../../host/trust.js';
import type { BucketDocuments } from './bucketDocument.js';
import { cancelOutdated } from './changes/cancelOutdated.js';
import { CaseRenames } from './changes/caseRenames.js';
import { ExpectedSaves } from './changes/expectedSaves.js';
import { ExternalWatcher } from './changes/externalWatcher.js';
import { FileBases } from './changes/fileBases.js';
import { onFilesDeleted, onFilesRenamed, type Renamed } from './changes/fileOperations.js';
import { publishFile } from './file/publishFile.js';
import { registerHiddenPages } from './folder/runFolder.js';
import { registerMappedContext } from './mapping/mappedContextKeys.js';
import { MappedFolderWatcher } from './mapping/mappedFolderWatcher.js';
import { createMappedObjects } from './mapping/mappedObjects.js';
import { foldersOnDisk, openMapping } from './mapping/mappingFile.js';
import type { CoveredFile, MappingStore } from './mapping/mappingStore.js';
import { MissingFolders } from './mapping/missingFolders.js';
import { typeOf } from './mapping/paths.js';
import { allowPublishing } from './onSaveConsent.js';
import { isAutomatic, publishAll, publishSaved, unpublishedLine, warnLeftOut } from './publishFiles.js';
import { createPublishing, listRoots, type Publishing, type PublishingDeps } from './services.js';
import { registerConflictPrompt } from './status/conflictPrompt.js';
import { QueueList } from './status/queueList.js';
import { failureText } from './status/queueRows.js';
import { registerStatusBar } from './status/statusBar.js';
import { whyNotPublished } from './status/whyNotPublished.js';

/** The parts of publishing that are loaded after activation. */
export type PublishingFeature = ReturnType<typeof openPublishing>;

/** Opens publishing: reads the mappings, resumes earlier work, and shows the state. */
export function openPublishing(deps: PublishingDeps, bucketDocuments: BucketDocuments) {
  const publishing = createPublishing({ ...deps, history: onlyTrusted(deps.history) }, bucketDocuments);
  const { mappingStore } = publishing;
  const watcher = new MappedFolderWatcher(mappingStore);
  const bases = new FileBases(publishing);
  const externalWatcher = new ExternalWatcher(publishing, watcher, bases);
  const caseRenames = new CaseRenames(publishing, watcher);
  const list = new QueueList(publishing);
  const parts = vscode.Disposable.from(
    ...[list, watcher, externalWatcher, bases, caseRenames, new ExpectedSaves(publishing)],
    registerConflictPrompt(publishing),
    registerHeldPrompt(publishing),
    new MissingFolders(mappingStore, watcher, deps),
    registerStatusBar(publishing),
    registerMappedContext(mappingStore, { ...deps, watcher }),
    logPublishFailures(publishing),
    registerUploadDomainHint(publishing),
    registerHiddenPages(publishing),
    registerKeysPrompt(publishing),
    resumeOnChange(publishing),
    reportStoreLoss(publishing),
    registerReloadNotice(publishing),
    resumeOnboarding(mappingStore, deps),
    publishing,
  );
  return {
    publishing,
    mappedObjects: createMappedObjects(mappingStore, deps.files),
    publishFile: (targets: readonly CdnTarget[]) => publishFile(publishing, targets),
    whyNotPublished: (target: CdnTarget | undefined) => whyNotPublished(publishing, target),
    allowPublishing: (folder: string | undefined) => allowPublishing(publishing, folder),
    show: () => list.show(),
    sendLater: (request: QueuedKind, urls: readonly string[]) => sendLater(publishing, request, urls),
    revokeConsent: () => revokeConsent(publishing),
    reset: () => resetState(publishing),
    openMapping: () => openMapping(),
    setPaused: (on: boolean) => setPaused(publishing, on),
    onSaved: (uri: vscode.Uri) => {
      externalWatcher.ignoreOwnWrite(uri);
      return publishSaved(publishing, uri, bases.takeSaved(uri));
    },
    onDeleted: (files: readonly vscode.Uri[]) => onFilesDeleted(publishing, files),
    onRenamed: (files: readonly Renamed[]) => {
      for (const { newUri } of files) for (const each of [externalWatcher, caseRenames]) each.ignoreOwnWrite(newUri);
      return onFilesRenamed(publishing, files);
    },
    dispose: () => parts.dispose(),
  };
}

async function setPaused({ pause }: Publishing, on: boolean): Promise<void> {
  await pause.set(on);
  const paused = l10n.t('Publishing is paused. Saved files are on hold until you resume it');
  showBriefly(on ? paused : l10n.t('Publishing is resumed'), 3_000);
}

/** Adds URLs to the queue, where they wait like files until their own quota is reset. */
async function sendLater({ publisher, deps }: Publishing, request: QueuedKind, urls: readonly string[]): Promise<void> {
  const { account } = deps.session;
  if (!account) throw new AppError('notSignedIn');
  await publisher.exhaustQuota(request);
  await publisher.enqueue(urls.map((url) => toUrlPublication(account.id, request, url)));
}

/** Resumes earlier work and publishes changes that were made while signed out, now and after each sign-in. */
function resumeOnChange(publishing: Publishing): vscode.Disposable {
  const { publisher, deps, mappingStore, revocation } = publishing;
  let last = Promise.resolve();
  const cancel = () => {
    // In sequence, so that each sees the earlier cancellations.
    last = last.catch(() => undefined).then(() => cancelOutdated(publishing));
    return last;
  };
  const resume = async () => {
    await mappingStore.load();
    if (!isTrusted()) return;
    const hasData = await deps.store.hasData();
    const execute = async (command: UserCommand) => {
      if (hasData) await publisher.execute(command);
    };
    // Commands are executed for the signed-in account.
    if (deps.session.account) await revocation.enforce(listRoots(), execute);
    if (hasData) await cancel();
    await replaySignedOutChanges(publishing);
  };
  const resumeGuarded = () => void guard(deps.log, 'resume publishing', resume);
  resumeGuarded();
  return vscode.Disposable.from(
    deps.session.onDidChange(resumeGuarded),
    onDidGrantTrust(resumeGuarded),
    mappingStore.onDidChange(() => void guard(deps.log, 'cancel outdated requests', cancel)),
  );
}

/** Reports, once and in one window only, that the records of published objects are lost. */
function reportStoreLoss({ deps }: Publishing): vscode.Disposable {
  const { store, log } = deps;
  const report = async () => {
    const isFirst = await (await store.open()).write((tx) => {
      if (tx.note(lossNote) !== undefined) return false;
      tx.setNote(lossNote, 'reported');
      return true;
    });
    if (!isFirst) return;
    const message = l10n.t(
      'The publishing state on this computer was damaged and has been reset. Save files again that were waiting in closed windows. You are asked before previously published objects are overwritten.',
    );
    void showWarning(message);
  };
  return store.onDidReplace(() => void guard(log, 'replace the publishing state', report));
}

const lossNote = 'loss of the former state';

/** Clears the queue and the records of published objects, after a question that lists what is affected. */
async function resetState({ publisher, signedOutChanges, deps }: Publishing): Promise<void> {
  const store = await deps.store.open();
  const account = deps.session.account?.id;
  const waiting = account === undefined ? 0 : publisher.countAll();
  const detail = [
    l10n.t(
      'Files waiting to be published or refreshed: {0}. They will be dropped; save them again to publish them.',
      waiting,
    ),
    l10n.t(
      'Previously published objects will no longer be recognized. You will be asked before an object with different content is overwritten.',
    ),
    l10n.t('Nothing will change in buckets or on CDN. Onboardings, their undo information, and Activity will be kept.'),
  ];
  const question = l10n.t('Reset the publishing state on this computer, for all accounts and windows?');
  if (!(await confirmChange({ question, detail, button: l10n.t('Reset') }))) return;
  await store.write(
    (tx) => {
      tx.entries.clear();
      tx.ledger.clear();
    },
    { durable: true },
  );
  await signedOutChanges.forgetAll();
  publisher.forget();
  void showInformation(l10n.t('Publishing state reset'));
}

/** Revokes the consents of this workspace. Nothing that waits is sent then, and the next save asks again. */
async function revokeConsent(publishing: Publishing): Promise<void> {
  const { consents, revocation, signedOutChanges, publisher, allowedFiles } = publishing;
  await revocation.record();
  const count = await consents.revoke(
    foldersOnDisk().map(({ uri }) => uri.toString()),
    publishing.deps.store,
  );
  const files = await allowedFiles.forgetAll();
  await signedOutChanges.forgetAll();
  await revocation.enforce(listRoots(), (command) => publisher.execute(command));
  const message =
    count + files > 0
      ? l10n.t('Consent revoked. You are asked again before the next save is published')
      : l10n.t('Nothing to revoke: this workspace has no consent to publish');
  void showInformation(message);
}

/** Resumes a run that asks which folder to publish once the user has written the mapping by hand. */
export function resumeOnboarding(
  mappingStore: Pick<MappingStore, 'onDidChange'>,
  deps: Pick<PublishingDeps, 'board' | 'log'>,
): vscode.Disposable {
  return mappingStore.onDidChange(() => {
    const isAwaited = deps.board.runs.some(({ record }) => currentStep(record)?.id === 'mapping');
    if (isAwaited) void guard(deps.log, 'resume onboarding', () => deps.board.load());
  });
}

/** Logs each failure once: what happens next and, if the bucket does not have the file, the text that the list of the status bar shows. */
export function logPublishFailures({ publisher, deps }: Publishing): vscode.Disposable {
  let logged = new Set<string>();
  const nameOf = ({ publication, cause }: PublishFailure) => publication.id + JSON.stringify(cause);
  return publisher.onDidChange(() => {
    const { state } = publisher;
    const failures = state.kind === 'failed' ? state.failures : [];
    const before = logged;
    logged = new Set(failures.map(nameOf));
    const isNew = failures.some((failure) => !before.has(nameOf(failure)));
    const failed = isNew ? publisher.list({ stages: ['failed'] }) : [];
    const unsent = new Set(failed.filter(isUnsent).map((entry) => entry.publication.id));
    for (const failure of failures) {
      if (before.has(nameOf(failure))) continue;
      const { publication, cause } = failure;
      if (cause.kind === 'error') {
        if (unsent.has(publication.id)) deps.log.debug(unpublishedLine(publication.label, failureText(cause)));
        deps.log.failure(`publish ${publication.label}`, new AppError(cause.error.kind, cause.error.details));
      } else
        deps.log.warn(`publish ${publication.label}: the edge is stale: ${cause.url} ${cause.etag ?? cause.status}`);
    }
  });
}

/** Asks about queue entries of this window's folders that are held for the user. When more are held, a new question replaces an unanswered one. */
export function registerHeldPrompt(publishing: Publishing): vscode.Disposable {
  const { publisher, pause, deps } = publishing;
  const asked = new Set<string>();
  let shown = 0;
  const update = () => {
    // Entries held by a pause are asked about when it ends.
    if (pause.isOn) return;
    const names = publisher.list({ stages: ['held'] }).map(nameOf);
    const count = publisher.count().held ?? 0;
    // Only the first ones are listed.
    const isMore = count > shown || names.some((name) => !asked.has(name));
    for (const name of names) asked.add(name);
    shown = count;
    if (isMore) void guard(deps.log, 'ask about what is held back', () => ask(publishing));
  };
  return vscode.Disposable.from(publisher.onDidChange(update), pause.onDidChange(update));
}

async function ask({ publisher, deps }: Publishing): Promise<void> {
  const publish = l10n.t('Publish');
  const show = l10n.t({ message: 'Show', comment: 'Opens the list of files to be published' });
  const discard = l10n.t('Discard');
  // Without a count, which is in the status bar: VS Code closes a notification when the same text is shown again.
  const message = l10n.t('Held files are not published yet');
  const until = deps.clock.now();
  const chosen = await showInformation(message, publish, show, discard);
  if (chosen === show) void executeCommand('ossCdn.showPublishing');
  if (chosen === publish) await publisher.executeAll('publishHeld', until);
  if (chosen === discard) await publisher.executeAll('dropHeld', until);
}

/** Identifies the question about a held queue entry. If the same file is held again, that is another question. */
function nameOf({ publication, version }: Entry): string {
  return `${version} ${publication.id}`;
}

/**
 * Publishes the changes that were made while signed out. Each change is forgotten once it is requested or refused. If the user signs out again meanwhile,
 * the rest is kept.
 */
export async function replaySignedOutChanges(publishing: Publishing): Promise<void> {
  const { signedOutChanges, deps } = publishing;
  const isSignedIn = () => deps.session.account !== undefined;
  if (!isSignedIn()) return;
  const [saved, deleted] = [signedOutChanges.list('saved'), signedOutChanges.list('deleted')];
  const there = await Promise.all([...saved, ...deleted].map(existsOnDisk));
  const send = async (path: string, at: number) => {
    if (there[at]) await publishSaved(publishing, vscode.Uri.file(path));
    if (isSignedIn()) await signedOutChanges.forget([path]);
  };
  await Promise.all(saved.map(send));
  await replayExternal(publishing, 'changed');
  await replayExternal(publishing, 'held');
  const gone = deleted.filter((_path, at) => !there[saved.length + at]);
  if (gone.length > 0)
    await onFilesDeleted(
      publishing,
      gone.map((path) => vscode.Uri.file(path)),
    );
  if (isSignedIn()) await signedOutChanges.forget(deleted);
}

/** Publishes the external changes of one kind in their order and in one batch, so that a large number of them is held for the user. */
async function replayExternal(publishing: Publishing, kind: 'changed' | 'held'): Promise<void> {
  const { signedOutChanges, mappingStore, deps } = publishing;
  const paths = signedOutChanges.list(kind);
  if (paths.length === 0) return;
  const isWatched = ({ mapping, inside }: CoveredFile) => mappingStore.rulesOf(mapping).watches(inside);
  const there = await Promise.all(
    paths.map(async (path) => ((await existsOnDisk(path)) ? [vscode.Uri.file(path)] : [])),
  );
  const found = await Promise.all(there.flat().map((uri) => mappingStore.find(uri)));
  const files = found
    .filter((file) => file !== undefined)
    .filter((file) => isAutomatic(publishing, file) && isWatched(file));
  warnLeftOut(publishing, there.flat(), { filter: isWatched });
  await publishAll(publishing, files, { held: kind === 'held' || files.length > maxUnattended });
  if (deps.session.account) await signedOutChanges.forget(paths);
}

async function existsOnDisk(path: string): Promise<boolean> {
  return (await typeOf(vscode.Uri.file(path))) !== undefined;
}

/** Reports that publishing has stopped because the keys are refused, and offers Sign In. Reports it again only after keys were accepted in between. */
export function registerKeysPrompt({ publisher, deps }: Pick<Publishing, 'publisher' | 'deps'>): vscode.Disposable {
  let isTold = false;
  return publisher.onDidChange(() => {
    const { state } = publisher;
    // These states do not occur while keys are refused.
    if (state.kind === 'uploading' || state.kind === 'refreshing' || state.kind === 'fresh') isTold = false;
    if (isTold || state.kind !== 'waiting' || state.reason !== 'keys' || state.cause?.kind !== 'error') return;
    // Refused keys may be valid by now: the latest save tries them first.
    if (deps.clock.now() >= (state.until ?? 0)) return;
    isTold = true;
    const error = new AppError(state.cause.error.kind, state.cause.error.details);
    const text = l10n.t('Publishing has stopped. {0}', errorText(error));
    void guard(deps.log, 'tell that the keys are refused', () => presentError(error, deps.log, [], text));
  });
}

/** Reports once that a newer version of this extension has changed the store. Until it is reloaded, this window only records saves for later. */
export function registerReloadNotice({ publisher, deps }: Pick<Publishing, 'publisher' | 'deps'>): vscode.Disposable {
  let isTold = false;
  return publisher.onDidChange(() => {
    if (isTold || !publisher.needsReload) return;
    isTold = true;
    void presentError(new AppError('storeNewer'), deps.log);
  });
}

/** Reports, once for each bucket, that OSS refuses uploads over its public endpoint, and offers to set up an upload domain. */
function registerUploadDomainHint({ publisher }: Publishing): vscode.Disposable {
  const shown = new Set<string>();
  return publisher.onDidChange(() => {
    const { state } = publisher;
    if (state.kind !== 'failed') return;
    for (const { publication } of state.failures.filter(isRefused)) {
      const { bucket } = publication;
      if (shown.has(bucket.name)) continue;
      shown.add(bucket.name);
      void showHint(bucket);
    }
  });
}

function isRefused({ cause }: PublishFailure): boolean {
  return cause.kind === 'error' && cause.error.kind === 'publicEndpointForbidden';
}

async function showHint(bucket: BucketRef): Promise<void> {
  const setUp = l10n.t('Set Up Upload Domain');
  const open = l10n.t('Open Mapping File');
  const message = l10n.t(
    'OSS does not allow this account to upload over the public endpoint. Use a domain of yours that is bound to the bucket and points directly to OSS: {0}',
    noticeText(bucket.name),
  );
  const chosen = await showError(message, setUp, open);
  if (chosen === setUp) await executeCommand('ossCdn.onboard', bucket);
  if (chosen === open) await executeCommand('ossCdn.openMapping');
}
