import { type ActivityEntry, type ChangeEntry, canUndo } from '../../core/activity/activity.js';
import type { Change, ChangeOf, ResourceKind } from '../../core/activity/change.js';
import { resourceText, undoText } from '../../core/activity/changeText.js';
import { isOfPresentRecord, readRecordUndo } from '../../core/activity/recordUndo.js';
import { applyUndo, readUndoState, sameSources } from '../../core/activity/resources.js';
import { findHostChange, undoUnbinding } from '../../core/activity/undoUnbinding.js';
import { originHostFunction, privateBucketFunction } from '../../core/cdn/functionNames.js';
import { bucketHost } from '../../core/cdn/originHost.js';
import { showDomain } from '../../core/domainName.js';
import { readHostOffer } from '../../core/domains/hostOffer.js';
import { hostGoesFirst, unbind, unbindButton } from '../../core/domains/unbinding.js';
import { waitForDomain } from '../../core/domains/waitForDomain.js';
import { isRestorable } from '../../core/https/certificateState.js';
import { onlyConsoleText } from '../../core/https/certificateText.js';
import { l10n } from '../../core/l10n.js';
import { findAskedHost, mayUnbind } from '../../core/oss/binding.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import type { CloudPorts } from '../../core/ports/cloud.js';
import { changeRecords } from '../../core/publishing/objectLedger.js';
import { confirmChange, offerHost, refuseUnbinding } from '../../host/changePrompts.js';
import { executeCommand, folderRowId } from '../../host/commandIds.js';
import type { FeatureDeps } from '../../host/deps.js';
import { showBriefly, showInformation, showWarning, withProgress } from '../../host/display.js';
import { actionText, changeTitle } from './changeTitle.js';

/** The dependencies of the list of changes and its commands. */
export type ActivityFeatureDeps = Pick<
  FeatureDeps,
  'log' | 'ui' | 'activity' | 'session' | 'settings' | 'clock' | 'board' | 'store'
>;

/** Undoes a change: reads the present state, shows what the undo does, and applies it once the user agrees. */
export async function undoChange(deps: ActivityFeatureDeps, entry: ActivityEntry): Promise<void> {
  if (!canUndo(entry)) return void showInformation(l10n.t('This change cannot be undone from here'));
  const { change } = entry;
  const cloud = await deps.session.cloud();
  const { signal } = new AbortController();
  const state = await readUndoState(change, cloud, signal);
  if (state === 'done') {
    await deps.activity.markUndone(entry.id);
    return void showInformation(l10n.t('This change is already undone: {0}', entry.subject));
  }
  if (state === 'changed') return tellChanged(entry);
  const plan = await planUndo({ deps, cloud, signal }, entry);
  if (!plan || !(await confirmUndo(entry, plan))) return;
  await withProgress({ location: { viewId: 'ossCdn.activity' } }, async () => {
    try {
      await plan.run();
    } finally {
      if (change.kind === 'bucket') await executeCommand('ossCdn.retryNode', 'buckets');
      else if ('key' in change.at) await executeCommand('ossCdn.retryNode', folderRowId(change.at.bucket.name, ''));
      else await executeCommand('ossCdn.refreshExplorer', 'domains');
    }
  });
  await plan.after?.();
  showBriefly(l10n.t('Undone: {0}', changeTitle(entry)), 5000);
}

function confirmUndo(entry: ChangeEntry, plan: UndoPlan): Promise<boolean> {
  const { change } = entry;
  const [present, former] = [resourceText(change, 'after'), resourceText(change, 'before')];
  const lines = [present && l10n.t('Before: {0}', present), former && l10n.t('After: {0}', former)];
  return confirmChange({
    question: l10n.t('Undo "{0}" of {1}?', actionText(entry), entry.subject),
    detail: [...plan.detail, lines.filter(Boolean).join('\n'), redoText(change, plan)],
    button: plan.button ?? l10n.t('Undo'),
  });
}

/** Explains how to revert the undo. The undo is a change too, and is recorded with an undo of its own if possible. */
function redoText({ kind }: Change, { isFinal }: UndoPlan): string {
  if (isFinal) return onlyConsoleText();
  return kind === 'bucket' || kind === 'config' ? '' : l10n.t('To revert this, undo the new entry that it creates.');
}

async function tellChanged(entry: ActivityEntry): Promise<void> {
  const open = l10n.t('Open Console');
  const message = l10n.t('Nothing was undone, because this was changed again in the meantime: {0}', entry.subject);
  if ((await showWarning(message, open)) === open) await executeCommand('ossCdn.openChangeConsole', entry.id);
}

/** Plans how to undo a change in the present state. If that is not possible now, shows a message that says why and resolves to `undefined`. */
async function planUndo(work: UndoWork, entry: ChangeEntry): Promise<UndoPlan | undefined> {
  if (isOf(entry, 'binding')) return entry.change.before ? planBinding(work, entry) : planUnbinding(work, entry);
  if (isOfPresentRecord(entry)) return planRecord(work, entry);
  if (isOf(entry, 'status') || isOf(entry, 'sources')) return planDomain(work, entry);
  if (isOf(entry, 'certificate')) {
    const known = await checkCertificateUndo(work, entry.change);
    return known && { ...planOne(work, entry), ...known };
  }
  return planOne(work, entry);
}

function isOf<K extends ResourceKind>(entry: ChangeEntry, kind: K): entry is ChangeEntry<K> {
  return entry.change.kind === kind;
}

function planOne({ deps, cloud, signal }: UndoWork, { id, change }: ChangeEntry): UndoPlan {
  return {
    detail: [undoText(change), ...outageOf(change)],
    run: async () => {
      if (takesBindingAway(change)) await deps.board.noteUnbound(change.at.domain);
      await applyUndo(change, cloud, signal);
      await deps.activity.markUndone(id);
      if (change.kind === 'objectAcl') await recordAcl(deps, change);
    },
  };
}

/** Otherwise the next publish would set the undone ACL again. */
async function recordAcl({ store, clock }: ActivityFeatureDeps, { at, before }: ChangeOf<'objectAcl'>): Promise<void> {
  const record = { acl: before ?? 'default', aclSeenAt: clock.now() };
  await changeRecords(store, at.bucket, new Map([[at.key, record]]));
}

/** Plans an undo that waits until CDN has made the change. A failure from before the change does not count. */
function planDomain(work: UndoWork, entry: ChangeEntry<'status'> | ChangeEntry<'sources'>): UndoPlan {
  const { deps, cloud, signal } = work;
  const { change } = entry;
  const { domain } = change.at;
  const one = planOne(work, entry);
  const wanted = change.before === 'offline' ? 'offline' : 'online';
  const isDone = (found: CdnDomain | undefined) =>
    found?.status === wanted && (change.kind !== 'sources' || sameSources(found.sources, change.before ?? []));
  return {
    ...one,
    run: async () => {
      const former = await cloud.cdn.readDomain(domain, signal);
      await one.run();
      await waitForDomain({ cdn: cloud.cdn, clock: deps.clock, signal }, domain, isDone, former?.status);
    },
    ...(change.kind === 'sources' && { after: () => offerKeptHost(work, change) }),
  };
}

/** Describes what visitors notice if CDN may no longer read a private bucket. */
function outageOf({ kind, at, before }: Change): readonly string[] {
  if (kind !== 'config' || at.functionName !== privateBucketFunction || before?.private_oss_auth === 'on') return [];
  return [l10n.t('CDN will no longer be able to read the private bucket, and visitors will get 403 (AccessDenied).')];
}

/** Returns whether the undo removes what a run would set again: the binding of the domain, or the origin host under which CDN requests from OSS. */
function takesBindingAway(change: Change): change is ChangeOf<'binding'> | ChangeOf<'config'> {
  const { kind, at, before } = change;
  return kind === 'binding' ? before === null : kind === 'config' && at.functionName === originHostFunction;
}

async function offerKeptHost(work: UndoWork, { at, before }: ChangeOf<'sources'>): Promise<void> {
  const { deps, cloud, signal } = work;
  const domain = { name: at.domain, sources: before ?? [] };
  await offerHost(showDomain(at.domain), await readHostOffer({ cloud, clock: deps.clock, signal }, domain));
}

function planBinding({ deps, cloud, signal }: UndoWork, entry: ChangeEntry<'binding'>): UndoPlan {
  const host = findHostChange(deps.activity.entries, entry);
  return {
    detail: [undoText(entry.change), ...(host ? [undoText(host.change)] : [])],
    run: () => undoUnbinding({ ...deps, cloud, resolvers: deps.settings.get('verification.resolvers'), signal }, entry),
  };
}

/** If CDN requests OSS under the domain's name, that Host is removed first, since the domain would fail without its binding. */
async function planUnbinding(work: UndoWork, entry: ChangeEntry<'binding'>): Promise<UndoPlan | undefined> {
  const { deps, cloud, signal } = work;
  const { at } = entry.change;
  const domain = await cloud.cdn.readDomain(at.domain, signal);
  const hostConfig = domain && (await findAskedHost(cloud, domain, signal));
  if (!domain || !hostConfig) return planOne(work, entry);
  const binding = { bucket: at.bucket, hostConfig };
  if (!mayUnbind(binding, domain)) return void (await refuseUnbinding(domain, showDomain(domain.name)));
  const next = bucketHost(domain.sources);
  return {
    detail: [undoText(entry.change), hostGoesFirst(next)],
    button: unbindButton(next),
    run: async () => {
      await deps.board.noteUnbound(domain.name);
      await unbind({ ...work, clock: deps.clock }, domain, binding);
      await deps.activity.markUndone(entry.id);
    },
  };
}

/** Plans the undo of a record. If the record replaced others, it is removed and the others return. Otherwise, a note says that no record takes its place. */
async function planRecord({ deps, cloud, signal }: UndoWork, entry: ChangeEntry<'record'>): Promise<UndoPlan> {
  const { activity } = deps;
  const { entries, leadsOn } = await readRecordUndo({ entries: activity.entries, cloud, signal }, entry);
  const whole = entries.length > 1;
  return {
    detail: [entries.map(({ change }) => undoText(change)).join('\n'), ...afterwards(whole, leadsOn)],
    ...(whole && { button: l10n.t('Undo All') }),
    run: async () => {
      for (const { id, change } of entries) {
        await applyUndo(change, cloud, signal);
        await activity.markUndone(id);
      }
    },
  };
}

function afterwards(whole: boolean, leadsOn: boolean | undefined): readonly string[] {
  if (leadsOn === false) return [l10n.t('No other record replaces it, so this domain will not resolve.')];
  return whole && leadsOn ? [l10n.t('Visitors of this domain will then go where they went before this change.')] : [];
}

/** Notes on the undo of a certificate; `undefined` after a message why it is not possible now. */
async function checkCertificateUndo(
  { cloud: { cdn }, signal }: UndoWork,
  { at: { domain = '' }, before }: ChangeOf<'certificate'>,
): Promise<Pick<UndoPlan, 'isFinal'> | undefined> {
  // Without a certificate https fails, and with it redirected visitors.
  const configs = before ? [] : await cdn.readConfigs(domain, ['https_force', 'HSTS'], signal);
  const isOn = (name: string, switched: string) =>
    configs.some(({ functionName, args }) => functionName === name && args[switched] === 'on');
  if (isOn('https_force', 'enable')) return tell(redirectFirst(showDomain(domain)));
  if (isOn('HSTS', 'enabled')) return tell(hstsFirst(showDomain(domain)));
  const held = await cdn.readCertificate(domain, signal);
  return { isFinal: held !== undefined && !isRestorable(held) };
}

function tell(why: string): undefined {
  void showWarning(why);
}

function redirectFirst(name: string): string {
  return l10n.t(
    'The certificate was not removed, because http is redirected to https and visitors would get an error. Undo the redirect first: {0}',
    name,
  );
}

function hstsFirst(name: string): string {
  return l10n.t(
    'The certificate was not removed, because HSTS is on and browsers would refuse http. Turn off HSTS first: {0}',
    name,
  );
}

/** The effect of an undo, as it is shown before the undo. */
interface UndoPlan {
  /** The text before the undo. Each item is a paragraph. */
  readonly detail: readonly string[];
  /** The label of the button. Absent if the usual label is clear enough. */
  readonly button?: string;
  /** Whether only the console can revert the undo. */
  readonly isFinal?: boolean;
  run(): Promise<void>;
  /** Asks a question after the undo is done. */
  after?(): Promise<void>;
}

/** The dependencies of an undo. */
interface UndoWork {
  readonly deps: ActivityFeatureDeps;
  readonly cloud: CloudPorts;
  readonly signal: AbortSignal;
}
