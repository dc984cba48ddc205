import type { EventEmitter } from 'node:events';
import type { AccessKey } from './accessKey.js';
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
import type { StoredObject, StoredUpload } from './storedObject.js';
import type { CachedResponse, StoredOrigin } from './storedOrigin.js';
import type { Uncertain } from './uncertain.js';

/** An HTTP request after TLS: exact bytes (one per character of a header), lower-case header names, `url` encoded as sent. */
export interface ApiRequest {
  readonly method: string;
  readonly host: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The SNI; absent over plain HTTP. */
  readonly serverName?: string;
}

/** An answer of a service; header names as they are sent. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
  /** The speed of the body, in bytes per second of vendor time; unlimited if absent. */
  readonly bytesPerSecond?: number;
}

/** One service behind the proxy. `action` names the operation for faults and the log. */
export interface Service {
  readonly name: 'oss' | 'cdn' | 'alidns' | 'cas' | 'casInternational' | 'sts' | 'edge' | 'doh' | 'acme' | 'outside';
  /** Returns whether it serves this host name. */
  owns(host: string, state: SandboxState): boolean;
  /** The operation, such as `PutObject` or `AddCdnDomain`. No side effects. */
  actionOf(request: ApiRequest, state: SandboxState): string;
  handle(request: ApiRequest, state: SandboxState): Promise<ApiResponse> | ApiResponse;
  /** The vendor's error format for an injected fault. */
  fault(code: string, status: number, request: ApiRequest, state: SandboxState): ApiResponse;
  /** The certificate names for this SNI; `undefined` ends the connection. By default the SNI itself. */
  certificateNames?(serverName: string, state: SandboxState): [string, ...string[]] | undefined;
  /** The certificate for this SNI; `undefined` uses `certificateNames`. */
  certificateFor?(serverName: string, state: SandboxState): IssuedPair | undefined;
  /** The flaw of that certificate besides its names. */
  certificateFlaw?(serverName: string, state: SandboxState): LeafFlaw | undefined;
  /** Accepts requests and never answers. */
  isSilent?(request: ApiRequest, state: SandboxState): boolean;
}

/** A custom domain bound to a bucket, with the console's Auto CDN Cache Update. */
export interface BoundCname {
  readonly domain: string;
  readonly lastModified: Date;
  enabled: boolean;
  isPurgeCdnCache: boolean;
  /** OSS has a certificate for the name; otherwise HTTPS shows the endpoint's. */
  hasCertificate?: boolean;
}

/** A bucket; `region` is the general id, `cn-hangzhou`. */
export interface StoredBucket {
  readonly name: string;
  readonly region: string;
  readonly createdAt: Date;
  acl: 'private' | 'public-read' | 'public-read-write';
  blockPublicAccess: boolean;
  /** Absent if it was never enabled. */
  versioning?: 'Enabled' | 'Suspended';
  /** The current versions. */
  readonly objects: Map<string, StoredObject>;
  /** Earlier versions by key, from the newest. A delete marker in front of the others is the current version. */
  earlier?: Map<string, StoredObject[]>;
  /** A retention policy protects its objects, new ones included. */
  isRetained?: boolean;
  /** By upload id. */
  readonly uploads: Map<string, StoredUpload>;
  readonly cnames: Map<string, BoundCname>;
  readonly cnameTokens: Map<string, { token: string; expires: Date }>;
  /** The static website; absent when it is not set up. */
  website?: { readonly index: string; readonly xml?: string };
  /** The CORS rules as put; absent without any. */
  cors?: string;
}

/** An origin of a CDN domain, as in AddCdnDomain. */
export interface StoredSource {
  type: string;
  content: string;
  port: number;
  priority: string;
  weight: string;
}

/** A CDN domain; a wildcard is named `.example.com`. */
export interface StoredCdnDomain {
  readonly name: string;
  cname: string;
  /** Its future CNAME; `cname` is empty until `cnameAt`. */
  readonly futureCname: string;
  status: string;
  /** Future statuses, each with its real time (ms). */
  schedule: {
    readonly at: number;
    readonly status?: string;
    readonly cname?: string;
    readonly description?: string;
    /** The domain is removed then. */
    readonly gone?: boolean;
  }[];
  cdnType: string;
  scope: string;
  sources: StoredSource[];
  httpsOn: boolean;
  /** Its HTTPS certificate. */
  certificate?: DomainCertificate;
  description: string;
  readonly createdAt: Date;
  /** Absent until first read; then it includes CDN's defaults. */
  configs?: StoredCdnConfig[];
  /** The settings under test in staging, until they are published or rolled back. */
  staging?: readonly StoredCdnConfig[];
  /** It belongs to a Global Resource Plan, which lacks many functions. */
  ofResourcePlan?: boolean;
  /** It was online before the running change and continues to serve. */
  servesMeanwhile?: boolean;
  /** The number of origin fetches, which rotates weights, and their bytes. */
  fetches?: number;
  originBytes?: number;
  /** The edge's flaw with the certificate. */
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
  /** Real time (ms) of the last change; absent if long ago. */
  changedAt?: number;
}

/** A zone hosted by Alidns in this account. */
export interface StoredZone {
  readonly name: string;
  readonly minTtl: number;
  /** The registrar's name servers. If they are not ours, the zone is not really served. */
  readonly nameServers: string[];
  readonly records: Map<string, StoredRecord>;
  /** Why it cannot be written; absent if it can. */
  barred?: 'forbidden' | 'blackHole' | 'dnsChange';
  /** Real time (ms) of the last write. */
  writtenAt?: number;
}

/** One URL being refreshed or prefetched. */
export interface StoredRefreshTask {
  readonly id: string;
  readonly url: string;
  readonly type: 'file' | 'directory' | 'regex' | 'preload';
  /** A directory or pattern that is dropped, not only revalidated. */
  readonly drops?: boolean;
  readonly createdAt: number;
  /** Real time (ms) at which it takes effect at the edge. */
  readonly effectiveAt: number;
  done: boolean;
  failed?: string;
}

/** A fault for the next `count` matching calls, after `after` of them were let through. */
export interface Fault {
  readonly id: string;
  readonly action: string;
  readonly kind: (typeof faultKinds)[number];
  readonly code?: string;
  readonly status?: number;
  readonly ms?: number;
  /** The path of the URL that fails; any by default. */
  readonly path?: string;
  count: number;
  after?: number;
}

/** A received call for the control port. No secret: only the AccessKey ID. */
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

/** The whole state of the cloud. Services change it in place. */
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
  /** Ordered test certificates, and the contacts of the service. */
  readonly instances: Map<string, StoredInstance>;
  readonly contacts: StoredContact[];
  /** Issues a certificate for these names that ends in this many days; absent without an authority. */
  issue?: (names: readonly [string, ...string[]], days: number, kind?: 'rsa' | 'ec') => IssuedPair;
  /** Host and port of the Pebble for Let's Encrypt; absent without one. */
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
  /** Divides vendor durations: 60 makes an hour a minute. */
  speed: number;
  /** Offset of the service's clock, ms, to provoke skew. */
  clockOffset: number;
  nextId: number;
  /** Recent signature nonces with the real time (ms) of their use. A second use is refused. */
  nonces?: Map<string, number>;
  /** Origins outside the cloud's own services, by address or name. */
  readonly origins?: Map<string, StoredOrigin>;
  /** Name servers with a special behaviour, by name. */
  readonly views: Map<string, StoredView>;
  /** Records of names outside the account's zones, or in zones that are delegated elsewhere; lower case. */
  readonly outside: Map<string, readonly OutsideRecord[]>;
  /** Services that the proxy refuses, by name. */
  proxyRefuses?: ReadonlySet<string>;
  /** Services whose connections the proxy inspects, with its own authority. */
  proxyIntercepts?: ReadonlySet<string>;
  /** The proxy's status for refused services; 403 if absent. */
  proxyStatus?: number;
  /** The proxy also opens tunnels to port 80. */
  proxyTunnels80?: boolean;
  /** CNAME targets of deleted domains, which DNS still resolves. */
  readonly retiredTargets?: Map<string, string>;
  /** The address of the edge's visitors, with an ISO 3166 country. */
  visitor?: { readonly address: string; readonly country: string };
  /** Replaces the waiting for this many ms of vendor time, for tests. */
  pause?: (vendorMs: number) => Promise<void>;
  /** Whether the account has the role for private buckets, real-name verification, and a balance; all true if absent. */
  account?: { readonly cdnRole?: boolean; readonly realName?: boolean; readonly funded?: boolean };
  /** Emits 'change' after each write, and 'clientClosed' when a client leaves before the end of an answer. */
  readonly events: EventEmitter;
}
