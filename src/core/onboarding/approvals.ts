import { certificateKey, type NewCertificate } from '../https/chosenCertificate.js';
import type { DomainCertificate } from '../ports/certificates.js';
import type { NewRecord } from '../ports/dns.js';
import type { OnceKind, ProofIssuer, RunFacts } from './run/facts.js';
import type { StepContext } from './run/step.js';

export type Known = Pick<StepContext, 'facts' | 'answers'>;
export type KnownPlan = Pick<StepContext, 'plan' | 'facts' | 'answers'>;

/** The text that identifies a record exactly, for comparing an approval with an act. */
export function recordKey(record: NewRecord): string {
  return [record.zone, record.rr, record.type, record.value, record.ttl].join(' ');
}

/** What an approval must say for this to be done once; `what` names exactly what. */
export function onceApproval(kind: OnceKind, what: string, { consumed }: RunFacts): string {
  return `${what} (${consumed[kind] ?? 0})`;
}

/** Whether the user has approved that this is done once, and it has not been seen done since. */
export function isApproved(kind: OnceKind, what: string, { facts, answers: { approvals } }: Known): boolean {
  return approvals[kind] === onceApproval(kind, what, facts);
}

/** The facts once this is seen done: the approval for it is used up. */
export function consumeApproval(kind: OnceKind, what: string, known: Known): RunFacts {
  return isApproved(kind, what, known) ? countApproval(kind, known.facts) : known.facts;
}

/** Counts an act that was seen done, which uses up the approval for it. */
export function countApproval(kind: OnceKind, facts: RunFacts): RunFacts {
  return { ...facts, consumed: { ...facts.consumed, [kind]: (facts.consumed[kind] ?? 0) + 1 } };
}

/** The facts once this is seen, however it came about: an approval for it, or the answer to leave it, is used up. */
export function consumeSeen(
  kind: 'binding' | 'originHost',
  { plan, facts, answers: { approvals, left } }: KnownPlan,
): RunFacts {
  const once = onceApproval(kind, plan.domain, facts);
  const isUsed = [approvals[kind], left[kind]].some((answer) => answer?.split(' | ')[0] === once);
  return isUsed || !facts.consumed[kind] ? countApproval(kind, facts) : facts;
}

/** What Start approved beside what names itself in a question; each holds only while the domain has no visitors. */
export const startLines = {
  /** The settings of the site type. */
  site: 'site',
  /** The folder is published, now and on every save. */
  publish: 'publish',
  /** CDN may read the private bucket, which was empty. */
  privateOrigin: 'privateOrigin',
  /** A record that proves the domain to `issuer`, by its exact name. */
  record: (host: string, type: string, issuer: ProofIssuer) => `${host} ${type} ${issuer}`,
} as const;

/** Whether visitors may be on CDN already: the domain was there before the run, or its CNAME was seen in DNS. */
export function hasVisitors({ facts }: Pick<StepContext, 'facts'>): boolean {
  return facts.domain !== 'new' || facts.record.seen;
}

/** Whether visitors were served before the run, so that Start approved no change of what they get. */
export function wasServed({ facts }: Pick<StepContext, 'facts'>): boolean {
  return facts.domain === 'former';
}

/** Whether Start approved this, and still covers it: what visitors see has a question of its own. */
export function isStarted(line: string, context: Known): boolean {
  return context.answers.started.includes(line) && !hasVisitors(context);
}

/** The text of an approval for this certificate to take the place of exactly that one, once. */
export function certificateApproval(
  chosen: NewCertificate,
  held: DomainCertificate | undefined,
  facts: RunFacts,
): string {
  return onceApproval('certificate', `${nameOf(chosen)} over ${certificateKey(held)}`, facts);
}

function nameOf(chosen: NewCertificate): string {
  switch (chosen.kind) {
    case 'own':
      return `${chosen.region} ${chosen.id}`;
    case 'acme':
      return `acme ${chosen.names.join(' ')} ${chosen.askedAt}`;
    case 'free':
      return chosen.instance;
  }
}

/**
 * What is not as visitors need it by the last proof: an approval to send them there names it, and is asked for again once there is more
 * of it.
 */
function listWeaknesses({ proof }: RunFacts): readonly string[] {
  if (proof.state !== 'seen') return ['unproven'];
  const failing = proof.checks.filter(({ holds }) => !holds).map(({ kind }) => kind);
  return [...new Set([...failing, ...(proof.httpsUntil === undefined ? ['http'] : [])])].sort();
}

const despite = ' | despite ';

/** An approval to send visitors to CDN, with what the proof does not show as they need it. */
export function withWeaknesses(approval: string, facts: RunFacts): string {
  return `${approval}${despite}${listWeaknesses(facts).join(' ')}`;
}

/** Whether what was given approves exactly this, and the proof is no worse than it was then. */
export function covers(given: string | undefined, approval: string, facts: RunFacts): boolean {
  return given?.startsWith(`${approval}${despite}`) === true && coversWeaknesses(given, facts);
}

/** Whether an approval was given although the proof showed all that it shows now. */
export function coversWeaknesses(given: string | undefined, facts: RunFacts): boolean {
  const known = given?.split(despite)[1]?.split(' ') ?? [];
  return listWeaknesses(facts).every((each) => known.includes(each));
}
