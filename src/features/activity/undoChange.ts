import * as vscode from 'vscode';
import { l10n } from 'vscode';
import type { ActivityEntry, Undo } from '../../core/activity/activity.js';
import { applyUndo, readUndoState, sameSources } from '../../core/activity/applyUndo.js';
import { isRecordPart, type RecordPart, readRecordUndo } from '../../core/activity/recordUndo.js';
import { findHostChange, undoUnbinding } from '../../core/activity/undoUnbinding.js';
import { originHostFunction, privateBucketFunction } from '../../core/cdn/functionNames.js';
import { bucketHost } from '../../core/cdn/originHost.js';
import { showDomain } from '../../core/domainName.js';
import { readHostOffer } from '../../core/domains/hostOffer.js';
import { hostGoesFirst, unbind, unbindButton } from '../../core/domains/unbinding.js';
import { waitForDomain } from '../../core/domains/waitForDomain.js';
import { isRestorable } from '../../core/https/certificateState.js';
import { onlyConsoleText } from '../../core/https/certificateText.js';
import { findAskedHost, mayUnbind } from '../../core/oss/binding.js';
import type { CdnDomain, DomainStatus } from '../../core/ports/cdn.js';
import type { CloudPorts } from '../../core/ports/cloud.js';
import { confirmChange, offerHost } from '../../host/changePrompts.js';
import { executeCommand } from '../../host/commandIds.js';
import { showBriefly, showInformation, showWarning, withProgress } from '../../host/display.js';
import { refuseUnbinding } from '../../host/prompts/refuseUnbinding.js';
import { snapshotText, undoText } from '../../host/text/snapshotText.js';
import { actionText, changeTitle } from './changeTitle.js';
import type { ActivityFeatureDeps } from './chooseChange.js';

/** Undoes a change: reads the current state, shows the effect, and applies it. */
export async function undoChange(deps: ActivityFeatureDeps, entry: ActivityEntry): Promise<void> {
  const { undo } = entry;
  if (!undo) return void showInformation(vscode.l10n.t('This change cannot be undone from here'));
  const cloud = await deps.session.cloud();
  const { signal } = new AbortController();
  const state = await readUndoState(undo, cloud, signal);
  if (state === 'done') {
    await deps.activity.markUndone(entry.id);
    return void showInformation(vscode.l10n.t('This change is already undone: {0}', entry.subject));
  }
  if (state === 'changed') return tellChanged(entry);
  const plan = await planUndo({ deps, cloud, entry, signal }, undo);
  if (!plan || !(await confirmUndo(entry, undo, plan))) return;
  await withProgress({ location: { viewId: 'ossCdn.activity' } }, async () => {
    try {
      await plan.run();
    } finally {
      if (undo.kind === 'deleteBucket') await executeCommand('ossCdn.retryNode', 'buckets');
      else await executeCommand('ossCdn.refreshExplorer', 'domains');
    }
  });
  await plan.after?.();
  showBriefly(vscode.l10n.t('Undone: {0}', changeTitle(entry)), 5000);
}

function confirmUndo(entry: ActivityEntry, undo: Undo, plan: UndoPlan): Promise<boolean> {
  const { before, after } = entry;
  const lines = [
    after && vscode.l10n.t('Before: {0}', snapshotText(after, before)),
    before && vscode.l10n.t('After: {0}', snapshotText(before, after)),
  ];
  return confirmChange({
    question: vscode.l10n.t('Undo "{0}" of {1}?', actionText(entry), entry.subject),
    detail: [...plan.detail, lines.filter(Boolean).join('\n'), redoText(undo, plan)],
    button: plan.button ?? vscode.l10n.t('Undo'),
  });
}

/** The undo is a change too, recorded with its own undo if possible. */
function redoText({ kind }: Undo, { isFinal }: UndoPlan): string {
  if (isFinal) return onlyConsoleText();
  if (kind === 'deleteBucket') return '';
  return kind === 'deleteConfig' || kind === 'setConfig'
    ? ''
    : vscode.l10n.t('To revert this, undo the new entry that it creates.');
}

async function tellChanged(entry: ActivityEntry): Promise<void> {
  const open = vscode.l10n.t('Open Console');
  const message = vscode.l10n.t(
    'Nothing was undone, because this was changed again in the meantime: {0}',
    entry.subject,
  );
  if ((await showWarning(message, open)) === open) await executeCommand('ossCdn.openChangeConsole', entry.id);
}

type Of<K extends Undo['kind']> = Extract<Undo, { kind: K }>;

/** Plans the undo of a change in the current state; `undefined` after a message why it is not possible now. */
async function planUndo(work: UndoWork, undo: Undo): Promise<UndoPlan | undefined> {
  if (undo.kind === 'createCname') return planBinding(work, undo);
  if (undo.kind === 'deleteCname') return planUnbinding(work, undo);
  if (isRecordPart(undo)) return planRecord(work, undo);
  if (undo.kind === 'setCertificate' || undo.kind === 'deleteCertificate') {
    const known = await checkCertificateUndo(work, undo);
    return known && { ...planOne(work, undo), ...known };
  }
  return planOne(work, undo);
}

function planOne(work: UndoWork, undo: Undo): UndoPlan {
  const { deps, cloud, entry, signal } = work;
  return {
    detail: [undoText(undo), ...outageOf(undo)],
    run: async () => {
      if (takesBindingAway(undo)) await deps.board.noteUnbound(undo.domain);
      const before = await readStatus(work, undo);
      await applyUndo(undo, cloud, signal);
      await deps.activity.markUndone(entry.id);
      await waitFor(work, undo, before);
    },
    ...(undo.kind === 'updateSources' && {
      after: () => offerKeptHost(work, undo),
    }),
  };
}

/** What visitors notice if CDN may no longer read a private bucket. */
function outageOf(undo: Undo): readonly string[] {
  if (undo.kind !== 'setConfig' && undo.kind !== 'deleteConfig') return [];
  const isKept = undo.kind === 'setConfig' && undo.args.private_oss_auth === 'on';
  if (undo.functionName !== privateBucketFunction || isKept) return [];
  return [l10n.t('CDN will no longer be able to read the private bucket, and visitors will get 403 (AccessDenied).')];
}

/** Returns whether a run would redo what is undone here: bind the domain, or request OSS under it. */
function takesBindingAway(undo: Undo): undo is Of<'deleteCname' | 'setConfig' | 'deleteConfig'> {
  if (undo.kind === 'deleteCname') return true;
  return (undo.kind === 'setConfig' || undo.kind === 'deleteConfig') && undo.functionName === originHostFunction;
}

async function offerKeptHost(work: UndoWork, { domain: name, sources }: Of<'updateSources'>): Promise<void> {
  const { deps, cloud, signal } = work;
  await offerHost(showDomain(name), await readHostOffer({ cloud, clock: deps.clock, signal }, { name, sources }));
}

function planBinding({ deps, cloud, entry, signal }: UndoWork, undo: Of<'createCname'>): UndoPlan {
  const host = findHostChange(deps.activity.entries, entry);
  return {
    detail: [undoText(undo), ...(host?.undo ? [undoText(host.undo)] : [])],
    run: () =>
      undoUnbinding({ ...deps, cloud, resolvers: deps.settings.get('verification.resolvers'), signal }, entry, undo),
  };
}

/** If CDN requests OSS under the domain's name, that Host is removed first, since the domain would fail without its binding. */
async function planUnbinding(work: UndoWork, undo: Of<'deleteCname'>): Promise<UndoPlan | undefined> {
  const { deps, cloud, entry, signal } = work;
  const domain = await cloud.cdn.readDomain(undo.domain, signal);
  const hostConfig = domain && (await findAskedHost(cloud, domain, signal));
  if (!domain || !hostConfig) return planOne(work, undo);
  const binding = { bucket: undo.bucket, hostConfig };
  if (!mayUnbind(binding, domain)) return void (await refuseUnbinding(domain, showDomain(domain.name)));
  const next = bucketHost(domain.sources);
  return {
    detail: [undoText(undo), hostGoesFirst(next)],
    button: unbindButton(next),
    run: async () => {
      await deps.board.noteUnbound(domain.name);
      await unbind({ ...work, clock: deps.clock }, domain, binding);
      await deps.activity.markUndone(entry.id);
    },
  };
}

/** A record that replaced others is removed and they return; otherwise a note says that none replaces it. */
async function planRecord({ deps, cloud, entry, signal }: UndoWork, undo: RecordPart): Promise<UndoPlan> {
  const { activity } = deps;
  const { entries, leadsOn } = await readRecordUndo({ entries: activity.entries, cloud, signal }, entry, undo);
  const whole = entries.length > 1;
  return {
    detail: [entries.map((each) => undoText(each.undo)).join('\n'), ...afterwards(whole, leadsOn)],
    ...(whole && { button: l10n.t('Undo All') }),
    run: async () => {
      for (const each of entries) {
        await applyUndo(each.undo, cloud, signal);
        await activity.markUndone(each.id);
      }
    },
  };
}

function afterwards(whole: boolean, leadsOn: boolean | undefined): readonly string[] {
  if (leadsOn === false) return [l10n.t('No other record replaces it, so this domain will not resolve.')];
  return whole && leadsOn ? [l10n.t('Visitors of this domain will then go where they went before this change.')] : [];
}

async function readStatus({ cloud, signal }: UndoWork, undo: Undo): Promise<DomainStatus | undefined> {
  return changesStatus(undo) ? (await cloud.cdn.readDomain(undo.domain, signal))?.status : undefined;
}

function changesStatus(undo: Undo): undo is Of<'startDomain' | 'stopDomain' | 'updateSources'> {
  return undo.kind === 'startDomain' || undo.kind === 'stopDomain' || undo.kind === 'updateSources';
}

/** Waits until CDN has made the change. A failure from before the change does not count. */
async function waitFor({ deps, cloud: { cdn }, signal }: UndoWork, undo: Undo, before?: DomainStatus): Promise<void> {
  if (!changesStatus(undo)) return;
  const wanted = undo.kind === 'stopDomain' ? 'offline' : 'online';
  const isDone = (domain: CdnDomain | undefined) =>
    domain?.status === wanted && (undo.kind !== 'updateSources' || sameSources(domain.sources, undo.sources));
  await waitForDomain({ cdn, clock: deps.clock, signal }, undo.domain, isDone, before);
}

type CertificateUndo = Extract<Undo, { kind: 'setCertificate' | 'deleteCertificate' }>;

/** Notes on the undo of a certificate; `undefined` after a message why it is not possible now. */
async function checkCertificateUndo(
  { cloud: { cdn }, signal }: UndoWork,
  { kind, domain }: CertificateUndo,
): Promise<Pick<UndoPlan, 'isFinal'> | undefined> {
  // Without a certificate https fails, and with it redirected visitors.
  const configs = kind === 'deleteCertificate' ? await cdn.readConfigs(domain, ['https_force', 'HSTS'], signal) : [];
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

/** The effect of an undo, as shown before it. */
interface UndoPlan {
  /** One paragraph each. */
  readonly detail: readonly string[];
  /** A label if the usual one is too short. */
  readonly button?: string;
  /** Only the console can revert it. */
  readonly isFinal?: boolean;
  run(): Promise<void>;
  /** A question after it is done. */
  after?(): Promise<void>;
}

/** The context of an undo. */
interface UndoWork {
  readonly deps: ActivityFeatureDeps;
  readonly cloud: CloudPorts;
  readonly entry: ActivityEntry;
  readonly signal: AbortSignal;
}
