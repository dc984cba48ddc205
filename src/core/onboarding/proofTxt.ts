import type { NewRecord } from '../ports/dns.js';
import { locateServed } from './locateServed.js';
import type { OwnTxt, RunFacts, TxtPurpose } from './run.js';
import type { StepContext } from './step.js';

/** Where a proof TXT goes and whether it is there. `hosted` is false when what is written in this account has no effect. */
export type ProofPlace =
  | { readonly hosted: false }
  | { readonly hosted: true; readonly present: boolean; readonly txt: OwnTxt };

/** Looks for a TXT on `host` saying `value`. */
export async function findProof(
  context: StepContext,
  purpose: TxtPurpose,
  host: string,
  value: string,
): Promise<ProofPlace> {
  const place = await locateServed(context, host);
  if (!place) return { hosted: false };
  const txt = { purpose, ...place, value };
  return { hosted: true, present: (await findRecords(txt, context.cloud.dns, context.signal)).length > 0, txt };
}

/** The facts with this TXT noted as ours, to be saved before it is written. One with an older value, whose token has expired, stays noted until it is removed. */
export function noteOwnTxt(facts: RunFacts, txt: OwnTxt): RunFacts {
  const others = (facts.ownTxt ?? []).filter((each) => each.purpose !== txt.purpose || each.value !== txt.value);
  return { ...facts, ownTxt: [...others, txt] };
}

/** Writes the newest TXT of this purpose that was noted as ours; one that is there already is left alone. */
export async function writeOwnTxt({ cloud, facts, signal }: StepContext, purpose: TxtPurpose): Promise<void> {
  const txt = facts.ownTxt?.findLast((each) => each.purpose === purpose);
  if (!txt || (await findRecords(txt, cloud.dns, signal)).length > 0) return;
  const { minTtl } = await cloud.dns.readZone(txt.zone, signal);
  const record: NewRecord = { zone: txt.zone, rr: txt.rr, type: 'TXT', value: txt.value, ttl: Math.max(600, minTtl) };
  await cloud.dns.createRecord(record, signal);
}

/** Says whether a TXT of ours for this purpose may still be in DNS. */
export function hasOwnTxt(facts: RunFacts, purpose: TxtPurpose): boolean {
  return (facts.ownTxt ?? []).some((each) => each.purpose === purpose);
}

/** Removes the TXT of ours for this purpose, by its exact value. */
export async function removeOwnTxt(context: StepContext, purpose: TxtPurpose): Promise<void> {
  const ours = (context.facts.ownTxt ?? []).filter((each) => each.purpose === purpose);
  await removeAllTxt({ ...context, facts: { ownTxt: ours } });
}

/** Removes every TXT that is noted as ours, by its exact value. */
export async function removeAllTxt({
  cloud,
  facts,
  signal,
}: Pick<StepContext, 'cloud' | 'facts' | 'signal'>): Promise<void> {
  for (const txt of facts.ownTxt ?? []) {
    for (const record of await findRecords(txt, cloud.dns, signal)) await cloud.dns.deleteRecord(record.id, signal);
  }
}

/** The facts once the TXT of this purpose is gone. */
export function forgetOwnTxt(facts: RunFacts, purpose: TxtPurpose): RunFacts {
  return { ...facts, ownTxt: (facts.ownTxt ?? []).filter((each) => each.purpose !== purpose) };
}

/** Says whether a TXT of ours for this purpose is really still in DNS. */
export async function isOwnTxtThere({ cloud, facts, signal }: StepContext, purpose: TxtPurpose): Promise<boolean> {
  const ours = (facts.ownTxt ?? []).filter((each) => each.purpose === purpose);
  const found = await Promise.all(ours.map((txt) => findRecords(txt, cloud.dns, signal)));
  return found.some((records) => records.length > 0);
}

async function findRecords(txt: OwnTxt, dns: StepContext['cloud']['dns'], signal: AbortSignal) {
  const records = await dns.listRecords(txt.zone, txt.rr, signal);
  return records.filter((record) => record.type === 'TXT' && record.value.replace(/^"|"$/g, '') === txt.value);
}
