import { originHostFunction } from '../cdn/functionNames.js';
import { asksOss } from '../cdn/originHost.js';
import { sameHost } from '../dns/hostNames.js';
import type { CdnConfig, CdnDomain, CdnSource } from '../ports/cdn.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { BucketCname, BucketRef, OssPort } from '../ports/oss.js';
import { ifReadable } from './ifReadable.js';
import { listKnownBuckets } from './knownBuckets.js';

/** A domain bound to a bucket, and the CDN setting that requests OSS under that domain. */
export interface Binding {
  readonly bucket: BucketRef;
  readonly cname: BucketCname;
  /** The setting with which CDN requests OSS under the domain. It must be removed before unbinding, after which OSS refuses such requests. */
  readonly hostConfig?: CdnConfig;
}

/**
 * Returns whether the domain may be unbound now. If CDN requests OSS under the domain, that setting has to change first,
 * which CDN allows only for an online domain. Otherwise the domain would fail once it works again.
 */
export function mayUnbind(
  { hostConfig }: Pick<Binding, 'bucket' | 'hostConfig'>,
  { status }: Pick<CdnDomain, 'status'>,
): boolean {
  return hostConfig === undefined || status === 'online';
}

/** Returns the bucket of an OSS origin; `undefined` for any other origin. */
export function bucketOfSource({ type, content }: Pick<CdnSource, 'type' | 'content'>): BucketRef | undefined {
  const [, name, region] = /^([a-z0-9-]+)\.oss-([a-z0-9-]+)\.aliyuncs\.com$/.exec(content.toLowerCase()) ?? [];
  return type === 'oss' && name !== undefined && region !== undefined ? { name, region } : undefined;
}

/** The buckets among the origins of a domain. */
export function bucketsOf(sources: readonly CdnSource[]): readonly BucketRef[] {
  return sources.flatMap((source) => bucketOfSource(source) ?? []);
}

/** Returns the one bucket to which a domain can be bound, that of its origin. OSS does not bind wildcards. */
export function bindableBucket({ name, sources }: Pick<CdnDomain, 'name' | 'sources'>): BucketRef | undefined {
  const [bucket, ...others] = bucketsOf(sources);
  return others.length > 0 || name.startsWith('.') ? undefined : bucket;
}

/** Finds the bucket to which a domain is bound. Tries its origin first, then all buckets of the account. Resolves to `undefined` if none is found. */
export async function findBinding(
  cloud: Pick<CloudPorts, 'oss' | 'cdn'>,
  domain: Pick<CdnDomain, 'name' | 'sources'>,
  signal: AbortSignal,
): Promise<Binding | undefined> {
  const { oss } = cloud;
  const own = bucketsOf(domain.sources);
  const bound = (await findIn(oss, own, domain.name, signal)) ?? (await findElsewhere(oss, domain.name, signal));
  if (!bound) return undefined;
  const hostConfig = await findAskedHost(cloud, domain, signal);
  return hostConfig ? { ...bound, hostConfig } : bound;
}

/**
 * Finds the setting with which CDN requests OSS under the domain; resolves to `undefined` if there is none. Without a bucket as origin, the Host does not
 * matter to OSS.
 */
export async function findAskedHost(
  cloud: Pick<CloudPorts, 'cdn'>,
  { name, sources }: Pick<CdnDomain, 'name' | 'sources'>,
  signal: AbortSignal,
): Promise<CdnConfig | undefined> {
  return asksOss(sources) ? findHostConfig(cloud, name, signal) : undefined;
}

/**
 * Finds a bucket among new sources that CDN would not reach, since it requests OSS under the CDN domain, which is bound to another bucket. Resolves to
 * `undefined` for other origins, or if no such origin host is set.
 */
export async function findMisrouted(
  cloud: Pick<CloudPorts, 'oss' | 'cdn'>,
  domain: Pick<CdnDomain, 'name' | 'sources'>,
  sources: readonly CdnSource[],
  signal: AbortSignal,
): Promise<BucketRef | undefined> {
  const buckets = bucketsOf(sources);
  if (buckets.length === 0 || !(await findHostConfig(cloud, domain.name, signal))) return undefined;
  const bound = (await findBinding(cloud, domain, signal))?.bucket;
  return bound && buckets.find(({ name, region }) => name !== bound.name || region !== bound.region);
}

async function findHostConfig({ cdn }: Pick<CloudPorts, 'cdn'>, name: string, signal: AbortSignal) {
  const configs = await cdn.readConfigs(name, [originHostFunction], signal);
  return configs.find(({ args }) => sameHost(args.domain_name ?? '', name));
}

async function findElsewhere(oss: OssPort, domain: string, signal: AbortSignal) {
  const { buckets } = await listKnownBuckets(oss, [], signal);
  return findIn(oss, buckets, domain, signal);
}

async function findIn(oss: OssPort, buckets: readonly BucketRef[], domain: string, signal: AbortSignal) {
  for (const { name, region } of buckets) {
    const cname = await findCname(oss, { name, region }, domain, signal);
    if (cname) return { bucket: { name, region }, cname };
  }
  return undefined;
}

async function findCname(oss: OssPort, bucket: BucketRef, domain: string, signal: AbortSignal) {
  // A bucket of another account, or an unreadable one, is not where this account bound the domain.
  const cnames = await ifReadable(oss.listCnames(bucket, signal));
  return cnames?.find((each) => sameHost(each.domain, domain));
}
