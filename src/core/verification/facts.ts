import type { SiteCheck } from '../delivery/proveSite.js';
import type { ErrorKind } from '../errors.js';
import type { CertificateProblem } from '../https/certificateState.js';
import type { DomainStatus } from '../ports/cdn.js';
import type { DnsRecord } from '../ports/dns.js';
import type { BucketRef } from '../ports/oss.js';
import type { DnsAnswer, EdgeAnswer } from '../ports/probe.js';

/** A source that facts are read from. */
export type FactPart = 'cdnDomain' | 'cdnCname' | 'alidns' | 'resolvers' | 'authoritative' | 'delegation' | 'edge';

/** When a source was queried (in ms since the epoch), how long it took in ms, and why its facts are missing if it failed. */
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
  /** The names that Alibaba Cloud DNS assigned to the zone; absent if the account does not have the zone there. */
  readonly hosted?: readonly string[];
  /** The TTL of negative answers in this zone, in seconds: the lesser of the SOA's TTL and minimum (RFC 2308). */
  readonly negativeTtl?: number;
  /** Until when a resolver may still query the zone's former servers, ms since the epoch; absent if all agree. */
  readonly oldUntil?: number;
}

/** One request to the edge, and its answer. */
export interface EdgeFact {
  /** Where the request was sent. `dns`: to the address in DNS. `cname`: to the CNAME target, with the accelerated name as SNI and Host. */
  readonly via: 'dns' | 'cname';
  readonly scheme: 'https' | 'http';
  /** The host or address that was requested. */
  readonly connectTo: string;
  /** The path, percent-encoded. */
  readonly path: string;
  readonly answer: EdgeAnswer;
  /** Whether the bytes equal those in the bucket; absent if there was no object to compare. */
  readonly sameBytes?: boolean;
}

/** The facts found about one domain. A field is absent if its source could not be read. */
export interface VerificationFacts {
  readonly name: string;
  /** When the verification was made, in ms since the epoch. */
  readonly at: number;
  /** The CNAME that CDN assigned to the domain. */
  readonly expected?: string;
  readonly resolvers: readonly DnsAnswer[];
  readonly authoritative: readonly DnsAnswer[];
  readonly delegation?: Delegation;
  /** The wildcard, such as `*.example.com`, that answers for the name because it has no record of its own. */
  readonly wildcard?: string;
  readonly status?: DomainStatus;
  /** Whether CDN sees its CNAME in DNS. What CDN sees is about 10 minutes old. */
  readonly cdnConfigured?: boolean;
  /** Whether HTTPS of the domain is on, with a certificate of its own. */
  readonly httpsOn?: boolean;
  /** Where the host is in Alibaba Cloud DNS; absent if the zone is not in this account. */
  readonly place?: { readonly zone: string; readonly rr: string };
  /** All records of this host in Alibaba Cloud DNS; absent if the zone is not in this account. */
  readonly records?: readonly DnsRecord[];
  /** Set if the name is the zone itself and has MX records, which a CNAME may hide. */
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
  /** Why OSS forces a download; absent if nothing is downloaded or the account is unavailable. */
  readonly forcedDownload?: ForcedDownload;
  /** The checks of further addresses of pages and files; absent if the domain is not online or its bucket cannot be listed. */
  readonly pages?: readonly SiteCheck[];
  /** Set if OSS refuses the page at `/` because it would have to list this bucket. */
  readonly rootDenied?: { readonly bucket: BucketRef; readonly isPrivate: boolean };
  /** Set if it could not be determined whether the account has the domain. */
  readonly accountUnknown?: boolean;
  readonly sources: Readonly<Partial<Record<FactPart, FactSource>>>;
  /** When an earlier verification first had the same verdict, ms since the epoch; absent at the first. */
  readonly since?: number;
  /** The sources that have not answered yet; absent once all have answered or timed out. */
  readonly pending?: readonly FactPart[];
}

/** Why OSS forces downloads. It does so unless CDN requests it under a domain that is bound to the bucket. */
export interface ForcedDownload {
  /** Whether the domain is bound to the bucket. */
  readonly isBound: boolean;
  /** Whether CDN requests OSS only over HTTP. Over HTTPS, OSS would need a certificate for the domain. */
  readonly isPlain: boolean;
  /** Whether CDN already requests OSS under the domain. If so, only old copies still force a download. */
  readonly isAskedByDomain: boolean;
}

/** The kind of a wrong CNAME target. */
export type WrongTarget = 'typo' | 'oldCname' | 'bucket' | 'esa' | 'otherVendor' | 'other';

/** Why an origin refuses a request. */
export type OriginRefusal = 'bareDomain' | 'privateBucket' | 'wrongOriginHost' | 'other';

/** Why there is no verdict. */
export type Unknown = 'offline' | 'dnsBlocked' | 'account' | 'unassigned' | 'edge';

/** The verdict on whether a domain works, and what is wrong with it. */
export type Verdict =
  | { readonly kind: 'working' }
  /** Everything is right, but CDN's own view of DNS is about 10 minutes late. That does no harm. */
  | { readonly kind: 'cdnLags'; readonly until?: number }
  | { readonly kind: 'propagating'; readonly seen: number; readonly asked: number; readonly until: number }
  | { readonly kind: 'negativeCached'; readonly until: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'wrongTarget'; readonly found: string; readonly target: WrongTarget }
  | { readonly kind: 'addressInTheWay'; readonly addresses: readonly string[] }
  /** Other records conflict with the CNAME. With `line`, only visitors of that DNS line get the other record. */
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
   * Everything works, but browsers download the page instead of showing it. `forced`: OSS demands that. `cached`: it does so only in copies from before the
   * origin host was set.
   */
  | { readonly kind: 'downloads'; readonly forced: boolean; readonly cached?: true }
  /** Everything works, but some addresses do not show their page or file. `path` is the first one, which was answered with `status`. */
  | {
      readonly kind: 'pages';
      readonly failing: number;
      readonly asked: number;
      readonly path: string;
      readonly status: number;
    }
  /** Everything works, but the certificate ends soon. */
  | { readonly kind: 'expiring'; readonly name?: string; readonly expires?: string }
  | { readonly kind: 'notOnCdn' }
  | { readonly kind: 'cannotTell'; readonly why: Unknown };

/** Something that the user can do about a verdict. */
export type Fix =
  /** Wait. `review`: Alibaba Cloud is reviewing the domain, which takes an unpredictable time. */
  | { readonly kind: 'wait'; readonly until?: number; readonly review?: true }
  /** Add the CNAME; `hosted` if the zone is in this account's Alibaba Cloud DNS, so that the extension can. */
  | { readonly kind: 'addRecord'; readonly hosted: boolean }
  /** Replace the records of the host by the expected CNAME: pause or change the old ones, add ours. `keeps`: ours exists and is enabled. */
  | { readonly kind: 'switchRecords'; readonly hosted: boolean; readonly keeps?: true }
  /** Change, pause or accept the record that visitors of one DNS line get. */
  | { readonly kind: 'changeLine'; readonly line: string }
  | { readonly kind: 'resumeRecord' }
  | { readonly kind: 'changeNameServers'; readonly zone: string; readonly hosted: readonly string[] }
  | { readonly kind: 'setOriginHost' }
  /** Bind the domain to the bucket, which the onboarding does. */
  | { readonly kind: 'bindDomain' }
  /** Let CDN request the origin over port 80. */
  | { readonly kind: 'usePlainOrigin' }
  /** Refresh the nodes' copies from before a change. */
  | { readonly kind: 'refreshCopies' }
  /** Remove the Content-Disposition header from the object. */
  | { readonly kind: 'removeDisposition' }
  /** Set the site type again, whose rules lead addresses to pages. */
  | { readonly kind: 'setSiteType' }
  | { readonly kind: 'allowPrivateBucket'; readonly bucket: string }
  | { readonly kind: 'fixRootPage' }
  | { readonly kind: 'startDomain' }
  | { readonly kind: 'addCertificate'; readonly renew?: true }
  | { readonly kind: 'useHttp' }
  | { readonly kind: 'openCdnConsole' }
  | { readonly kind: 'openDnsConsole' }
  | { readonly kind: 'openTicket' }
  | { readonly kind: 'onboard' }
  | { readonly kind: 'signIn' }
  | { readonly kind: 'checkNetwork' }
  /** Check the proxy: DNS answers, but the edge cannot be reached from here. */
  | { readonly kind: 'checkProxy' };

/** A verdict, and what the user can do about it. */
export interface Diagnosis {
  readonly verdict: Verdict;
  /** The fixes in the order in which to try them; empty only if the verdict is `working`. */
  readonly fixes: readonly Fix[];
}
