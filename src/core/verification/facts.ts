import type { ErrorKind } from '../errors.js';
import type { CertificateProblem } from '../https/certificateState.js';
import type { DomainStatus } from '../ports/cdn.js';
import type { DnsRecord } from '../ports/dns.js';
import type { BucketRef } from '../ports/oss.js';
import type { DnsAnswer, EdgeAnswer } from '../ports/probe.js';

/** A part of the facts: where it came from. */
export type FactPart = 'cdnDomain' | 'cdnCname' | 'alidns' | 'resolvers' | 'authoritative' | 'delegation' | 'edge';

/** When a part was asked (ms since the epoch), how long it took, and why it is missing when it is. */
export interface FactSource {
  readonly at: number;
  readonly durationMs: number;
  /** The kind of the error that left this part out, and its code where it has one. */
  readonly failed?: ErrorKind;
  readonly code?: string;
}

/** Who serves the zone: as the public DNS delegates it, and as Alibaba Cloud DNS would have it. */
export interface Delegation {
  readonly zone: string;
  /** Names in the NS records that the public DNS gives. */
  readonly nameServers: readonly string[];
  /** Names that Alibaba Cloud DNS assigned to the zone of this account; absent when the zone is not in it. */
  readonly hosted?: readonly string[];
  /** How long a negative answer of this zone lasts, in seconds: the lesser of the SOA's TTL and minimum (RFC 2308). */
  readonly negativeTtl?: number;
  /** Until when some resolver may still ask the servers that the zone had before, ms since the epoch; absent where all see the same. */
  readonly oldUntil?: number;
}

/** One request to the edge for one object. */
export interface EdgeFact {
  /** `dns`: at the address that DNS gives; `cname`: at the CNAME target with the accelerated name as SNI and Host. */
  readonly via: 'dns' | 'cname';
  readonly scheme: 'https' | 'http';
  /** The host or address that was connected to. */
  readonly connectTo: string;
  /** Percent-encoded. */
  readonly path: string;
  readonly answer: EdgeAnswer;
  /** Whether the bytes equal the bucket's; absent where there was nothing to compare with. */
  readonly sameBytes?: boolean;
}

/** What was found out about one domain, each part with its source; `undefined` means it could not be asked. */
export interface VerificationFacts {
  readonly name: string;
  /** When the facts were taken, ms since the epoch. */
  readonly at: number;
  /** The CNAME that CDN assigned. */
  readonly expected?: string;
  readonly resolvers: readonly DnsAnswer[];
  readonly authoritative: readonly DnsAnswer[];
  readonly delegation?: Delegation;
  /** The name is answered by this wildcard (`*.example.com`), not by a record of its own. */
  readonly wildcard?: string;
  readonly status?: DomainStatus;
  /** CDN's own lagging view of DNS. */
  readonly cdnConfigured?: boolean;
  /** The domain serves HTTPS with a certificate of its own. */
  readonly httpsOn?: boolean;
  /** Where the host is in Alibaba Cloud DNS; absent when the zone is not in this account. */
  readonly place?: { readonly zone: string; readonly rr: string };
  /** Records on this host in Alibaba Cloud DNS, of all types and lines; absent when the zone is not in this account. */
  readonly records?: readonly DnsRecord[];
  /** The name is the zone itself and has MX records, which a CNAME beside them may hide. */
  readonly receivesMail?: true;
  /** The lowest TTL that the zone allows, in seconds. */
  readonly minTtl?: number;
  readonly edges: readonly EdgeFact[];
  /** The bucket behind the domain, and whether it is private, as far as known. */
  readonly bucket?: BucketRef & { readonly isPrivate?: boolean };
  /** The bucket has a page `index.html`; absent where it could not be asked. */
  readonly hasIndex?: boolean;
  /** What the edge answers to `/`, where `edges` were asked for an object. */
  readonly root?: readonly EdgeFact[];
  /** What decides whether OSS forces a download; absent where nothing is downloaded or the account could not be asked. */
  readonly forcedDownload?: ForcedDownload;
  /** OSS refuses the page at `/`, since it would have to list this bucket. */
  readonly rootDenied?: { readonly bucket: BucketRef; readonly isPrivate: boolean };
  /** The account could not be asked whether it has the domain. */
  readonly accountUnknown?: boolean;
  readonly sources: Readonly<Partial<Record<FactPart, FactSource>>>;
  /** When an earlier look first gave the same verdict, ms since the epoch; absent at the first. */
  readonly since?: number;
  /** The sources that are still pending; absent once all have answered or timed out. */
  readonly pending?: readonly FactPart[];
}

/** Why OSS has browsers download: CDN asks it under a domain of OSS, not under one that is bound to the bucket. */
export interface ForcedDownload {
  /** The domain is bound to the bucket. */
  readonly isBound: boolean;
  /** CDN asks OSS over HTTP alone; over HTTPS OSS would need a certificate for the domain. */
  readonly isPlain: boolean;
  /** CDN asks OSS under the domain already, so that only copies from before force a download. */
  readonly isAskedByDomain: boolean;
}

/** What a CNAME leads to when it is not the expected one. */
export type WrongTarget = 'typo' | 'oldCname' | 'bucket' | 'esa' | 'otherVendor' | 'other';

/** Why an origin behind the edge refuses. */
export type OriginRefusal = 'bareDomain' | 'privateBucket' | 'wrongOriginHost' | 'other';

/** Why nothing can be said. */
export type Unknown = 'offline' | 'dnsBlocked' | 'account' | 'unassigned' | 'edge';

/** How a domain stands. */
export type Verdict =
  | { readonly kind: 'working' }
  /** DNS, CDN and the edge are right; only CDN's own view of DNS is behind, by about 10 minutes: harmless. */
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
  /** HTTPS is on, but browsers do not accept the certificate; `http`: pages are served over plain HTTP all the same. */
  | {
      readonly kind: 'certificate';
      readonly problem: CertificateProblem;
      readonly name?: string;
      readonly expires?: string;
      readonly http: boolean;
    }
  /** All works, but HTTPS is off. */
  | { readonly kind: 'httpOnly' }
  /** All works, but browsers download what they should show; `forced`: by OSS; `cached`: by copies from before the origin host was set. */
  | { readonly kind: 'downloads'; readonly forced: boolean; readonly cached?: true }
  /** All works, but the certificate ends soon. */
  | { readonly kind: 'expiring'; readonly name?: string; readonly expires?: string }
  | { readonly kind: 'notOnCdn' }
  | { readonly kind: 'cannotTell'; readonly why: Unknown };

/** One thing the user can do, in the order it should be tried. */
export type Fix =
  /** `review`: Alibaba Cloud reviews the domain, for a time that cannot be predicted. */
  | { readonly kind: 'wait'; readonly until?: number; readonly review?: true }
  /** Add the CNAME; `hosted` when the zone is in Alibaba Cloud DNS of this account, so that we can do it. */
  | { readonly kind: 'addRecord'; readonly value: string; readonly hosted: boolean }
  /** Make the records on the host the expected CNAME: pause or change the old, add ours; `keeps`: ours is there and enabled. */
  | { readonly kind: 'switchRecords'; readonly value: string; readonly hosted: boolean; readonly keeps?: true }
  /** Change, pause or accept the record that the visitors of one line get. */
  | { readonly kind: 'changeLine'; readonly line: string }
  | { readonly kind: 'resumeRecord'; readonly recordId: string }
  | { readonly kind: 'changeNameServers'; readonly zone: string; readonly hosted: readonly string[] }
  | { readonly kind: 'setOriginHost' }
  /** Bind the domain to the bucket, which the onboarding does. */
  | { readonly kind: 'bindDomain' }
  /** Have CDN ask the origin over port 80. */
  | { readonly kind: 'usePlainOrigin' }
  /** Drop the copies that the nodes have from before a change. */
  | { readonly kind: 'refreshCopies' }
  /** Take the header off the object. */
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
  /** DNS answers, and only the edge cannot be reached from here. */
  | { readonly kind: 'checkProxy' };

/** A verdict with what to do about it. */
export interface Diagnosis {
  readonly verdict: Verdict;
  /** In the order in which they should be tried; empty only when `working`. */
  readonly fixes: readonly Fix[];
}
