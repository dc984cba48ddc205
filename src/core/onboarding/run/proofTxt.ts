import type { Session } from '../../account.js';
import { locateServed } from '../../dns/delegation.js';
import { fullName } from '../../dns/hostNames.js';
import { readRecordTtl } from '../../dns/ttl.js';
import { findTxt, findTxtRecords } from '../../dns/txtRecords.js';
import type { DnsPort, DnsRecord, NewRecord } from '../../ports/dns.js';
import { recordRecheckMs } from '../recheckTimes.js';
import type { TxtPurpose } from './asks.js';
import type { OwnTxt, RunFacts, RunRecord } from './run.js';
import type { Observation, StepContext } from './step.js';

/** Where a proof TXT goes and whether it is there. `hosted` is false when what is written in this account has no effect. */
type ProofPlace =
  | { readonly hosted: false }
  | { readonly hosted: true; readonly present: boolean; readonly txt: OwnTxt };

/** The record that a proof needs: a TXT, unless `type` says otherwise. */
interface ProofRecord {
  readonly host: string;
  readonly value: string;
  readonly type?: 'CNAME' | undefined;
}

/** Looks for the record of a proof; one that is paused there is to be resumed rather than added again. */
export async function findProof(
  context: StepContext,
  purpose: TxtPurpose,
  { host, value, type }: ProofRecord,
): Promise<ProofPlace> {
  const place = await locateServed(context, host);
  if (!place) return { hosted: false };
  const wanted = { ...place, value, ...(type && { type }) };
  const found = await findTxt(context.cloud.dns, wanted, context.signal);
  const txt = { purpose, ...wanted, ...(found && !found.enabled && { resumes: found.id }) };
  return { hosted: true, present: found?.enabled === true, txt };
}

/** The facts with this TXT noted as ours, to be saved before it is written. One with an older value, whose token has expired, stays noted until it is removed. */
export function noteOwnTxt(facts: RunFacts, txt: OwnTxt): RunFacts {
  const isSame = ({ purpose, value }: OwnTxt) => purpose === txt.purpose && value === txt.value;
  const known = (facts.ownTxt ?? []).find(isSame);
  const others = (facts.ownTxt ?? []).filter((each) => !isSame(each));
  // A record that this run wrote stays ours, even if it was paused since.
  return { ...facts, ownTxt: [...others, known && !known.resumes ? known : txt] };
}

/** Writes or resumes the newest TXT of this purpose that was noted as ours; one that is there already is left alone. */
export async function writeOwnTxt(context: StepContext, purpose: TxtPurpose): Promise<void> {
  const txt = context.facts.ownTxt?.findLast((each) => each.purpose === purpose);
  if (txt) await writeNotedTxt(context, txt);
}

/** Writes or resumes a TXT that was noted as ours; one that is there already is left alone. */
export async function writeNotedTxt(
  { cloud, signal }: Pick<StepContext, 'cloud' | 'signal'>,
  txt: OwnTxt,
): Promise<void> {
  const found = await findTxt(cloud.dns, txt, signal);
  if (found?.enabled) return;
  if (found) return cloud.dns.updateRecordState(found.id, true, signal);
  // The record to resume was deleted: the new one has to be noted as ours before it is written.
  if (txt.resumes) return;
  await cloud.dns.createRecord(await toProofRecord(txt, cloud.dns, signal), signal);
}

/** The record that a proof of ours is, to the last field. */
export async function toProofRecord(txt: OwnTxt, dns: DnsPort, signal: AbortSignal): Promise<NewRecord> {
  const { zone, rr, value, type = 'TXT' } = txt;
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
  const txt = facts.ownTxt?.findLast((each) => each.purpose === purpose);
  if (!txt || (await findTxt(cloud.dns, txt, signal))?.enabled) return undefined;
  const { value, type } = txt;
  const ask = { kind: 'addTxt', purpose, host: fullName(txt), value, ...(type && { type }), barred: true } as const;
  const ownTxt = facts.ownTxt?.filter((each) => each !== txt) ?? [];
  return { kind: 'needsUser', ask, recheckMs: recordRecheckMs, facts: { ...facts, ownTxt } };
}

/** Says whether a TXT of ours for this purpose may still be in DNS. */
export function hasOwnTxt(facts: RunFacts, purpose: TxtPurpose): boolean {
  return (facts.ownTxt ?? []).some((each) => each.purpose === purpose);
}

/** Removes the TXT of ours for this purpose, by its exact value; one that was resumed is paused again. */
export async function removeOwnTxt(context: StepContext, purpose: TxtPurpose): Promise<void> {
  const ours = (context.facts.ownTxt ?? []).filter((each) => each.purpose === purpose);
  await removeAllTxt({ ...context, facts: { ownTxt: ours } });
}

/** Removes the proofs of a run that has been removed, as far as that can be done now: nothing would do it later. */
export async function removeProofs({ facts }: Pick<RunRecord, 'facts'>, session: Session): Promise<void> {
  if (!facts.ownTxt?.length) return;
  try {
    await removeAllTxt({ cloud: await session.cloud(), facts, signal: new AbortController().signal });
  } catch {
    // The run is removed all the same; a proof that stays does no harm.
  }
}

/** Removes every TXT that is noted as ours, by its exact value; one that was resumed is paused again. */
async function removeAllTxt({ cloud, facts, signal }: Pick<StepContext, 'cloud' | 'facts' | 'signal'>): Promise<void> {
  for (const txt of facts.ownTxt ?? []) {
    for (const record of await findOwn(txt, cloud.dns, signal)) {
      if (txt.resumes) await cloud.dns.updateRecordState(record.id, false, signal);
      else await cloud.dns.deleteRecord(record.id, signal);
    }
  }
}

/** The facts once the TXT of this purpose is gone. */
export function forgetOwnTxt(facts: RunFacts, purpose: TxtPurpose): RunFacts {
  return { ...facts, ownTxt: (facts.ownTxt ?? []).filter((each) => each.purpose !== purpose) };
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

/** Says whether a TXT of ours for this purpose is really still in DNS. */
export async function isOwnTxtThere({ cloud, facts, signal }: StepContext, purpose: TxtPurpose): Promise<boolean> {
  const ours = (facts.ownTxt ?? []).filter((each) => each.purpose === purpose);
  const found = await Promise.all(ours.map((txt) => findOwn(txt, cloud.dns, signal)));
  return found.some((records) => records.length > 0);
}

/** What has to be removed of a TXT that is noted as ours. */
async function findOwn(txt: OwnTxt, dns: DnsPort, signal: AbortSignal): Promise<readonly DnsRecord[]> {
  const records = await findTxtRecords(txt, dns, signal);
  return txt.resumes ? records.filter(({ id, enabled }) => id === txt.resumes && enabled) : records;
}
