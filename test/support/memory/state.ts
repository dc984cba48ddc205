import type { AcmeOrder, RenewalWindow } from '../../../src/core/ports/acme.js';
import type { CdnConfig, CdnDomain, OtherProduct, RefreshTask } from '../../../src/core/ports/cdn.js';
import type { CertificateContact } from '../../../src/core/ports/certificates.js';
import type { DnsRecord, Zone } from '../../../src/core/ports/dns.js';
import type { ObjectTags } from '../../../src/core/ports/objectVersions.js';
import type { BucketCname, BucketInfo, ObjectAcl, ObjectHead, ObjectHeaders } from '../../../src/core/ports/oss.js';
import type { DnsAnswer, DnsAnswerRecord, EdgeAnswer } from '../../../src/core/ports/probe.js';
import type { MemoryCertificate } from './certificates.js';
import type { MemoryInstance } from './freeCertificates.js';

/** The edge addresses of every domain's CNAME. */
export const edgeAddresses: readonly string[] = ['203.0.113.71', '203.0.113.72'];

/** An object of the memory cloud. */
export interface MemoryObject extends ObjectHead {
  readonly body: Uint8Array;
  readonly lastModified: string;
  /** Its own ACL; absent is `default`. */
  readonly acl?: ObjectAcl;
  readonly tags?: ObjectTags;
  /** Its id, if it was written since versioning was turned on. */
  readonly versionId?: string;
  readonly isDeleteMarker?: boolean;
  /** From when until when an archived object can be read, ms since the epoch. */
  restore?: { readonly readyAt: number; readonly expiresAt: number };
}

/** A running multipart upload. */
export interface MemoryUpload {
  readonly key: string;
  readonly headers: ObjectHeaders;
  readonly parts: Map<number, Uint8Array>;
}

/** A bucket with its content. */
export interface MemoryBucket {
  info: BucketInfo;
  readonly createdAt: string;
  readonly objects: Map<string, MemoryObject>;
  /** Earlier versions by key, the newest first. A delete marker at the beginning is the current version. */
  earlier?: Map<string, MemoryObject[]>;
  readonly uploads: Map<string, MemoryUpload>;
  readonly cnames: Map<string, BucketCname>;
  readonly tokens: Map<string, string>;
  /** Settings as XML by kind. */
  settings?: Map<string, string>;
}

/** The state of the memory cloud. Tests change it directly, like a user in the console. */
export interface MemoryState {
  readonly ownerId: string;
  readonly buckets: Map<string, MemoryBucket>;
  /** Names of buckets of other accounts. */
  readonly otherBuckets: Set<string>;
  service: 'open' | 'notOpen' | 'locked';
  readonly domains: Map<string, CdnDomain>;
  readonly configs: Map<string, CdnConfig[]>;
  /** The account's certificates by id, and those set for domains. */
  readonly certificates: Map<number, MemoryCertificate>;
  readonly given: Map<string, number>;
  /** Free certificates, and the service's contacts. */
  readonly instances: Map<string, MemoryInstance>;
  readonly contacts: CertificateContact[];
  /** The result of an application; `unissued` is accepted without a certificate. */
  application: 'pending' | 'unissued' | 'processing' | 'failed';
  validationType: 'TXT' | 'CNAME';
  /** Orders at Let's Encrypt by URL, with their names. */
  /** Whether the server of Let's Encrypt answers. */
  isAcmeReachable: boolean;
  readonly orders: Map<string, AcmeOrder & { readonly names: readonly string[]; readonly replaces?: string }>;
  /** When Let's Encrypt recommends to renew certificates, by PEM. */
  readonly renewals: Map<string, RenewalWindow>;
  /** The functions that CDN fails to set, once for each occurrence. */
  readonly failingSettings: string[];
  /** Domains with a staging configuration under test. */
  readonly staging: Set<string>;
  /** The most domains of the account. */
  domainQuota: number | undefined;
  readonly takenNames: Map<string, OtherProduct | 'otherAccount'>;
  /** The answer of `checkIcp` for unlisted names. */
  icp: 'filed' | 'notFiled' | 'unknown';
  readonly verifiedRoots: Set<string>;
  verifyContent: string;
  /** CDN's own view of the CNAME; `undefined` follows the records. */
  cnameConfigured: boolean | undefined;
  readonly zones: Map<string, Zone & { readonly minTtl: number }>;
  readonly records: DnsRecord[];
  readonly tasks: RefreshTask[];
  quota: { urls: number; directories: number; patterns: number; prefetches: number };
  /** False makes OSS bind domains without the TXT token. */
  cnameTokenNeeded: boolean;
  /** The public endpoint is closed for calls on objects in the mainland. */
  publicEndpointClosed: boolean;
  /** Additional records of name servers outside the zones. */
  readonly extraDns: DnsAnswerRecord[];
  /** Replaces the answers of a server. */
  readonly dnsAnswers: Map<string, (name: string, type: string) => DnsAnswer>;
  /** OSS refuses `/` until a CDN rule leads to the index page; otherwise the bucket shows that page. */
  rootDenied?: boolean;
  /** OSS forces downloads under its own domains, as for newer accounts. */
  forcesDownloads?: boolean;
  /** Replaces the answers of the edge. */
  edgeAnswer: ((connectTo: string, name: string, path: string, scheme: 'https' | 'http') => EdgeAnswer) | undefined;
  nextId: number;
  /** The write time of objects, ms since the epoch; long ago by default. */
  now: () => number;
}

function longAgo(): number {
  return Date.UTC(2020, 0, 1);
}

/** An empty state: service active, names filed. */
export function emptyState(): MemoryState {
  return {
    ownerId: '1000000000000001',
    buckets: new Map(),
    otherBuckets: new Set(),
    service: 'open',
    domains: new Map(),
    configs: new Map(),
    certificates: new Map(),
    given: new Map(),
    instances: new Map(),
    contacts: [],
    application: 'pending',
    validationType: 'TXT',
    isAcmeReachable: true,
    orders: new Map(),
    renewals: new Map(),
    failingSettings: [],
    staging: new Set(),
    domainQuota: 50,
    takenNames: new Map(),
    icp: 'filed',
    verifiedRoots: new Set(),
    verifyContent: 'verify_0123456789abcdef',
    cnameConfigured: undefined,
    zones: new Map(),
    records: [],
    tasks: [],
    quota: { urls: 10_000, directories: 100, patterns: 20, prefetches: 1_000 },
    cnameTokenNeeded: true,
    publicEndpointClosed: false,
    extraDns: [],
    dnsAnswers: new Map(),
    edgeAnswer: undefined,
    nextId: 1,
    now: longAgo,
  };
}

/** The zone and host of a full name, longest zone first. */
export function locateName(state: MemoryState, name: string): { zone: string; rr: string } | undefined {
  const zone = [...state.zones.keys()]
    .filter((candidate) => name === candidate || name.endsWith(`.${candidate}`))
    .sort((a, b) => b.length - a.length)[0];
  if (zone === undefined) return undefined;
  return { zone, rr: name === zone ? '@' : name.slice(0, -zone.length - 1) };
}

/** The visible records of a name: enabled records of the zones, then `extraDns`. */
export function visibleRecords(state: MemoryState, name: string, type: string): DnsAnswerRecord[] {
  const full = (record: DnsRecord) => (record.rr === '@' ? record.zone : `${record.rr}.${record.zone}`);
  const own = state.records
    .filter((record) => record.enabled && full(record) === name && record.type === type)
    .map((record) => ({ name, type, ttl: record.ttl, data: record.value }));
  return [...own, ...state.extraDns.filter((record) => record.name === name && record.type === type)];
}
