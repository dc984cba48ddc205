import type { ErrorKind } from '../errors.js';
import type { CertificateProblem } from '../https/certificateState.js';
import type { DomainStatus } from '../ports/cdn.js';
import type { DnsRecord } from '../ports/dns.js';
import type { BucketRef } from '../ports/oss.js';
import type { DnsAnswer, EdgeAnswer } from '../ports/probe.js';

/** A source of facts. */
export type FactPart = 'cdnDomain' | 'cdnCname' | 'alidns' | 'resolvers' | 'authoritative' | 'delegation' | 'edge';

/** When a source was queried (ms since the epoch), how long it took, and why it is missing if so. */
export interface FactSource {
  readonly at: number;
  readonly durationMs: number;
  /** The error kind if the source failed, and its code if it has one. */
  readonly failed?: ErrorKind;
  readonly code?: string;
}

/** The name servers of the zone: by public DNS, and by Alibaba Cloud DNS. */
export interface Delegation {
  readonly zone: string;
  /** The names in public NS records. */
  readonly nameServers: readonly string[];
  /** The names that Alibaba Cloud DNS assigned to this account's zone; absent if the zone is not there. */
  readonly hosted?: readonly string[];
  /** The TTL of negative answers in this zone, in seconds: the lesser of the SOA's TTL and minimum (RFC 2308). */
  readonly negativeTtl?: number;
  /** Until when a resolver may still query the zone's former servers, ms since the epoch; absent if all agree. */
  readonly oldUntil?: number;
}

/** One request to the edge for one object. */
export interface EdgeFact {
  /** `dns`: at the address in DNS. `cname`: at the CNAME target with the accelerated name as SNI and Host. */
  readonly via: 'dns' | 'cname';
  readonly scheme: 'https' | 'http';
  /** The requested host or address. */
  readonly connectTo: string;
  /** Percent-encoded. */
  readonly path: string;
  readonly answer: EdgeAnswer;
  /** Whether the bytes equal the bucket's; absent without an object to compare. */
  readonly sameBytes?: boolean;
}

/** The findings about one domain; `undefined` means unavailable. */
export interface VerificationFacts {
  readonly name: string;
  /** The time of the verification, ms since the epoch. */
  readonly at: number;
  /** The CNAME that CDN assigned. */
  readonly expected?: string;
  readonly resolvers: readonly DnsAnswer[];
  readonly authoritative: readonly DnsAnswer[];
  readonly delegation?: Delegation;
  /** The wildcard (`*.example.com`) that answers for the name, if it has no own record. */
  readonly wildcard?: string;
  readonly status?: DomainStatus;
  /** CDN's own, delayed view of DNS. */
  readonly cdnConfigured?: boolean;
  /** The domain serves HTTPS with its own certificate. */
  readonly httpsOn?: boolean;
  /** The host in Alibaba Cloud DNS; absent if the zone is not in this account. */
  readonly place?: { readonly zone: string; readonly rr: string };
  /** All records of this host in Alibaba Cloud DNS; absent if the zone is not in this account. */
  readonly records?: readonly DnsRecord[];
  /** The name is the zone itself and has MX records, which a CNAME may hide. */
  readonly receivesMail?: true;
  /** The lowest TTL that the zone allows, in seconds. */
  readonly minTtl?: number;
  readonly edges: readonly EdgeFact[];
  /** The bucket of the domain and whether it is private, if known. */
  readonly bucket?: BucketRef & { readonly isPrivate?: boolean };
  /** Whether the bucket has a page `index.html`; absent if unknown. */
  readonly hasIndex?: boolean;
  /** The answers of the edge to `/`, if `edges` are for an object. */
  readonly root?: readonly EdgeFact[];
  /** The reasons for a forced download; absent if nothing is downloaded or the account is unavailable. */
  readonly forcedDownload?: ForcedDownload;
  /** OSS refuses the page at `/`, because it would have to list this bucket. */
  readonly rootDenied?: { readonly bucket: BucketRef; readonly isPrivate: boolean };
  /** Whether the account has the domain could not be determined. */
  readonly accountUnknown?: boolean;
  readonly sources: Readonly<Partial<Record<FactPart, FactSource>>>;
  /** When an earlier verification first had the same verdict, ms since the epoch; absent at the first. */
  readonly since?: number;
  /** Pending sources; absent once all have answered or timed out. */
  readonly pending?: readonly FactPart[];
}

/** Why OSS forces downloads: CDN requests it under an OSS domain instead of one bound to the bucket. */
export interface ForcedDownload {
  /** The domain is bound to the bucket. */
  readonly isBound: boolean;
  /** CDN requests OSS over HTTP alone. Over HTTPS, OSS would need a certificate for the domain. */
  readonly isPlain: boolean;
  /** CDN already requests OSS under the domain, so only old copies force a download. */
  readonly isAskedByDomain: boolean;
}

/** The kind of a wrong CNAME target. */
export type WrongTarget = 'typo' | 'oldCname' | 'bucket' | 'esa' | 'otherVendor' | 'other';

/** Why an origin refuses. */
export type OriginRefusal = 'bareDomain' | 'privateBucket' | 'wrongOriginHost' | 'other';

/** Why there is no verdict. */
export type Unknown = 'offline' | 'dnsBlocked' | 'account' | 'unassigned' | 'edge';

/** The verdict on a domain. */
export type Verdict =
  | { readonly kind: 'working' }
  /** Everything is right except CDN's own view of DNS, which is about 10 minutes late. Harmless. */
  | { readonly kind: 'cdnLags'; readonly until?: number }
  | { readonly kind: 'propagating'; readonly seen: number; readonly asked: number; readonly until: number }
  | { readonly kind: 'negativeCached'; readonly until: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'paused'; readonly recordId: string }
  | { readonly kind: 'wrongTarget'; readonly found: string; readonly target: WrongTarget }
  | { readonly kind: 'addressInTheWay'; readonly addresses: readonly string[] }
  /** `line`: only its visitors get the other record. */
  | { readonly kind: 'conflicting'; readonly records: readonly string[]; readonly line?: string }
  | { readonly kind: 'notOnline'; readonly status: DomainStatus }
  | { readonly kind: 'stopped' }
  | {
      readonly kind: 'zoneElsewhere';
      readonly zone: string;
      readonly servers: readonly string[];
      readonly hosted: readonly string[];
    }
  | { readonly kind: 'edgeRefuses'; readonly status?: number; readonly reason?: string }
  | { readonly kind: 'originRefuses'; readonly status?: number; readonly cause: OriginRefusal; readonly code?: string }
  /** HTTPS is on, but browsers reject the certificate. `http`: pages are still served over plain HTTP. */
  | {
      readonly kind: 'certificate';
      readonly problem: CertificateProblem;
      readonly name?: string;
      readonly expires?: string;
      readonly http: boolean;
    }
  /** Everything works, but HTTPS is off. */
  | { readonly kind: 'httpOnly' }
  /**
   * Everything works, but browsers download instead of showing. `forced`: by OSS. `cached`: by copies from before the
   * origin host was set.
   */
  | { readonly kind: 'downloads'; readonly forced: boolean; readonly cached?: true }
  /** Everything works, but the certificate ends soon. */
  | { readonly kind: 'expiring'; readonly name?: string; readonly expires?: string }
  | { readonly kind: 'notOnCdn' }
  | { readonly kind: 'cannotTell'; readonly why: Unknown };

/** One fix, in the order to try them. */
export type Fix =
  /** `review`: Alibaba Cloud reviews the domain, for an unpredictable time. */
  | { readonly kind: 'wait'; readonly until?: number; readonly review?: true }
  /** Add the CNAME; `hosted` if the zone is in this account's Alibaba Cloud DNS, so that the extension can. */
  | { readonly kind: 'addRecord'; readonly value: string; readonly hosted: boolean }
  /** Replace the records of the host by the expected CNAME: pause or change the old ones, add ours. `keeps`: ours exists and is enabled. */
  | { readonly kind: 'switchRecords'; readonly value: string; readonly hosted: boolean; readonly keeps?: true }
  /** Change, pause or accept the record for visitors of one line. */
  | { readonly kind: 'changeLine'; readonly line: string }
  | { readonly kind: 'resumeRecord'; readonly recordId: string }
  | { readonly kind: 'changeNameServers'; readonly zone: string; readonly hosted: readonly string[] }
  | { readonly kind: 'setOriginHost' }
  /** Bind the domain to the bucket, by the onboarding. */
  | { readonly kind: 'bindDomain' }
  /** Let CDN fetch from the origin over port 80. */
  | { readonly kind: 'usePlainOrigin' }
  /** Refresh the nodes' copies from before a change. */
  | { readonly kind: 'refreshCopies' }
  /** Remove the header from the object. */
  | { readonly kind: 'removeDisposition' }
  | { readonly kind: 'allowPrivateBucket'; readonly bucket: string }
  | { readonly kind: 'fixRootPage'; readonly isPrivate: boolean }
  | { readonly kind: 'startDomain' }
  | { readonly kind: 'addCertificate'; readonly renew?: true }
  | { readonly kind: 'useHttp' }
  | { readonly kind: 'openCdnConsole' }
  | { readonly kind: 'openDnsConsole' }
  | { readonly kind: 'openTicket' }
  | { readonly kind: 'onboard' }
  | { readonly kind: 'signIn' }
  | { readonly kind: 'checkNetwork' }
  /** DNS answers, but the edge cannot be reached from here. */
  | { readonly kind: 'checkProxy' };

/** A verdict with its fixes. */
export interface Diagnosis {
  readonly verdict: Verdict;
  /** In the order to try them; empty only if `working`. */
  readonly fixes: readonly Fix[];
}
