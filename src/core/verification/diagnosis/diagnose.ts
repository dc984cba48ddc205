import { isThroughCdn } from '../../cdn/edgeProof.js';
import { isCdnTarget } from '../../dns/hostNames.js';
import type { DnsOutcome } from '../../ports/probe.js';
import type { Diagnosis, FactPart, Fix, OriginRefusal, Unknown, Verdict, VerificationFacts } from '../facts.js';
import { judgeConflict, judgeRecord, judgeSpread, judgeZone } from './judgeDns.js';
import {
  judgeCertificate,
  judgeDownload,
  judgeHttps,
  judgeLag,
  judgeOrigin,
  judgePages,
  judgeReach,
  judgeRefusal,
  lagEnd,
} from './judgeEdge.js';
import { isHosted, ourRecord, toView, type View } from './view.js';

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
  judgePages,
  judgeHttps,
  judgeLag,
];

/** Computes the verdict and its fixes from the facts. Accepts any facts, and the order of answers does not matter. */
export function diagnose(facts: VerificationFacts): Diagnosis {
  const view = toView(facts);
  const verdict = firstOf(view);
  return { verdict, fixes: fixesOf(verdict, view) };
}

/** The facts of one verification, with their diagnosis. */
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
/** The sources that show the records of the zone itself. Resolvers only cache, so their answers are compared with these. */
const source: readonly Part[] = [...account, 'authoritative'];
/** The sources that show whether a record matters. A record in a zone that is delegated elsewhere is not the cause. */
const zone: readonly Part[] = [...source, 'delegation'];

/** By verdict, the sources that could still change it. */
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
  pages: source,
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

/** Returns whether the pending sources can no longer change the verdict, so that it can be shown. */
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

type Fixes = readonly Fix[];
type Of<K extends Verdict['kind']> = Extract<Verdict, { readonly kind: K }>;

const fixes: { readonly [K in Verdict['kind']]: (verdict: Of<K>, view: View) => Fixes } = {
  working: () => [],
  cdnLags: ({ until }) => [wait(until)],
  propagating: ({ until }) => [wait(until)],
  negativeCached: ({ until }) => [wait(until)],
  missing: (_verdict, view) => [addRecord(view), ...dnsConsole(view)],
  paused: (_verdict, view) => [
    ...(ourRecord(view)?.locked ? [] : [{ kind: 'resumeRecord' } as const]),
    { kind: 'openDnsConsole' },
  ],
  wrongTarget: (_verdict, view) => [replace(view), ...dnsConsole(view)],
  addressInTheWay: (_verdict, view) => [replace(view), ...dnsConsole(view)],
  conflicting: ({ line }, view) =>
    line === undefined
      ? [{ ...switchRecords(view), ...(ourRecord(view)?.enabled && { keeps: true }) }, ...dnsConsole(view)]
      : [{ kind: 'changeLine', line }],
  notOnline: ({ status }) => {
    if (status === 'configure_failed' || status === 'check_failed') return [cdnConsole, { kind: 'openTicket' }];
    if (status === 'deleting') return [wait(), cdnConsole];
    return [status === 'checking' ? { kind: 'wait', review: true } : wait(), cdnConsole];
  },
  stopped: () => [{ kind: 'startDomain' }, cdnConsole],
  zoneElsewhere: fixZone,
  edgeRefuses: (_verdict, { facts, edges }) =>
    edges.some(({ finding }) => finding.kind === 'unknownName')
      ? [wait(lagEnd(facts)), { kind: 'openTicket' }]
      : [cdnConsole, { kind: 'openTicket' }],
  originRefuses: ({ cause }, view) => originFixes[cause](view),
  certificate: ({ http }) => [{ kind: 'addCertificate' }, ...(http ? [{ kind: 'useHttp' } as const] : []), cdnConsole],
  downloads: ({ forced, cached }, { facts }) =>
    cached ? [{ kind: 'refreshCopies' }] : forced ? downloadFixes(facts) : [{ kind: 'removeDisposition' }],
  // An access rule or the ACL of an object refuses, and no rewrite rule changes that.
  pages: ({ status }) => (status === 403 ? [cdnConsole] : [{ kind: 'setSiteType' }, cdnConsole]),
  httpOnly: () => [{ kind: 'addCertificate' }, { kind: 'useHttp' }],
  expiring: () => [{ kind: 'addCertificate', renew: true }],
  notOnCdn: () => [{ kind: 'onboard' }, cdnConsole],
  cannotTell: ({ why }, view) => unknownFixes[why](view),
};

/** Returns the fixes for a verdict in the order in which to try them; empty only for `working`. */
function fixesOf(verdict: Verdict, view: View): Fixes {
  // Each verdict has its own function; the compiler cannot match key and function.
  const fix = fixes[verdict.kind] as (verdict: Verdict, view: View) => Fixes;
  return fix(verdict, view);
}

const wait = (until?: number): Fix => ({ kind: 'wait', ...(until !== undefined && { until }) });
const cdnConsole: Fix = { kind: 'openCdnConsole' };

const originFixes: Readonly<Record<OriginRefusal, (view: View) => Fixes>> = {
  bareDomain: () => [{ kind: 'fixRootPage' }],
  privateBucket: ({ facts: { bucket } }) => [
    ...(bucket ? [{ kind: 'allowPrivateBucket', bucket: bucket.name } as const] : []),
    cdnConsole,
  ],
  wrongOriginHost: () => [{ kind: 'setOriginHost' }, cdnConsole],
  other: () => [cdnConsole, { kind: 'openTicket' }],
};

const unknownFixes: Readonly<Record<Unknown, (view: View) => Fixes>> = {
  offline: () => [{ kind: 'checkNetwork' }],
  dnsBlocked: () => [{ kind: 'checkNetwork' }],
  account: ({ facts }) =>
    [undefined, 'notSignedIn'].includes(facts.sources.cdnDomain?.failed)
      ? [{ kind: 'signIn' }]
      : [{ kind: 'checkNetwork' }, { kind: 'signIn' }],
  unassigned: () => [wait(), cdnConsole],
  edge: () => [{ kind: 'checkProxy' }, cdnConsole],
};

/** OSS forces a download unless it is requested under a domain that is bound to the bucket. OSS has no certificate for such a domain. */
function downloadFixes({ forcedDownload: why }: VerificationFacts): Fixes {
  if (!why) return [cdnConsole];
  if (!why.isBound) return [{ kind: 'bindDomain' }, cdnConsole];
  if (!why.isPlain) return [{ kind: 'usePlainOrigin' }, cdnConsole];
  return [{ kind: 'setOriginHost' }, cdnConsole];
}

/** If the record is already in Alibaba Cloud DNS, only the name servers are wrong. Otherwise the other provider is easier. */
function fixZone({ zone, hosted }: Of<'zoneElsewhere'>, view: View): Fixes {
  const change: Fix = { kind: 'changeNameServers', zone, hosted };
  if (view.target === undefined || ourRecord(view)?.enabled) return [change];
  const nothing = view.basis.every(({ records }) => records.length === 0);
  return [nothing ? addRecord(view) : switchRecords(view), change];
}

/** An own record takes precedence over the wildcard, which other names may need. */
function replace(view: View): Fix {
  return view.facts.wildcard === undefined ? switchRecords(view) : addRecord(view);
}

function addRecord(view: View): Fix {
  return { kind: 'addRecord', hosted: isHosted(view) };
}

function switchRecords(view: View): Extract<Fix, { kind: 'switchRecords' }> {
  return { kind: 'switchRecords', hosted: isHosted(view) };
}

function dnsConsole(view: View): Fixes {
  return isHosted(view) ? [{ kind: 'openDnsConsole' }] : [];
}
