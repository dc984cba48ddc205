import { isThroughCdn } from '../../cdn/edgeProof.js';
import { isCdnTarget } from '../../dns/hostNames.js';
import type { DnsOutcome } from '../../ports/probe.js';
import type { Diagnosis, FactPart, Verdict, VerificationFacts } from '../facts.js';
import { fixesOf } from './fixes.js';
import { judgeConflict, judgeRecord, judgeSpread, judgeZone } from './judgeDns.js';
import {
  judgeCertificate,
  judgeDownload,
  judgeHttps,
  judgeLag,
  judgeOrigin,
  judgeReach,
  judgeRefusal,
} from './judgeEdge.js';
import { toView, type View } from './view.js';

/*
 * The first judge that finds something decides. They stand in the order in which things have to be put right:
 *
 * 1. The domain at CDN. While it is stopped or not yet online, changing DNS takes the name down, so nothing
 *    else is worth saying. The same for a name that is not on CDN: there is no target to compare DNS with.
 * 2. Who serves the zone. Records in a zone that is delegated elsewhere have no effect, right or wrong; that holds
 *    even when the delegated servers are silent.
 * 3. Silence. From here on DNS has to have said something.
 * 4. Records that contradict each other come before "propagating", since waiting never settles them.
 * 5. The record at the source: the zone's own servers before resolvers, which only remember. An enabled record in
 *    Alibaba Cloud DNS is never called missing or wrong; what is answered then only has to expire.
 * 6. Then what a visitor's request meets, in its order: old answers in caches, the certificate, the rules of the edge,
 *    the origin.
 * 7. What could not be asked, once nothing else was found; then what works less well than it could in a browser, and last
 *    of all what is harmless.
 */
const judges: readonly ((view: View) => Verdict | undefined)[] = [
  judgeState,
  judgeMembership,
  judgeZone,
  judgeSilence,
  judgeConflict,
  judgeRecord,
  judgeSpread,
  judgeCertificate,
  judgeRefusal,
  judgeOrigin,
  judgeReach,
  judgeDownload,
  judgeHttps,
  judgeLag,
];

/** Computes the verdict and its fixes from the facts. Handles all facts, and does not depend on the order of answers. */
export function diagnose(facts: VerificationFacts): Diagnosis {
  const view = toView(facts);
  const verdict = firstOf(view);
  return { verdict, fixes: fixesOf(verdict, view) };
}

/** The facts of a verification and their diagnosis. */
export interface Look {
  readonly facts: VerificationFacts;
  readonly diagnosis: Diagnosis;
}

/**
 * Diagnoses repeated facts. While the verdict stays the same, an estimated end counts from the first verification, so
 * that it does not move.
 */
export function diagnoseAgain(facts: VerificationFacts, last: Look | undefined): Look {
  const diagnosis = diagnose(facts);
  if (!last || !isSameState(diagnosis.verdict, last.diagnosis.verdict)) return { facts, diagnosis };
  const followed = { ...facts, since: last.facts.since ?? last.facts.at };
  return { facts: followed, diagnosis: diagnose(followed) };
}

function isSameState(left: Verdict, right: Verdict): boolean {
  const stateOf = (verdict: Verdict) => ('status' in verdict ? `${verdict.kind} ${verdict.status}` : verdict.kind);
  return stateOf(left) === stateOf(right);
}

function firstOf(view: View): Verdict {
  for (const judge of judges) {
    const verdict = judge(view);
    if (verdict) return verdict;
  }
  return { kind: 'working' };
}

function judgeState({ facts: { status, accountUnknown }, answers, edges }: View): Verdict | undefined {
  if (status === 'offline') return { kind: 'stopped' };
  // Each change of a running domain makes it `configuring`; its nodes continue to serve.
  if (status === 'configuring' && edges.some(({ finding }) => finding.kind === 'serves')) return undefined;
  if (status !== undefined) return status === 'online' ? undefined : { kind: 'notOnline', status };
  // CDN's answer for the target of a stopped domain. Source: Alibaba Cloud CDN, StopCdnDomain.
  const parked = answers.some(({ records }) =>
    records.some(({ type, data }) => type === 'CNAME' && data.startsWith('offline.') && isCdnTarget(data)),
  );
  return parked && accountUnknown ? { kind: 'stopped' } : undefined;
}

/** The name may belong to another account, whose edge serves it. */
function judgeMembership({ facts, edges, target }: View): Verdict | undefined {
  if (facts.status !== undefined || facts.expected !== undefined) return undefined;
  if (edges.some(({ finding }) => finding.kind === 'unknownName')) return { kind: 'notOnCdn' };
  const isServed =
    target !== undefined && edges.some(({ edge, finding }) => finding.kind === 'serves' && isThroughCdn(edge.answer));
  return facts.accountUnknown || isServed ? undefined : { kind: 'notOnCdn' };
}

function judgeSilence({ facts, answers, target, edges }: View): Verdict | undefined {
  if (answers.length > 0) {
    const why = facts.status === undefined ? 'account' : 'unassigned';
    return target === undefined ? { kind: 'cannotTell', why } : undefined;
  }
  // A server that refuses or fails was at least reached.
  const refused = [...facts.authoritative, ...facts.resolvers].some(({ outcome }) => !isSilence(outcome));
  const reached = refused || accountAnswered(facts) || edges.some(({ edge }) => edge.answer.outcome === 'answered');
  return { kind: 'cannotTell', why: reached ? 'dnsBlocked' : 'offline' };
}

function isSilence(outcome: DnsOutcome): boolean {
  return outcome === 'timeout' || outcome === 'unreachable';
}

type Part = FactPart | 'all';
const account: readonly Part[] = ['cdnDomain', 'alidns'];
/** Resolvers only cache, so their answers are compared with those of the zone's own servers. */
const source: readonly Part[] = [...account, 'authoritative'];
/** A record in a zone that is delegated elsewhere is not the cause. */
const zone: readonly Part[] = [...source, 'delegation'];

/** The parts that could still change each verdict. */
const waitsFor: Readonly<Record<Verdict['kind'], readonly Part[]>> = {
  stopped: account,
  notOnline: account,
  conflicting: account,
  working: source,
  cdnLags: source,
  propagating: source,
  negativeCached: source,
  certificate: source,
  downloads: source,
  httpOnly: source,
  expiring: source,
  edgeRefuses: source,
  originRefuses: source,
  missing: zone,
  paused: zone,
  wrongTarget: zone,
  addressInTheWay: zone,
  zoneElsewhere: zone,
  notOnCdn: ['all'],
  cannotTell: ['all'],
};

/** Returns whether pending parts can no longer change the verdict, so that it can be shown. */
export function isConclusive({ facts: { pending = [] }, diagnosis }: Look): boolean {
  const needed = waitsFor[diagnosis.verdict.kind];
  return pending.length === 0 || !needed.some((part) => part === 'all' || pending.includes(part));
}

/** Returns whether the account could be reached. */
function accountAnswered({ accountUnknown, records, sources }: VerificationFacts): boolean {
  const failed = sources.cdnDomain?.failed;
  const mute = ['notSignedIn', 'badFile', 'offline', 'proxyRefused', 'timeout', 'unavailable', 'untrustedCertificate'];
  return !accountUnknown || records !== undefined || (failed !== undefined && !mute.includes(failed));
}
