import { certificateKey, type NewCertificate } from '../https/chosenCertificate.js';
import type { DomainCertificate } from '../ports/certificates.js';
import type { NewRecord } from '../ports/dns.js';
import type { OnceKind, ProofIssuer, RunFacts } from './run/facts.js';
import type { StepContext } from './run/step.js';

export type Known = Pick<StepContext, 'facts' | 'answers'>;

/** Identifies a record exactly, to compare an approval with an act. */
export function recordKey(record: NewRecord): string {
  return [record.zone, record.rr, record.type, record.value, record.ttl].join(' ');
}

/** The approval to do this once; `what` identifies exactly what. */
export function onceApproval(kind: OnceKind, what: string, { consumed }: RunFacts): string {
  return `${what} (${consumed[kind] ?? 0})`;
}

/** Returns whether the user has approved this once, and it has not been done since. */
export function isApproved(kind: OnceKind, what: string, { facts, answers: { approvals } }: Known): boolean {
  return approvals[kind] === onceApproval(kind, what, facts);
}

/** The facts after this was seen done: its approval is used up. */
export function consumeApproval(kind: OnceKind, what: string, known: Known): RunFacts {
  return isApproved(kind, what, known) ? countApproval(kind, known.facts) : known.facts;
}

/** Counts a completed act, which uses up its approval. */
export function countApproval(kind: OnceKind, facts: RunFacts): RunFacts {
  return { ...facts, consumed: { ...facts.consumed, [kind]: (facts.consumed[kind] ?? 0) + 1 } };
}

/** The facts after this is seen, for any reason: its approval, or the answer to leave it, is used up. */
export function consumeSeen(
  kind: 'binding' | 'originHost',
  { plan, facts, answers: { approvals, left } }: Pick<StepContext, 'plan' | 'facts' | 'answers'>,
): RunFacts {
  const once = onceApproval(kind, plan.domain, facts);
  const isUsed = [approvals[kind], left[kind]].some((answer) => answer?.split(' | ')[0] === once);
  return isUsed || !facts.consumed[kind] ? countApproval(kind, facts) : facts;
}

/** What Start approved. Each applies only while the domain has no visitors. */
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

/** Returns whether CDN may already have visitors: the domain existed before the run, or its CNAME was seen in DNS. */
export function hasVisitors({ facts }: Pick<StepContext, 'facts'>): boolean {
  return facts.domain !== 'new' || facts.record.seen;
}

/** Returns whether the domain was served before the run. Then Start approved no change of its delivery. */
export function wasServed({ facts }: Pick<StepContext, 'facts'>): boolean {
  return facts.domain === 'former';
}

/** Returns whether Start approved this and still covers it. What visitors see has its own question. */
export function isStarted(line: string, context: Known): boolean {
  return context.answers.started.includes(line) && !hasVisitors(context);
}

/** The approval for this certificate to replace exactly that one, once. */
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

/** The weaknesses in the last proof. An approval to send visitors there names them, and is needed again if more appear. */
function listWeaknesses({ proof }: RunFacts): readonly string[] {
  if (proof.state !== 'seen') return ['unproven'];
  const failing = proof.checks.filter(({ holds }) => !holds).map(({ kind }) => kind);
  return [...new Set([...failing, ...(proof.httpsUntil === undefined ? ['http'] : [])])].sort();
}

const despite = ' | despite ';

/** Combines an approval to send visitors to CDN with the current weaknesses. */
export function withWeaknesses(approval: string, facts: RunFacts): string {
  return `${approval}${despite}${listWeaknesses(facts).join(' ')}`;
}

/** Returns whether a given approval is for exactly this, and the proof is no worse than then. */
export function covers(given: string | undefined, approval: string, facts: RunFacts): boolean {
  return given?.startsWith(`${approval}${despite}`) === true && coversWeaknesses(given, facts);
}

/** Returns whether a given approval covers all current weaknesses. */
export function coversWeaknesses(given: string | undefined, facts: RunFacts): boolean {
  const known = given?.split(despite)[1]?.split(' ') ?? [];
  return listWeaknesses(facts).every((each) => known.includes(each));
}
