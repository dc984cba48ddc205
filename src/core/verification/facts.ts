import type { DomainStatus } from '../ports/cdn.js';
import type { DnsRecord } from '../ports/dns.js';
import type { BucketRef } from '../ports/oss.js';
import type { DnsAnswer, EdgeAnswer } from '../ports/probe.js';

/** What was found out about one domain, each part with its source; `undefined` means it could not be asked. */
export interface VerificationFacts {
  readonly name: string;
  /** When the facts were taken, ms since the epoch. */
  readonly at: number;
  /** The CNAME that CDN assigned. */
  readonly expected?: string;
  readonly resolvers: readonly DnsAnswer[];
  readonly authoritative: readonly DnsAnswer[];
  readonly status?: DomainStatus;
  /** CDN's own lagging view of DNS. */
  readonly cdnConfigured?: boolean;
  /** Where the host is in Alibaba Cloud DNS; absent when the zone is not in this account. */
  readonly place?: { readonly zone: string; readonly rr: string };
  /** Records on this host in Alibaba Cloud DNS; absent when the zone is not in this account. */
  readonly records?: readonly DnsRecord[];
  /** The edge asked at the CNAME target, and whether its bytes equal the bucket's. */
  readonly edge?: { readonly answer: EdgeAnswer; readonly path: string; readonly sameBytes?: boolean };
  /** OSS refuses the page at `/`, since it would have to list this bucket. */
  readonly rootDenied?: { readonly bucket: BucketRef; readonly isPrivate: boolean };
  /** Why the account could not be asked, when it could not. */
  readonly accountUnknown?: boolean;
}

export type Verdict =
  | { readonly kind: 'working' }
  | { readonly kind: 'propagating'; readonly seen: number; readonly asked: number; readonly until?: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'negativeCached'; readonly until: number }
  | { readonly kind: 'paused' }
  | { readonly kind: 'wrongTarget'; readonly found: string }
  | { readonly kind: 'addressInTheWay'; readonly addresses: readonly string[] }
  | { readonly kind: 'notOnline'; readonly status: DomainStatus }
  | { readonly kind: 'edgeRefuses'; readonly status?: number; readonly reason?: string }
  | { readonly kind: 'notOnCdn' }
  | { readonly kind: 'cannotTell' };

/** One thing the person can do, in the order it should be tried. */
export type Fix =
  | { readonly kind: 'wait'; readonly until?: number }
  | { readonly kind: 'addRecord'; readonly value: string }
  | { readonly kind: 'correctRecord'; readonly value: string }
  | { readonly kind: 'resumeRecord' }
  | { readonly kind: 'removeAddresses' }
  | { readonly kind: 'openCdnConsole' }
  | { readonly kind: 'openDnsConsole' }
  | { readonly kind: 'onboard' }
  | { readonly kind: 'checkNetwork' };

/** A verdict with what to do about it. */
export interface Diagnosis {
  readonly verdict: Verdict;
  readonly fixes: readonly Fix[];
  /** CDN still says "not configured" although DNS is right: harmless, its view lags about 10 minutes. */
  readonly cdnLags: boolean;
}
