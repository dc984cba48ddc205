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

/** Where a proof record belongs and whether it exists there. `hosted` is `false` if records that this account writes have no effect. */
type ProofPlace =
  | { readonly hosted: false }
  | { readonly hosted: true; readonly present: boolean; readonly txt: OwnTxt };

/** Finds where a proof record belongs, and whether it exists. If a paused one exists, it is to be resumed instead of added. */
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
 * Returns the facts with this proof record noted as ours; they are saved before it is written. A record with an older value, whose token has expired, stays
 * noted until it is removed.
 */
export function noteOwnTxt(facts: RunFacts, txt: OwnTxt): RunFacts {
  const isSame = ({ purpose, value }: OwnTxt) => purpose === txt.purpose && value === txt.value;
  const known = facts.ownTxt.find(isSame);
  const others = facts.ownTxt.filter((each) => !isSame(each));
  // A record that this run wrote stays ours, even if it was paused since.
  return { ...facts, ownTxt: [...others, known?.state === 'written' ? known : txt] };
}

/** Writes our newest noted proof record of this purpose, or resumes it if it is paused. Does nothing if it already exists. */
export async function writeOwnTxt(context: StepContext, purpose: TxtPurpose): Promise<void> {
  const txt = ownTxtFor(context.facts, purpose).at(-1);
  if (txt) await writeNotedTxt(context, txt);
}

/** Writes a proof record of ours, or resumes it if it is paused. Does nothing if it already exists. */
export async function writeNotedTxt({ cloud, signal }: CloudContext, txt: OwnTxt): Promise<void> {
  const found = await findTxt(cloud.dns, txt, signal);
  if (found?.enabled) return;
  if (found) return cloud.dns.updateRecordState(found.id, true, signal);
  // The record to resume was deleted. A new one has to be recorded as ours first.
  if (txt.state === 'resumed') return;
  await cloud.dns.createRecord(await toProofRecord(txt, cloud.dns, signal), signal);
}

/** Returns our proof record with all fields that DNS needs, including the TTL. */
export async function toProofRecord(txt: OwnTxt, dns: DnsPort, signal: AbortSignal): Promise<NewRecord> {
  const { zone, rr, value, type } = txt;
  return { zone, rr, type, value, ttl: await readRecordTtl(dns, zone, signal) };
}

/**
 * Returns the question to have a TXT record added that this account may not write, after which it is no longer ours. Resolves to `undefined` if the record
 * exists, since something else was refused then.
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

/** Removes our proof records of this purpose, found by their exact values. A resumed record is paused again. */
export async function removeOwnTxt(context: StepContext, purpose: TxtPurpose): Promise<void> {
  await removeAllTxt(context, ownTxtFor(context.facts, purpose));
}

/** Removes as many proof records of a removed run as possible, since nothing would remove them later. */
export async function removeProofs({ facts }: Pick<RunRecord, 'facts'>, session: Session): Promise<void> {
  if (facts.ownTxt.length === 0) return;
  try {
    await removeAllTxt({ cloud: await session.cloud(), signal: new AbortController().signal }, facts.ownTxt);
  } catch {
    // The run is removed anyway; a remaining proof does no harm.
  }
}

/** Removes proof records of ours, found by their exact values. A resumed record is paused again. */
async function removeAllTxt({ cloud, signal }: CloudContext, ours: readonly OwnTxt[]): Promise<void> {
  for (const txt of ours) {
    for (const record of await findOwn(txt, cloud.dns, signal)) {
      if (txt.state === 'resumed') await cloud.dns.updateRecordState(record.id, false, signal);
      else await cloud.dns.deleteRecord(record.id, signal);
    }
  }
}

/** Returns the facts without our proof records of this purpose, after they are gone. */
export function forgetOwnTxt(facts: RunFacts, purpose: TxtPurpose): RunFacts {
  return { ...facts, ownTxt: facts.ownTxt.filter((each) => each.purpose !== purpose) };
}

/** Ends a step that no longer needs its proof record. If ours is still in DNS, it is removed first. */
export async function settleProof(
  context: StepContext,
  purpose: TxtPurpose,
  how: Pick<Extract<Observation, { kind: 'done' }>, 'skipped' | 'note'> = {},
): Promise<Observation> {
  const { facts } = context;
  if (await isOwnTxtThere(context, purpose)) return { kind: 'todo', facts };
  return { kind: 'done', facts: forgetOwnTxt(facts, purpose), ...how };
}

/** Ends a step whose part is postponed. Its proof record is removed first, unless DNS already leads to CDN: then the record belongs to the later step. */
export async function settlePutOff(part: PutOff, purpose: TxtPurpose, context: StepContext): Promise<Observation> {
  const facts = putOff(part, context.facts);
  const how = { skipped: true, note: 'afterSwitch' } as const;
  return facts.record.seen ? { kind: 'done', facts, ...how } : settleProof({ ...context, facts }, purpose, how);
}

/** Returns whether a proof record of ours for this purpose is in DNS now. */
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
