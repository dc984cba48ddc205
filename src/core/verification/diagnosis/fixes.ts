import type { Fix, OriginRefusal, Unknown, Verdict, VerificationFacts } from '../facts.js';
import { lagEnd } from './judgeEdge.js';
import { isHosted, ourRecord, type View } from './view.js';

type Fixes = readonly Fix[];
type Of<K extends Verdict['kind']> = Extract<Verdict, { readonly kind: K }>;

const fixes: { readonly [K in Verdict['kind']]: (verdict: Of<K>, view: View) => Fixes } = {
  working: () => [],
  cdnLags: ({ until }) => [wait(until)],
  propagating: ({ until }) => [wait(until)],
  negativeCached: ({ until }) => [wait(until)],
  missing: (_verdict, view) => [addRecord(view), ...dnsConsole(view)],
  paused: ({ recordId }, view) => [
    ...(ourRecord(view)?.locked ? [] : [{ kind: 'resumeRecord', recordId } as const]),
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
  httpOnly: () => [{ kind: 'addCertificate' }, { kind: 'useHttp' }],
  expiring: () => [{ kind: 'addCertificate', renew: true }],
  notOnCdn: () => [{ kind: 'onboard' }, cdnConsole],
  cannotTell: ({ why }, view) => unknownFixes[why](view),
};

/** The fixes for a verdict in the order to try them; empty only for `working`. */
export function fixesOf(verdict: Verdict, view: View): Fixes {
  // Each verdict has its own function; the compiler cannot match key and function.
  const fix = fixes[verdict.kind] as (verdict: Verdict, view: View) => Fixes;
  return fix(verdict, view);
}

const wait = (until?: number): Fix => ({ kind: 'wait', ...(until !== undefined && { until }) });
const cdnConsole: Fix = { kind: 'openCdnConsole' };

const originFixes: Readonly<Record<OriginRefusal, (view: View) => Fixes>> = {
  bareDomain: ({ facts }) => [{ kind: 'fixRootPage', isPrivate: facts.bucket?.isPrivate ?? false }],
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
  return { kind: 'addRecord', value: view.target ?? '', hosted: isHosted(view) };
}

function switchRecords(view: View): Extract<Fix, { kind: 'switchRecords' }> {
  return { kind: 'switchRecords', value: view.target ?? '', hosted: isHosted(view) };
}

function dnsConsole(view: View): Fixes {
  return isHosted(view) ? [{ kind: 'openDnsConsole' }] : [];
}
