import type { Session } from '../../account.js';
import { locateServed } from '../../dns/delegation.js';
import { fullName } from '../../dns/hostNames.js';
import { readRecordTtl } from '../../dns/ttl.js';
import { findTxt, findTxtRecords } from '../../dns/txtRecords.js';
import type { DnsPort, DnsRecord, NewRecord } from '../../ports/dns.js';
import { recordRecheckMs } from '../recheckTimes.js';
import { type OwnTxt, type PutOff, putOff, type RunFacts, type TxtPurpose } from './facts.js';
import type { RunRecord } from './run.js';
import type { Observation, StepContext } from './step.js';

type CloudContext = Pick<StepContext, 'cloud' | 'signal'>;

/** Where a proof TXT goes and whether it is there. `hosted` is false when what is written in this account has no effect. */
type ProofPlace =
  | { readonly hosted: false }
  | { readonly hosted: true; readonly present: boolean; readonly txt: OwnTxt };

/** The record that a proof needs. */
type ProofRecord = Pick<OwnTxt, 'type' | 'value'> & { readonly host: string };

/** Looks for the record of a proof; one that is paused there is to be resumed rather than added again. */
export async function findProof(
  context: StepContext,
  purpose: TxtPurpose,
  { host, value, type }: ProofRecord,
): Promise<ProofPlace> {
  const place = await locateServed(context, host);
  if (!place) return { hosted: false };
  const wanted = { purpose, ...place, type, value };
  const found = await findTxt(context.cloud.dns, wanted, context.signal);
  const isPaused = found !== undefined && !found.enabled;
  const txt: OwnTxt = isPaused ? { ...wanted, state: 'resumed', id: found.id } : { ...wanted, state: 'written' };
  return { hosted: true, present: found?.enabled === true, txt };
}

/** The facts with this TXT noted as ours, to be saved before it is written. One with an older value, whose token has expired, stays noted until it is removed. */
export function noteOwnTxt(facts: RunFacts, txt: OwnTxt): RunFacts {
  const isSame = ({ purpose, value }: OwnTxt) => purpose === txt.purpose && value === txt.value;
  const known = facts.ownTxt.find(isSame);
  const others = facts.ownTxt.filter((each) => !isSame(each));
  // A record that this run wrote stays ours, even if it was paused since.
  return { ...facts, ownTxt: [...others, known?.state === 'written' ? known : txt] };
}

/** Writes or resumes the newest TXT of this purpose that was noted as ours; one that is there already is left alone. */
export async function writeOwnTxt(context: StepContext, purpose: TxtPurpose): Promise<void> {
  const txt = ownTxtFor(context.facts, purpose).at(-1);
  if (txt) await writeNotedTxt(context, txt);
}

/** Writes or resumes a TXT that was noted as ours; one that is there already is left alone. */
export async function writeNotedTxt({ cloud, signal }: CloudContext, txt: OwnTxt): Promise<void> {
  const found = await findTxt(cloud.dns, txt, signal);
  if (found?.enabled) return;
  if (found) return cloud.dns.updateRecordState(found.id, true, signal);
  // The record to resume was deleted: the new one has to be noted as ours before it is written.
  if (txt.state === 'resumed') return;
  await cloud.dns.createRecord(await toProofRecord(txt, cloud.dns, signal), signal);
}

/** The record that a proof of ours is, to the last field. */
export async function toProofRecord(txt: OwnTxt, dns: DnsPort, signal: AbortSignal): Promise<NewRecord> {
  const { zone, rr, value, type } = txt;
  return { zone, rr, type, value, ttl: await readRecordTtl(dns, zone, signal) };
}

/**
 * The question to have the TXT added that this account was not allowed to write, so that it is not ours; `undefined` where
 * it is there, so that something else was refused.
 */
export async function askForTxt(
  { cloud, facts, signal }: StepContext,
  purpose: TxtPurpose,
): Promise<Observation | undefined> {
  const txt = ownTxtFor(facts, purpose).at(-1);
  if (!txt || (await findTxt(cloud.dns, txt, signal))?.enabled) return undefined;
  const { value, type } = txt;
  const ask = {
    kind: 'addTxt',
    purpose,
    host: fullName(txt),
    value,
    ...(type === 'CNAME' && { type }),
    barred: true,
  } as const;
  const ownTxt = facts.ownTxt.filter((each) => each !== txt);
  return { kind: 'needsUser', ask, recheckMs: recordRecheckMs, facts: { ...facts, ownTxt } };
}

/** Says whether a TXT of ours for this purpose may still be in DNS. */
export function hasOwnTxt(facts: RunFacts, purpose: TxtPurpose): boolean {
  return ownTxtFor(facts, purpose).length > 0;
}

/** Removes the TXT of ours for this purpose, by its exact value; one that was resumed is paused again. */
export async function removeOwnTxt(context: StepContext, purpose: TxtPurpose): Promise<void> {
  await removeAllTxt(context, ownTxtFor(context.facts, purpose));
}

/** Removes the proofs of a run that has been removed, as far as that can be done now: nothing would do it later. */
export async function removeProofs({ facts }: Pick<RunRecord, 'facts'>, session: Session): Promise<void> {
  if (facts.ownTxt.length === 0) return;
  try {
    await removeAllTxt({ cloud: await session.cloud(), signal: new AbortController().signal }, facts.ownTxt);
  } catch {
    // The run is removed all the same; a proof that stays does no harm.
  }
}

/** Removes proofs that are noted as ours, by their exact values; one that was resumed is paused again. */
async function removeAllTxt({ cloud, signal }: CloudContext, ours: readonly OwnTxt[]): Promise<void> {
  for (const txt of ours) {
    for (const record of await findOwn(txt, cloud.dns, signal)) {
      if (txt.state === 'resumed') await cloud.dns.updateRecordState(record.id, false, signal);
      else await cloud.dns.deleteRecord(record.id, signal);
    }
  }
}

/** The facts once the TXT of this purpose is gone. */
export function forgetOwnTxt(facts: RunFacts, purpose: TxtPurpose): RunFacts {
  return { ...facts, ownTxt: facts.ownTxt.filter((each) => each.purpose !== purpose) };
}

/** The end of a step that needs its proof no more, or never did: one of ours that is still in DNS goes first. */
export async function settleProof(
  context: StepContext,
  purpose: TxtPurpose,
  how: Pick<Extract<Observation, { kind: 'done' }>, 'skipped' | 'note'> = {},
): Promise<Observation> {
  const { facts } = context;
  if (!hasOwnTxt(facts, purpose)) return { kind: 'done', facts, ...how };
  if (await isOwnTxtThere(context, purpose)) return { kind: 'todo', facts };
  return { kind: 'done', facts: forgetOwnTxt(facts, purpose), ...how };
}

/** The end of a step whose part is put off: its proof goes first. Once DNS leads to CDN, the proof is the later step's. */
export async function settlePutOff(part: PutOff, purpose: TxtPurpose, context: StepContext): Promise<Observation> {
  const facts = putOff(part, context.facts);
  const how = { skipped: true, note: 'afterSwitch' } as const;
  return facts.record.seen ? { kind: 'done', facts, ...how } : settleProof({ ...context, facts }, purpose, how);
}

/** Says whether a TXT of ours for this purpose is really still in DNS. */
export async function isOwnTxtThere({ cloud, facts, signal }: StepContext, purpose: TxtPurpose): Promise<boolean> {
  const found = await Promise.all(ownTxtFor(facts, purpose).map((txt) => findOwn(txt, cloud.dns, signal)));
  return found.some((records) => records.length > 0);
}

/** What has to be removed of a TXT that is noted as ours. */
async function findOwn(txt: OwnTxt, dns: DnsPort, signal: AbortSignal): Promise<readonly DnsRecord[]> {
  const records = await findTxtRecords(txt, dns, signal);
  return txt.state === 'resumed' ? records.filter(({ id, enabled }) => id === txt.id && enabled) : records;
}

function ownTxtFor({ ownTxt }: RunFacts, purpose: TxtPurpose): readonly OwnTxt[] {
  return ownTxt.filter((each) => each.purpose === purpose);
}
