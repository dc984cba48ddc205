import type { Outside } from '../outside.mjs';

interface BucketState {
  readonly acl: string;
  readonly blockPublicAccess: boolean;
  readonly objects: Readonly<Record<string, { readonly etag: string }>>;
  readonly cnames: readonly { readonly domain: string; readonly isPurgeCdnCache: boolean }[];
}

interface DomainState {
  readonly status: string;
  readonly cname: string;
}

/** A DNS record as Alibaba Cloud DNS holds it; TTL in seconds. */
export interface RecordState {
  readonly id: string;
  readonly rr: string;
  readonly type: string;
  readonly value: string;
  readonly ttl: number;
  readonly line: string;
  readonly enabled: boolean;
  readonly locked: boolean;
  readonly priority?: number;
}

/** A bucket as OSS holds it. */
export async function bucketState(outside: Outside, name: string): Promise<BucketState> {
  const bucket = (await outside.state<BucketState>('buckets'))[name];
  if (!bucket) throw new Error(`there is no bucket ${name}`);
  return bucket;
}

/** The ETag of an object as OSS holds it. */
export async function etagInBucket(outside: Outside, bucket: string, key: string): Promise<string | undefined> {
  return (await bucketState(outside, bucket)).objects[key]?.etag;
}

/** Every domain as CDN holds it. */
export function domainStates(outside: Outside): Promise<Readonly<Record<string, DomainState>>> {
  return outside.state<DomainState>('cdnDomains');
}

/** The records of a zone, every field but the time of the last change, in the order of their ids. */
export async function zoneRecords(outside: Outside, zone: string): Promise<readonly RecordState[]> {
  const zones = await outside.state<{ readonly records: readonly (RecordState & { changedAt?: number })[] }>('zones');
  const records = zones[zone]?.records ?? [];
  return records.map(({ changedAt: _changedAt, ...fields }) => fields).sort((a, b) => a.id.localeCompare(b.id));
}

/** The records of a host. */
export async function recordsAt(outside: Outside, zone: string, rr: string): Promise<readonly RecordState[]> {
  return (await zoneRecords(outside, zone)).filter((record) => record.rr === rr);
}

/** A record in a few words, such as `#900 CNAME a.example.net enabled`. */
export function describeRecord({ id, type, value, enabled }: RecordState): string {
  return `#${id} ${type} ${value} ${enabled ? 'enabled' : 'paused'}`;
}
