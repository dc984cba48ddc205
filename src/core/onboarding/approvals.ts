import { certificateKey, type NewCertificate } from '../https/chosenCertificate.js';
import type { DomainCertificate } from '../ports/certificates.js';
import type { NewRecord } from '../ports/dns.js';
import type { OnceKind, ProofIssuer, RunFacts } from './run/facts.js';
import type { StepContext } from './run/step.js';

export type Known = Pick<StepContext, 'facts' | 'answers'>;

/** Returns a text of all fields of a DNS record. An approval contains this text, so it covers exactly that record. */
export function recordKey(record: NewRecord): string {
  return [record.zone, record.rr, record.type, record.value, record.ttl].join(' ');
}

/** Returns the text of an approval that can be used once. `what` identifies exactly what is approved; the number of earlier uses follows. */
export function onceApproval(kind: OnceKind, what: string, { consumed }: RunFacts): string {
  return `${what} (${consumed[kind] ?? 0})`;
}

/** Returns whether the user has approved exactly this act and the approval has not been used yet. */
export function isApproved(kind: OnceKind, what: string, { facts, answers: { approvals } }: Known): boolean {
  return approvals[kind] === onceApproval(kind, what, facts);
}

/** Returns the facts after the act was seen done, with its approval used up. The facts are unchanged if no approval for it is open. */
export function consumeApproval(kind: OnceKind, what: string, known: Known): RunFacts {
  return isApproved(kind, what, known) ? countApproval(kind, known.facts) : known.facts;
}

/** Returns the facts after a completed act. The act is counted, which uses up its approval. */
export function countApproval(kind: OnceKind, facts: RunFacts): RunFacts {
  return { ...facts, consumed: { ...facts.consumed, [kind]: (facts.consumed[kind] ?? 0) + 1 } };
}

/**
 * Returns the facts after the binding or the origin host was seen in place, no matter who made it. The approval to make it, or the answer to leave it, is
 * used up.
 */
export function consumeSeen(
  kind: 'binding' | 'originHost',
  { plan, facts, answers: { approvals, left } }: Pick<StepContext, 'plan' | 'facts' | 'answers'>,
): RunFacts {
  const once = onceApproval(kind, plan.domain, facts);
  const isUsed = [approvals[kind], left[kind]].some((answer) => answer?.split(' | ')[0] === once);
  return isUsed || !facts.consumed[kind] ? countApproval(kind, facts) : facts;
}

/** The texts that stand for what the Start button approved. Each applies only while the domain has no visitors. */
export const startLines = {
  /** The settings of the site type may be made. */
  site: 'site',
  /** The folder may be published now and on every save. */
  publish: 'publish',
  /** CDN may read the private bucket, which was empty. */
  privateOrigin: 'privateOrigin',
  /** CDN may read the private bucket and the objects that it has. */
  privateObjects: 'privateObjects',
  /** A record that proves the domain to `issuer` may be written, identified by its exact host and type. */
  record: (host: string, type: string, issuer: ProofIssuer) => `${host} ${type} ${issuer}`,
} as const;

/** Returns whether CDN may already have visitors. That is so if CDN had the domain before the run, or if its CNAME was seen in DNS. */
export function hasVisitors({ facts }: Pick<StepContext, 'facts'>): boolean {
  return facts.domain !== 'new' || facts.record.seen;
}

/** Returns whether CDN served the domain before the run. If so, Start approved no change of its delivery. */
export function wasServed({ facts }: Pick<StepContext, 'facts'>): boolean {
  return facts.domain === 'former';
}

/** Returns whether Start approved this line and the domain still has no visitors. A change that visitors see is asked about separately. */
export function isStarted(line: string, context: Known): boolean {
  return context.answers.started.includes(line) && !hasVisitors(context);
}

/** Returns the approval to replace the present certificate `held` with the chosen one, once. */
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

/** Lists the weaknesses of the last proof of the edge. An approval to send visitors to CDN names them, and is needed again if more appear. */
function listWeaknesses({ proof }: RunFacts): readonly string[] {
  if (proof.state !== 'seen') return ['unproven'];
  const failing = proof.checks.filter(({ holds }) => !holds).map(({ kind }) => kind);
  return [...new Set([...failing, ...(proof.httpsUntil === undefined ? ['http'] : [])])].sort();
}

const despite = ' | despite ';

/** Appends the current weaknesses of the proof to an approval to send visitors to CDN. */
export function withWeaknesses(approval: string, facts: RunFacts): string {
  return `${approval}${despite}${listWeaknesses(facts).join(' ')}`;
}

/** Returns whether a given approval is for exactly this act and names all current weaknesses of the proof. */
export function covers(given: string | undefined, approval: string, facts: RunFacts): boolean {
  return given?.startsWith(`${approval}${despite}`) === true && coversWeaknesses(given, facts);
}

/** Returns whether a given approval names all current weaknesses of the proof. */
export function coversWeaknesses(given: string | undefined, facts: RunFacts): boolean {
  const known = given?.split(despite)[1]?.split(' ') ?? [];
  return listWeaknesses(facts).every((each) => known.includes(each));
}
