import type { EventEmitter } from 'node:events';
import type { AccessKey } from './accessKey.js';
import type { CachedResponse } from './cachedResponse.js';
import type { OutsideRecord, StoredView } from './dnsState.js';
import type { faultKinds } from './faultKinds.js';
import type {
  CertificateFlaw,
  DomainCertificate,
  IssuedPair,
  LeafFlaw,
  StoredCertificate,
  StoredContact,
  StoredInstance,
} from './storedCertificate.js';
import type { StoredCdnConfig } from './storedConfig.js';
import type { StoredOrigin } from './storedOrigin.js';
import type { Uncertain } from './uncertain.js';

/** An HTTP request after TLS ended: exact bytes (one in each character of a header), lower-case header names, `url` as sent (path and query, still encoded). */
export interface ApiRequest {
  readonly method: string;
  readonly host: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The name that TLS asked for (SNI); absent over plain HTTP. */
  readonly serverName?: string;
}

/** An answer as a service makes it; header names in the spelling that goes out. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
  /** How much of the body is sent in a second of vendor time; absent without a limit. */
  readonly bytesPerSecond?: number;
}

/** One service behind the proxy. `action` names the operation for faults and the log. */
export interface Service {
  readonly name: 'oss' | 'cdn' | 'alidns' | 'cas' | 'casInternational' | 'sts' | 'edge' | 'doh' | 'acme' | 'outside';
  /** Says whether it answers to this host name. */
  owns(host: string, state: SandboxState): boolean;
  /** The operation, such as `PutObject` or `AddCdnDomain`, found without side effects. */
  actionOf(request: ApiRequest, state: SandboxState): string;
  handle(request: ApiRequest, state: SandboxState): Promise<ApiResponse> | ApiResponse;
  /** The vendor's error shape for an injected fault. */
  fault(code: string, status: number, request: ApiRequest, state: SandboxState): ApiResponse;
  /** The names in the certificate shown for this SNI; `undefined` ends the connection. Without it, the SNI itself. */
  certificateNames?(serverName: string, state: SandboxState): [string, ...string[]] | undefined;
  /** The very certificate that is shown for this SNI; `undefined` leaves it to `certificateNames`. */
  certificateFor?(serverName: string, state: SandboxState): IssuedPair | undefined;
  /** What is wrong with that certificate besides its names. */
  certificateFlaw?(serverName: string, state: SandboxState): LeafFlaw | undefined;
  /** Takes requests at present and never answers. */
  isSilent?(request: ApiRequest, state: SandboxState): boolean;
}

/** An object with its bytes and the headers that OSS keeps. */
export interface StoredObject {
  readonly key: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  /** Upper-case MD5, no quotes. */
  readonly etag: string;
  readonly crc64: string;
  readonly lastModified: Date;
  /** Its own ACL; absent is `default`, that of its bucket. */
  readonly acl?: string;
  /** `Standard` where it is absent. */
  readonly storageClass?: string;
}

/** A part of a multipart upload; `etag` as upper-case MD5, no quotes. */
export interface StoredPart {
  readonly body: Buffer;
  readonly etag: string;
  readonly crc64: string;
  readonly lastModified: Date;
}

/** A multipart upload that has neither been completed nor aborted. */
export interface StoredUpload {
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly initiated: Date;
  readonly parts: Map<number, StoredPart>;
}

/** A custom domain bound to a bucket, with the console's Auto CDN Cache Update. */
export interface BoundCname {
  readonly domain: string;
  readonly lastModified: Date;
  enabled: boolean;
  isPurgeCdnCache: boolean;
  /** A certificate for the name lies at OSS; without it HTTPS shows the endpoint's own. */
  hasCertificate?: boolean;
}

/** A bucket; `region` is the general id, `cn-hangzhou`. */
export interface StoredBucket {
  readonly name: string;
  readonly region: string;
  readonly createdAt: Date;
  acl: 'private' | 'public-read' | 'public-read-write';
  blockPublicAccess: boolean;
  /** Absent where it was never switched on. */
  versioning?: 'Enabled' | 'Suspended';
  readonly objects: Map<string, StoredObject>;
  /** By upload id. */
  readonly uploads: Map<string, StoredUpload>;
  readonly cnames: Map<string, BoundCname>;
  readonly cnameTokens: Map<string, { token: string; expires: Date }>;
  /** The static website; absent when it is not set up. */
  website?: { readonly index: string; readonly xml?: string };
  /** The rules of CORS as they were put; absent without any. */
  cors?: string;
}

/** An origin of an accelerated domain, as AddCdnDomain takes it. */
export interface StoredSource {
  type: string;
  content: string;
  port: number;
  priority: string;
  weight: string;
}

/** An accelerated domain; a wildcard is named `.example.com`. */
export interface StoredCdnDomain {
  readonly name: string;
  cname: string;
  /** The CNAME it will get; `cname` is empty until `cnameAt`. */
  readonly futureCname: string;
  status: string;
  /** Further statuses, each with the real time (ms) at which it takes over. */
  schedule: {
    readonly at: number;
    readonly status?: string;
    readonly cname?: string;
    readonly description?: string;
    /** The domain is gone from then on. */
    readonly gone?: boolean;
  }[];
  cdnType: string;
  scope: string;
  sources: StoredSource[];
  httpsOn: boolean;
  /** What it was given for HTTPS. */
  certificate?: DomainCertificate;
  description: string;
  readonly createdAt: Date;
  /** Absent until first read: then it holds the defaults of CDN. */
  configs?: StoredCdnConfig[];
  /** What is under test in the staging environment, until it is published or rolled back. */
  staging?: readonly StoredCdnConfig[];
  /** It belongs to a Global Resource Plan, which lacks many functions. */
  ofResourcePlan?: boolean;
  /** It was online before the change that is being configured, and continues to serve. */
  servesMeanwhile?: boolean;
  /** Fetches from the origin so far, by which weights take turns, and how many bytes they have brought. */
  fetches?: number;
  originBytes?: number;
  /** What the edge does wrong with the certificate. */
  certificateFlaw?: CertificateFlaw;
}

/** A DNS record; `rr` is `@` for the zone itself, `ttl` in seconds. */
export interface StoredRecord {
  readonly id: string;
  rr: string;
  type: string;
  value: string;
  ttl: number;
  line: string;
  enabled: boolean;
  locked: boolean;
  priority?: number;
  /** Real time (ms) of the last change; absent when it is old. */
  changedAt?: number;
}

/** A zone hosted by Alidns in this account. */
export interface StoredZone {
  readonly name: string;
  readonly minTtl: number;
  /** What the registrar points at; other than ours when the zone is not really served. */
  readonly nameServers: string[];
  readonly records: Map<string, StoredRecord>;
  /** Why nothing may be written to it; absent when it may. */
  barred?: 'forbidden' | 'blackHole' | 'dnsChange';
  /** Real time (ms) of the last write. */
  writtenAt?: number;
}

/** One URL on its way out of the edge, or into it. */
export interface StoredRefreshTask {
  readonly id: string;
  readonly url: string;
  readonly type: 'file' | 'directory' | 'regex' | 'preload';
  /** A directory or pattern whose copies are dropped, not only asked about again. */
  readonly drops?: boolean;
  readonly createdAt: number;
  /** Real time (ms) at which it takes effect at the edge. */
  readonly effectiveAt: number;
  done: boolean;
  failed?: string;
}

/** A fault for the next `count` matching calls, once `after` of them were let through. */
export interface Fault {
  readonly id: string;
  readonly action: string;
  readonly kind: (typeof faultKinds)[number];
  readonly code?: string;
  readonly status?: number;
  readonly ms?: number;
  count: number;
  after?: number;
}

/** A received call, as the control port shows it. No secret: only the AccessKey id. */
export interface LoggedCall {
  readonly at: number;
  readonly service: string;
  readonly action: string;
  readonly host: string;
  readonly method: string;
  readonly url: string;
  readonly accessKeyId?: string;
  readonly status: number;
  readonly code?: string;
  readonly fault?: string;
  /** Parameters of an RPC call, or key and size of an object call. */
  readonly params: Readonly<Record<string, string>>;
}

/** Everything the cloud holds; services change it in place. */
export interface SandboxState {
  readonly ownerId: string;
  readonly accessKeys: AccessKey[];
  readonly buckets: Map<string, StoredBucket>;
  /** Names of buckets of other accounts. */
  readonly otherBuckets: Set<string>;
  readonly cdnDomains: Map<string, StoredCdnDomain>;
  /** Names held by other accounts or products: name -> CheckCdnDomainExist status. */
  readonly takenNames: Map<string, string>;
  /** By id. */
  readonly certificates: Map<number, StoredCertificate>;
  /** Test certificates that were ordered, and whom the service tells about them. */
  readonly instances: Map<string, StoredInstance>;
  readonly contacts: StoredContact[];
  /** Issues a certificate for these names that ends in so many days; absent where there is no authority. */
  issue?: (names: readonly [string, ...string[]], days: number, kind?: 'rsa' | 'ec') => IssuedPair;
  /** Host and port of the Pebble that stands for Let's Encrypt; absent where there is none. */
  acmeServer?: string;
  readonly icpFiled: Set<string>;
  readonly verifiedRoots: Set<string>;
  readonly zones: Map<string, StoredZone>;
  readonly refreshTasks: StoredRefreshTask[];
  readonly edgeCache: Map<string, CachedResponse>;
  readonly faults: Fault[];
  readonly calls: LoggedCall[];
  readonly uncertain: Uncertain;
  cdnService: 'open' | 'notOpen' | 'locked';
  quota: { urls: number; dirs: number; regex: number; preload: number; domains: number };
  used: { urls: number; dirs: number; regex: number; preload: number };
  /** Vendor durations are divided by this: 60 makes an hour a minute. */
  speed: number;
  /** Added to the service's clock, ms, to provoke skew. */
  clockOffset: number;
  nextId: number;
  /** Signature nonces of late with the real time (ms) of their use; a second use is refused. */
  nonces?: Map<string, number>;
  /** Origins outside the cloud's own services, by address or name. */
  readonly origins?: Map<string, StoredOrigin>;
  /** Name servers that behave otherwise than usual, by name. */
  readonly views: Map<string, StoredView>;
  /** The records at names outside the account's zones, or in zones that the registrar delegates elsewhere; lower case. */
  readonly outside: Map<string, readonly OutsideRecord[]>;
  /** Services that the proxy does not carry, by name. */
  proxyRefuses?: ReadonlySet<string>;
  /** Services whose connections the proxy reads, with certificates of an authority of its own. */
  proxyIntercepts?: ReadonlySet<string>;
  /** What the proxy says to these; 403 when absent. */
  proxyStatus?: number;
  /** The proxy opens tunnels to port 80 too. */
  proxyTunnels80?: boolean;
  /** CNAME targets of deleted domains, which DNS still resolves. */
  readonly retiredTargets?: Map<string, string>;
  /** Where those come from who visit the edge, with the country as ISO 3166 has it. */
  visitor?: { readonly address: string; readonly country: string };
  /** Waits for so many ms of vendor time in place of the clock; for tests. */
  pause?: (vendorMs: number) => Promise<void>;
  /** Whether the account's role for private buckets exists, its real name is known, and it has money; each true when absent. */
  account?: { readonly cdnRole?: boolean; readonly realName?: boolean; readonly funded?: boolean };
  /** Fires 'change' after each write, for those that wait, and 'clientClosed' when a client leaves a call that is not answered to its end. */
  readonly events: EventEmitter;
}
