import { AppError } from '../../../src/core/errors.js';
import type { BucketInfo, BucketRef, ObjectEntry, OssPort } from '../../../src/core/ports/oss.js';
import { createMemoryMultipart } from './ossMultipart.js';
import { createMemoryObjects } from './ossObjects.js';
import { toWholeSecond } from './putObject.js';
import { type MemoryBucket, type MemoryState, visibleRecords } from './state.js';

/** OSS in memory. */
export function createMemoryOss(state: MemoryState): OssPort {
  const find = (ref: BucketRef): MemoryBucket => {
    const bucket = state.buckets.get(ref.name);
    if (!bucket) throw new AppError('noSuchBucket', { code: 'NoSuchBucket', subject: ref.name, httpStatus: 404 });
    const { region } = bucket.info;
    if (region !== ref.region) {
      throw new AppError('wrongRegion', {
        code: 'AccessDenied',
        subject: ref.name,
        endpoint: `oss-${region}.aliyuncs.com`,
      });
    }
    return bucket;
  };
  const findData = (ref: BucketRef): MemoryBucket => {
    const bucket = find(ref);
    checkEndpoint(state, bucket, ref);
    return bucket;
  };
  return {
    listBuckets: async () => ({
      ownerId: state.ownerId,
      buckets: [...state.buckets.values()].map(({ info, createdAt }) => ({
        name: info.name,
        region: info.region,
        createdAt,
      })),
    }),
    readBucketInfo: async (ref) => find(ref).info,
    ...createMemoryBuckets(state, find),
    readBucketSetting: async (ref, setting) => find(ref).settings?.get(setting),
    updateBucketSetting: async (ref, setting, xml) => {
      const bucket = find(ref);
      bucket.settings = new Map(bucket.settings).set(setting, xml);
    },
    deleteBucketSetting: async (ref, setting) => void find(ref).settings?.delete(setting),
    listObjects: async (ref, query) => listPage(findData(ref), query),
    ...createMemoryMultipart(state, findData),
    readServerTime: async (ref) => {
      findData(ref);
      return toWholeSecond(state.now());
    },
    presignObject: async ({ name, region }, key, seconds) => ({
      url: `https://${name}.oss-${region}.aliyuncs.com/${key}?x-oss-expires=${seconds}&x-oss-signature=memory`,
      isTemporary: false,
    }),
    ...createMemoryObjects(state, findData),
    listCnames: async (ref) => [...find(ref).cnames.values()],
    createCnameToken: async (ref, domain) => {
      const tokens = find(ref).tokens;
      const token = tokens.get(domain) ?? `token${state.nextId++}`;
      tokens.set(domain, token);
      return token;
    },
    createCname: async (ref, domain) => bind(state, find(ref), domain),
    deleteCname: async (ref, domain) => void find(ref).cnames.delete(domain),
  };
}

/** Adds an empty bucket. */
export function addMemoryBucket(state: MemoryState, info: BucketInfo): void {
  const parts = { objects: new Map(), uploads: new Map(), cnames: new Map(), tokens: new Map() };
  state.buckets.set(info.name, { info, createdAt: '2026-01-01T00:00:00.000Z', ...parts });
}

type BucketCalls = Pick<OssPort, 'createBucket' | 'blockPublicAccess' | 'readBucketStat' | 'deleteBucket'>;

function createMemoryBuckets(state: MemoryState, find: (ref: BucketRef) => MemoryBucket): BucketCalls {
  const fail = (kind: 'bucketRefused' | 'otherRefusal', code: string, subject: string) =>
    new AppError(kind, { code, subject, httpStatus: 409 });
  return {
    createBucket: async ({ name, region }) => {
      const own = state.buckets.get(name);
      if (state.otherBuckets.has(name) || (own && own.info.region !== region))
        throw fail('bucketRefused', 'BucketAlreadyExists', name);
      if (!own) addMemoryBucket(state, { name, region, acl: 'private', publicAccessBlocked: false });
    },
    blockPublicAccess: async (ref) => {
      const bucket = find(ref);
      bucket.info = { ...bucket.info, publicAccessBlocked: true };
    },
    readBucketStat: async (ref) => {
      const objects = [...find(ref).objects.values()];
      const bytes = objects.reduce((sum, { size }) => sum + size, 0);
      return { bytes, objects: objects.length, countedAt: toWholeSecond(state.now()) };
    },
    deleteBucket: async (ref) => {
      if (!state.buckets.has(ref.name)) return;
      const { objects, uploads, earlier } = find(ref);
      const versions = [...(earlier?.values() ?? [])].flat();
      if (objects.size + uploads.size + versions.length > 0) throw fail('otherRefusal', 'BucketNotEmpty', ref.name);
      state.buckets.delete(ref.name);
    },
  };
}

function checkEndpoint(state: MemoryState, { info, cnames }: MemoryBucket, { name, uploadDomain }: BucketRef): void {
  if (uploadDomain !== undefined) {
    if (cnames.has(uploadDomain)) return;
    throw new AppError('noSuchBucket', { code: 'NoSuchBucket', subject: name, httpStatus: 404 });
  }
  if (!state.publicEndpointClosed || !info.region.startsWith('cn-')) return;
  const bucket = { name, region: info.region };
  throw new AppError('publicEndpointForbidden', {
    code: 'PublicEndpointForbidden',
    subject: name,
    httpStatus: 400,
    bucket,
  });
}

function bind(state: MemoryState, bucket: MemoryBucket, domain: string): void {
  for (const other of state.buckets.values()) {
    if (other.cnames.has(domain)) throw new AppError('cnameRefused', { code: 'CnameAlreadyExists', subject: domain });
  }
  const token = bucket.tokens.get(domain);
  const [first, ...rest] = domain.split('.');
  const hosts = [`_dnsauth.${domain}`, `_dnsauth.${rest.join('.')}`, `_dnsauth.${first}.${rest.join('.')}`];
  const seen = hosts.flatMap((host) => visibleRecords(state, host, 'TXT')).some((record) => record.data === token);
  if (state.cnameTokenNeeded && !(token && seen)) {
    throw new AppError('cnameTokenNeeded', { code: 'NeedVerifyDomainOwnership', subject: domain, httpStatus: 403 });
  }
  bucket.cnames.set(domain, { domain, enabled: true, autoRefresh: false });
}

function listPage(bucket: MemoryBucket, query: Parameters<OssPort['listObjects']>[1]) {
  const objects: ObjectEntry[] = [];
  const prefixes = new Set<string>();
  let last: string | undefined;
  const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
  for (const key of [...bucket.objects.keys()].sort(byBytes)) {
    if (!key.startsWith(query.prefix)) continue;
    const slash = query.flat ? -1 : key.indexOf('/', query.prefix.length);
    const name = slash < 0 ? key : key.slice(0, slash + 1);
    if (query.marker !== undefined && byBytes(name, query.marker) <= 0) continue;
    if (prefixes.has(name)) continue;
    if (objects.length + prefixes.size >= query.limit) return { objects, prefixes: [...prefixes], next: last! };
    const { size, etag, lastModified, headers } = bucket.objects.get(key)!;
    const storageClass = headers['x-oss-storage-class'];
    const row = { key, size, etag, lastModified, ...(storageClass !== undefined && { storageClass }) };
    if (slash < 0) objects.push(row);
    else prefixes.add(name);
    last = name;
  }
  return { objects, prefixes: [...prefixes] };
}
