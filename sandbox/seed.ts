import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { emptyBucket } from './oss/newBucket.js';
import { createObject } from './oss/objects/objects.js';
import type { AccessKey, Policy } from './state/accessKey.js';
import type { SandboxState, StoredBucket, StoredCdnDomain, StoredRecord, StoredZone } from './state/state.js';
import { createUncertain, type Uncertain } from './state/uncertain.js';

interface SeedKey {
  readonly id: string;
  readonly secret: string;
  readonly securityToken?: string;
  readonly expires?: string;
  readonly user?: { readonly name: string; readonly id: string };
  readonly policy?: Policy;
  readonly denied?: readonly string[];
}

/** An object's text, or a template for many: `{n}` counts from 1 to `repeat`. */
interface SeedObject {
  readonly text: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly repeat?: number;
}

interface SeedBucket {
  readonly region: string;
  readonly acl: StoredBucket['acl'];
  readonly blockPublicAccess: boolean;
  readonly objects?: Readonly<Record<string, SeedObject>>;
  readonly cnames?: readonly string[];
}

interface SeedDomain {
  readonly cname: string;
  readonly status: string;
  readonly source: string;
  /** 443 by default. */
  readonly port?: number;
  readonly httpsOn?: boolean;
  readonly cdnType?: string;
  readonly scope?: string;
  readonly description?: string;
}

interface SeedZone {
  readonly minTtl?: number;
  readonly nameServers?: readonly string[];
  readonly records?: readonly {
    rr: string;
    type: string;
    value: string;
    ttl?: number;
    line?: string;
    locked?: boolean;
  }[];
}

/** The initial state of the cloud, the shape of `seed.json`. */
export interface Seed {
  readonly ownerId: string;
  readonly createdAt: string;
  readonly accessKeys: readonly SeedKey[];
  readonly buckets: Readonly<Record<string, SeedBucket>>;
  readonly otherBuckets: readonly string[];
  readonly cdnDomains: Readonly<Record<string, SeedDomain>>;
  readonly takenNames: Readonly<Record<string, string>>;
  readonly icpFiled: readonly string[];
  readonly verifiedRoots: readonly string[];
  readonly zones: Readonly<Record<string, SeedZone>>;
  readonly uncertain: Uncertain;
  readonly cdnService: SandboxState['cdnService'];
  readonly quota: SandboxState['quota'];
  readonly speed: number;
}

/** Reads a seed file. */
export function readSeed(file: string): Seed {
  return JSON.parse(readFileSync(file, 'utf8')) as Seed;
}

/** Creates the state from a seed. */
export function createState(seed: Seed): SandboxState {
  const createdAt = new Date(seed.createdAt);
  let nextId = 1;
  const takeId = () => String(900_000_000_000 + nextId++);
  const zones = entries(seed.zones).map(([name, zone]) => [name, createZone(name, zone, takeId)] as const);
  return {
    ownerId: seed.ownerId,
    accessKeys: seed.accessKeys.map(createAccessKey),
    otherBuckets: new Set(seed.otherBuckets),
    buckets: new Map(entries(seed.buckets).map(([name, bucket]) => [name, createBucket(name, bucket, createdAt)])),
    cdnDomains: new Map(
      entries(seed.cdnDomains).map(([name, domain]) => [name, createDomain(name, domain, createdAt)]),
    ),
    takenNames: new Map(entries(seed.takenNames)),
    certificates: new Map(),
    instances: new Map(),
    contacts: [],
    icpFiled: new Set(seed.icpFiled),
    verifiedRoots: new Set(seed.verifiedRoots),
    zones: new Map(zones),
    refreshTasks: [],
    edgeCache: new Map(),
    faults: [],
    calls: [],
    uncertain: createUncertain(seed.uncertain),
    cdnService: seed.cdnService,
    quota: { ...seed.quota },
    used: { urls: 0, dirs: 0, regex: 0, preload: 0 },
    speed: seed.speed,
    clockOffset: 0,
    nextId,
    origins: new Map(),
    retiredTargets: new Map(),
    views: new Map(),
    outside: new Map(),
    events: new EventEmitter().setMaxListeners(0),
  };
}

function entries<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record);
}

function createAccessKey({ expires, denied = [], ...key }: SeedKey): AccessKey {
  return { ...key, denied, ...(expires === undefined ? {} : { expires: new Date(expires) }) };
}

function createBucket(name: string, seed: SeedBucket, createdAt: Date): StoredBucket {
  const objects = entries(seed.objects ?? {}).flatMap(([key, object]) => expand(key, object, createdAt));
  const cnames = (seed.cnames ?? []).map((domain) => {
    return [domain, { domain, lastModified: createdAt, enabled: true, isPurgeCdnCache: false }] as const;
  });
  const { region, acl, blockPublicAccess } = seed;
  return {
    ...emptyBucket({ name, region, createdAt, acl, blockPublicAccess }),
    objects: new Map(objects.map((object) => [object.key, object])),
    cnames: new Map(cnames),
  };
}

function expand(key: string, { text, type, headers, repeat = 1 }: SeedObject, lastModified: Date) {
  return Array.from({ length: repeat }, (_, index) => {
    const number = String(index + 1).padStart(3, '0');
    const fill = (pattern: string) => pattern.replaceAll('{n}', number);
    const typed = { ...(type === undefined ? {} : { 'content-type': type }), ...headers };
    return createObject(fill(key), Buffer.from(fill(text)), typed, lastModified);
  });
}

function createDomain(name: string, seed: SeedDomain, createdAt: Date): StoredCdnDomain {
  return {
    name,
    cname: seed.status === 'checking' ? '' : seed.cname,
    futureCname: seed.cname,
    status: seed.status,
    schedule: [],
    cdnType: seed.cdnType ?? 'web',
    scope: seed.scope ?? 'overseas',
    sources: [{ type: 'oss', content: seed.source, port: seed.port ?? 443, priority: '20', weight: '10' }],
    httpsOn: seed.httpsOn ?? false,
    description: seed.description ?? '',
    createdAt,
  };
}

function createZone(name: string, seed: SeedZone, takeId: () => string): StoredZone {
  const records = (seed.records ?? []).map((record): StoredRecord => {
    const { rr, type, value, ttl = 600, line = 'default', locked = false } = record;
    return { id: takeId(), rr, type, value, ttl, line, locked, enabled: true };
  });
  return {
    name,
    minTtl: seed.minTtl ?? 600,
    nameServers: [...(seed.nameServers ?? ['dns7.hichina.com', 'dns8.hichina.com'])],
    records: new Map(records.map((record) => [record.id, record])),
  };
}
