import { l10n } from 'vscode';
import type { Undo } from '../../core/activity/activity.js';
import { applyUndo, sameSources } from '../../core/activity/applyUndo.js';
import { isRecordPart, type RecordPart, readRecordUndo } from '../../core/activity/recordUndo.js';
import { findHostChange, undoUnbinding } from '../../core/activity/undoUnbinding.js';
import { originHostFunction, privateBucketFunction } from '../../core/cdn/functionNames.js';
import { bucketHost } from '../../core/cdn/originHost.js';
import { showDomain } from '../../core/domainName.js';
import { readHostOffer } from '../../core/domains/hostOffer.js';
import { unbind } from '../../core/domains/unbinding.js';
import { waitForDomain } from '../../core/domains/waitForDomain.js';
import { findAskedHost, mayUnbind } from '../../core/oss/binding.js';
import type { CdnDomain, DomainStatus } from '../../core/ports/cdn.js';
import { offerHost } from '../../host/changePrompts.js';
import { undoText } from '../../host/text/snapshotText.js';
import { hostGoesFirst, refuseUnbinding, unbindButton } from '../../host/text/unbindText.js';
import { checkCertificateUndo } from './certificateUndo.js';
import type { UndoPlan, UndoWork } from './undoPlan.js';

type Of<K extends Undo['kind']> = Extract<Undo, { kind: K }>;

/** Plans the undo of a change in the current state; `undefined` once the user was told why it is not possible now. */
export async function planUndo(work: UndoWork, undo: Undo): Promise<UndoPlan | undefined> {
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

/** What visitors notice when CDN may no longer read a private bucket. */
function outageOf(undo: Undo): readonly string[] {
  if (undo.kind !== 'setConfig' && undo.kind !== 'deleteConfig') return [];
  const isKept = undo.kind === 'setConfig' && undo.args.private_oss_auth === 'on';
  if (undo.functionName !== privateBucketFunction || isKept) return [];
  return [l10n.t('CDN will no longer be able to read the private bucket, and visitors will get 403 (AccessDenied).')];
}

/** Whether a run would do again what is undone here: bind the domain, or have CDN ask under it. */
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

/** Without its binding a domain fails under whose name CDN asks OSS: that Host goes first. */
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

/** A record that took the place of others goes with these coming back; else it is said that none takes its place. */
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

/** Waits until CDN has done it; a failure from before this change does not count. */
async function waitFor({ deps, cloud: { cdn }, signal }: UndoWork, undo: Undo, before?: DomainStatus): Promise<void> {
  if (!changesStatus(undo)) return;
  const wanted = undo.kind === 'stopDomain' ? 'offline' : 'online';
  const isDone = (domain: CdnDomain | undefined) =>
    domain?.status === wanted && (undo.kind !== 'updateSources' || sameSources(domain.sources, undo.sources));
  await waitForDomain({ cdn, clock: deps.clock, signal }, undo.domain, isDone, before);
}
