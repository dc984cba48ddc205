import { findOriginLoop } from '../../../core/cdn/originLoop.js';
import { withTimeout } from '../../../core/concurrency/withTimeout.js';
import type { DnsContext } from '../../../core/dns/aliases.js';
import { type DnsTarget, resolveCurrentTarget } from '../../../core/dns/currentTarget.js';
import { receivesMail } from '../../../core/dns/existingRecords.js';
import { recordName } from '../../../core/dns/hostNames.js';
import { type AppError, isErrorOf } from '../../../core/errors.js';
import type { Origin } from '../../../core/origin.js';
import { type KnownBuckets, listKnownBuckets } from '../../../core/oss/knownBuckets.js';
import type { CdnDomain, CdnPort, CdnSource } from '../../../core/ports/cdn.js';
import type { CloudPorts } from '../../../core/ports/cloud.js';
import type { ClockPort } from '../../../core/ports/local.js';
import type { BucketInfo, BucketRef, OssPort } from '../../../core/ports/oss.js';
import type { MappingPlace } from '../../../core/publishing/mapping/mapping.js';
import type { ConsoleLinks, ConsolePage } from '../../../host/console/consoleLinks.js';
import { keptBy, openSiteSource, type SiteMeans } from './siteSource.js';

/** What the form looks up while it is being filled in. */
export interface FormSources {
  /** The account's buckets, and those that the user added by name. */
  buckets(): Promise<KnownBuckets>;
  /** Who may read a bucket; `undefined` when that may not be read, or not within some seconds. */
  infoOf(bucket: BucketRef): Promise<BucketInfo | undefined>;
  /** Whether a bucket has no object, likewise. */
  isEmpty(bucket: BucketRef): Promise<boolean | undefined>;
  /** Every folder of the workspace that a mapping publishes. */
  mappedFolders(): Promise<readonly MappingPlace[]>;
  /** The site that the folder to publish is, else the bucket as far as its first page tells. */
  readonly readSite: ReturnType<typeof openSiteSource>;
  /** Asks for a bucket by its name, which is then among the items. */
  addBucket(): PromiseLike<unknown>;
  /** Asks what a new bucket needs and creates it, after showing what that is; `unfiled` is a domain without an ICP filing. */
  createBucket(unfiled?: string): PromiseLike<unknown>;
  /** The domains bound to a bucket; `undefined` when they may not be read, or not within some seconds. */
  boundDomains(bucket: BucketRef): Promise<readonly string[] | undefined>;
  /** Where DNS sends the visitors of a name; `undefined` when that is not known within some seconds. */
  currentTarget(domain: string): Promise<DnsTarget | undefined>;
  /** Whether a name receives mail, as far as DNS tells within some seconds. */
  receivesMail(domain: string): Promise<boolean>;
  /** The domains that the account has on CDN; `undefined` when they may not be read. */
  ownDomains(): Promise<readonly CdnDomain[] | undefined>;
  /** The server of an origin that leads back to CDN, as far as DNS tells. */
  loopOf(origin: Origin, domain: string): Promise<string | undefined>;
  /** Whether OSS refuses this account to read and write objects of the bucket over its default public domain. */
  needsUploadDomain(bucket: BucketRef): Promise<boolean>;
  /** Whether the first page of a bucket holds files larger than 20 MB; false when it may not be read, or not within some seconds. */
  holdsLargeFiles(bucket: BucketRef): Promise<boolean>;
  /** The zones of the account in Alibaba Cloud DNS; none when they may not be read. */
  zoneNames(): Promise<readonly string[]>;
  /** Why the zones may not be listed; `undefined` when they may. */
  zonesDenied(): Promise<AppError | undefined>;
  loadIsPublicSuffix(): Promise<(name: string) => boolean>;
  /** The origins of a domain that the account has on CDN; `undefined` when they may not be read. */
  originsOf(domain: string): Promise<readonly CdnSource[] | undefined>;
  holderOf(domain: string): ReturnType<CdnPort['checkDomain']>;
  filingOf(domain: string): ReturnType<CdnPort['checkIcp']>;
  /** The account's limit of domains when it is reached. */
  fullLimit(): Promise<number | undefined>;
  readonly links: ConsoleLinks;
  openPage(page: ConsolePage): unknown;
  /** Starts the command that gives a domain another origin. */
  editOrigin(domain: string): unknown;
}

/** What the sources need from outside. */
export interface SourceMeans
  extends Pick<
    FormSources,
    'loadIsPublicSuffix' | 'links' | 'openPage' | 'editOrigin' | 'addBucket' | 'createBucket' | 'mappedFolders'
  > {
  /** Where the folder to publish is read. */
  readonly files: SiteMeans['files'];
  /** The buckets that the user added by name. */
  readonly pinned: () => readonly BucketRef[];
  readonly clock: Pick<ClockPort, 'sleep'>;
  /** The name servers to ask. */
  readonly resolvers: readonly string[];
}

/** Files above this belong to the business type for large files. Source: Alibaba Cloud CDN, "Add a domain name". */
const largeBytes = 20 * 1024 * 1024;

/** What is not known by then is left out: the user waits for the next question. */
const lookLimitMs = 3_000;

/** Looks up in the account's cloud until the signal fires. */
export function openSources(cloud: CloudPorts, means: SourceMeans, signal: AbortSignal): FormSources {
  const listed = cloud.dns.listZones(signal);
  const zones = listed.then((found) => found.map(({ name }) => name), nothing);
  const ownDomains = cloud.cdn.listDomains(signal).catch(unknown);
  const firstPage = keptBy(
    ({ region, name }: BucketRef) => `${region}/${name}`,
    (bucket) => cloud.oss.listObjects(bucket, { prefix: '', limit: 1000, flat: true }, signal),
  );
  const { clock, resolvers, pinned, files, ...others } = means;
  const look = <T>(ask: (stop: AbortSignal) => Promise<T>): Promise<T | undefined> =>
    withTimeout<T | undefined>(ask, () => undefined, { clock, ms: lookLimitMs, signal });
  const askDns = <T>(ask: (dns: DnsContext) => Promise<T>) => look((stop) => ask({ cloud, resolvers, signal: stop }));
  return {
    ...others,
    currentTarget: (domain) => askDns((dns) => resolveCurrentTarget(domain, dns)).catch(() => undefined),
    receivesMail: (domain) => askDns((dns) => receivesMail(recordName(domain), dns)).then(Boolean, () => false),
    ownDomains: () => ownDomains,
    loopOf: (origin, domain) => askDns((dns) => findOriginLoop(origin, domain, dns)),
    buckets: () => listKnownBuckets(cloud.oss, pinned(), signal),
    ...bucketSources(cloud.oss, firstPage, look),
    readSite: openSiteSource({ files, firstPage, ownDomains: ownDomains.then((own) => own ?? []), look }),
    zoneNames: () => zones,
    zonesDenied: () => listed.then(() => undefined, toDenial),
    originsOf: (domain) =>
      cloud.cdn.readDomain(domain, signal).then(
        (found) => found?.sources,
        () => undefined,
      ),
    holderOf: keptBy(
      (domain: string) => domain,
      (domain) => cloud.cdn.checkDomain(domain, signal),
    ),
    filingOf: keptBy(
      (domain: string) => domain,
      (domain) => cloud.cdn.checkIcp(domain, signal),
    ),
    fullLimit: () => readFullLimit(cloud.cdn, signal),
  };
}

type BucketSources = Pick<FormSources, 'infoOf' | 'isEmpty' | 'boundDomains' | 'needsUploadDomain' | 'holdsLargeFiles'>;

/** What is looked up of one bucket. */
function bucketSources(oss: OssPort, firstPage: SiteMeans['firstPage'], look: SiteMeans['look']): BucketSources {
  return {
    infoOf: (bucket) => look((stop) => oss.readBucketInfo(bucket, stop)).catch(unknown),
    isEmpty: (bucket) =>
      look((stop) => oss.listObjects(bucket, { prefix: '', limit: 1, flat: true }, stop)).then(
        (page) => page && page.objects.length === 0,
        unknown,
      ),
    boundDomains: (bucket) =>
      look((stop) => oss.listCnames(bucket, stop)).then((found) => found?.map(({ domain }) => domain), unknown),
    needsUploadDomain: (bucket) => look(() => isRefusedInPublic(firstPage(bucket))).then(Boolean),
    holdsLargeFiles: (bucket) =>
      look(() => firstPage(bucket)).then(
        (page) => page?.objects.some(({ size }) => size > largeBytes) ?? false,
        () => false,
      ),
  };
}

function toDenial(error: unknown): AppError | undefined {
  return isErrorOf(error, 'forbidden') ? error : undefined;
}

function unknown(): undefined {
  return undefined;
}

/** The value of a part that may not be read: the form continues without it, and the run reports what is missing. */
function nothing(): readonly string[] {
  return [];
}

async function readFullLimit(cdn: CdnPort, signal: AbortSignal): Promise<number | undefined> {
  const [limit, domains] = await Promise.all([
    cdn.readDomainQuota(signal).catch(() => undefined),
    cdn.listDomains(signal).catch(nothing),
  ]);
  return limit !== undefined && domains.length >= limit ? limit : undefined;
}

/**
 * Whether OSS refuses a call on objects over its default public domain. For which accounts it does is not documented, so
 * a harmless one is tried; other errors of it are reported where they matter.
 */
export function isRefusedInPublic(call: Promise<unknown>): Promise<boolean> {
  return call.then(
    () => false,
    (error: unknown) => isErrorOf(error, 'publicEndpointForbidden'),
  );
}
