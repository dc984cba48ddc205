import type { Session } from '../../account.js';
import { locateServed } from '../../dns/delegation.js';
import { fullName } from '../../dns/hostNames.js';
import { readRecordTtl } from '../../dns/ttl.js';
import { findTxt, findTxtRecords } from '../../dns/txtRecords.js';
import type { ValidationRecord } from '../../ports/certificates.js';
import type { DnsPort, DnsRecord, NewRecord } from '../../ports/dns.js';
import { type OwnTxt, type PutOff, putOff, type RunFacts, type TxtPurpose } from './facts.js';
import type { RunRecord } from './run.js';
import { type Observation, recordRecheckMs, type StepContext } from './step.js';

type CloudContext = Pick<StepContext, 'cloud' | 'signal'>;

/** The place of a proof TXT and whether it exists. `hosted` is false if records of this account have no effect. */
type ProofPlace =
  | { readonly hosted: false }
  | { readonly hosted: true; readonly present: boolean; readonly txt: OwnTxt };

/** Finds the record of a proof. A paused one is to be resumed instead of added. */
export async function findProof(
  context: StepContext,
  purpose: TxtPurpose,
  { host, value, type }: ValidationRecord,
): Promise<ProofPlace> {
  const place = await locateServed(context, host);
  if (!place) return { hosted: false };
  const wanted = { purpose, ...place, type, value };
  const found = await findTxt(context.cloud.dns, wanted, context.signal);
  const isPaused = found !== undefined && !found.enabled;
  const txt: OwnTxt = isPaused ? { ...wanted, state: 'resumed', id: found.id } : { ...wanted, state: 'written' };
  return { hosted: true, present: found?.enabled === true, txt };
}

/**
 * The facts with this TXT recorded as ours, to be saved before it is written. One with an older value, whose token has
 * expired, stays recorded until it is removed.
 */
export function noteOwnTxt(facts: RunFacts, txt: OwnTxt): RunFacts {
  const isSame = ({ purpose, value }: OwnTxt) => purpose === txt.purpose && value === txt.value;
  const known = facts.ownTxt.find(isSame);
  const others = facts.ownTxt.filter((each) => !isSame(each));
  // A record that this run wrote stays ours, even if it was paused since.
  return { ...facts, ownTxt: [...others, known?.state === 'written' ? known : txt] };
}

/** Writes or resumes our newest recorded TXT of this purpose, unless it exists. */
export async function writeOwnTxt(context: StepContext, purpose: TxtPurpose): Promise<void> {
  const txt = ownTxtFor(context.facts, purpose).at(-1);
  if (txt) await writeNotedTxt(context, txt);
}

/** Writes or resumes a recorded TXT of ours, unless it exists. */
export async function writeNotedTxt({ cloud, signal }: CloudContext, txt: OwnTxt): Promise<void> {
  const found = await findTxt(cloud.dns, txt, signal);
  if (found?.enabled) return;
  if (found) return cloud.dns.updateRecordState(found.id, true, signal);
  // The record to resume was deleted. A new one has to be recorded as ours first.
  if (txt.state === 'resumed') return;
  await cloud.dns.createRecord(await toProofRecord(txt, cloud.dns, signal), signal);
}

/** Our proof record with all fields. */
export async function toProofRecord(txt: OwnTxt, dns: DnsPort, signal: AbortSignal): Promise<NewRecord> {
  const { zone, rr, value, type } = txt;
  return { zone, rr, type, value, ttl: await readRecordTtl(dns, zone, signal) };
}

/**
 * The question to have a TXT added that this account may not write, so that it is not ours; `undefined` if it exists and
 * something else was refused.
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

/** Removes our TXT of this purpose by its exact value; a resumed one is paused again. */
export async function removeOwnTxt(context: StepContext, purpose: TxtPurpose): Promise<void> {
  await removeAllTxt(context, ownTxtFor(context.facts, purpose));
}

/** Removes the proofs of a removed run as far as possible, since nothing would do it later. */
export async function removeProofs({ facts }: Pick<RunRecord, 'facts'>, session: Session): Promise<void> {
  if (facts.ownTxt.length === 0) return;
  try {
    await removeAllTxt({ cloud: await session.cloud(), signal: new AbortController().signal }, facts.ownTxt);
  } catch {
    // The run is removed anyway; a remaining proof does no harm.
  }
}

/** Removes our recorded proofs by their exact values; a resumed one is paused again. */
async function removeAllTxt({ cloud, signal }: CloudContext, ours: readonly OwnTxt[]): Promise<void> {
  for (const txt of ours) {
    for (const record of await findOwn(txt, cloud.dns, signal)) {
      if (txt.state === 'resumed') await cloud.dns.updateRecordState(record.id, false, signal);
      else await cloud.dns.deleteRecord(record.id, signal);
    }
  }
}

/** The facts after the TXT of this purpose is gone. */
export function forgetOwnTxt(facts: RunFacts, purpose: TxtPurpose): RunFacts {
  return { ...facts, ownTxt: facts.ownTxt.filter((each) => each.purpose !== purpose) };
}

/** Ends a step that no longer needs its proof: a remaining one of ours is removed first. */
export async function settleProof(
  context: StepContext,
  purpose: TxtPurpose,
  how: Pick<Extract<Observation, { kind: 'done' }>, 'skipped' | 'note'> = {},
): Promise<Observation> {
  const { facts } = context;
  if (await isOwnTxtThere(context, purpose)) return { kind: 'todo', facts };
  return { kind: 'done', facts: forgetOwnTxt(facts, purpose), ...how };
}

/** Ends a step whose part is postponed: its proof is removed first. Once DNS leads to CDN, the proof belongs to the later step. */
export async function settlePutOff(part: PutOff, purpose: TxtPurpose, context: StepContext): Promise<Observation> {
  const facts = putOff(part, context.facts);
  const how = { skipped: true, note: 'afterSwitch' } as const;
  return facts.record.seen ? { kind: 'done', facts, ...how } : settleProof({ ...context, facts }, purpose, how);
}

/** Returns whether a TXT of ours for this purpose is actually in DNS. */
export async function isOwnTxtThere({ cloud, facts, signal }: StepContext, purpose: TxtPurpose): Promise<boolean> {
  const found = await Promise.all(ownTxtFor(facts, purpose).map((txt) => findOwn(txt, cloud.dns, signal)));
  return found.some((records) => records.length > 0);
}

/** Determines what to remove of a recorded TXT. */
async function findOwn(txt: OwnTxt, dns: DnsPort, signal: AbortSignal): Promise<readonly DnsRecord[]> {
  const records = await findTxtRecords(txt, dns, signal);
  return txt.state === 'resumed' ? records.filter(({ id, enabled }) => id === txt.id && enabled) : records;
}

function ownTxtFor({ ownTxt }: RunFacts, purpose: TxtPurpose): readonly OwnTxt[] {
  return ownTxt.filter((each) => each.purpose === purpose);
}
