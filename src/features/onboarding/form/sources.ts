import { findOriginLoop } from '../../../core/cdn/originLoop.js';
import { readFullLimit } from '../../../core/cdn/serviceState.js';
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

/** The lookups of the form. */
export interface FormSources {
  /** The account's buckets, and those that the user added by name. */
  buckets(): Promise<KnownBuckets>;
  /** The access of a bucket; `undefined` without permission, or after some seconds. */
  infoOf(bucket: BucketRef): Promise<BucketInfo | undefined>;
  /** Returns whether a bucket has no objects; `undefined` like above. */
  isEmpty(bucket: BucketRef): Promise<boolean | undefined>;
  /** All mapped folders of the workspace. */
  mappedFolders(): Promise<readonly MappingPlace[]>;
  /** Proposes the site of the folder to publish, else of the bucket by its first page. */
  readonly readSite: ReturnType<typeof openSiteSource>;
  /** Asks for a bucket by name, which is then among the items. */
  addBucket(): PromiseLike<unknown>;
  /** Asks for the details of a new bucket and creates it after showing them; `unfiled` is a domain without an ICP filing. */
  createBucket(unfiled?: string): PromiseLike<unknown>;
  /** The domains bound to a bucket; `undefined` without permission, or after some seconds. */
  boundDomains(bucket: BucketRef): Promise<readonly string[] | undefined>;
  /** The target of a name in DNS; `undefined` if not known within some seconds. */
  currentTarget(domain: string): Promise<DnsTarget | undefined>;
  /** Returns whether a name receives mail, as far as DNS tells within some seconds. */
  receivesMail(domain: string): Promise<boolean>;
  /** The account's CDN domains; `undefined` without permission. */
  ownDomains(): Promise<readonly CdnDomain[] | undefined>;
  /** The server of an origin that leads back to CDN, as far as DNS tells. */
  loopOf(origin: Origin, domain: string): Promise<string | undefined>;
  /** Returns whether OSS refuses this account objects of the bucket over its default public domain. */
  needsUploadDomain(bucket: BucketRef): Promise<boolean>;
  /** Returns whether the first page of a bucket has files larger than 20 MB; false without permission, or after some seconds. */
  holdsLargeFiles(bucket: BucketRef): Promise<boolean>;
  /** The account's zones in Alibaba Cloud DNS; empty without permission. */
  zoneNames(): Promise<readonly string[]>;
  /** Why the zones may not be listed; `undefined` if they may. */
  zonesDenied(): Promise<AppError | undefined>;
  loadIsPublicSuffix(): Promise<(name: string) => boolean>;
  /** The origins of the account's CDN domain; `undefined` without permission. */
  originsOf(domain: string): Promise<readonly CdnSource[] | undefined>;
  holderOf(domain: string): ReturnType<CdnPort['checkDomain']>;
  filingOf(domain: string): ReturnType<CdnPort['checkIcp']>;
  /** The account's limit of domains if it is reached. */
  fullLimit(): Promise<number | undefined>;
  readonly links: ConsoleLinks;
  openPage(page: ConsolePage): unknown;
  /** Starts the command to change the origin of a domain. */
  editOrigin(domain: string): unknown;
}

/** The dependencies of the lookups. */
export interface SourceMeans
  extends Pick<
    FormSources,
    'loadIsPublicSuffix' | 'links' | 'openPage' | 'editOrigin' | 'addBucket' | 'createBucket' | 'mappedFolders'
  > {
  /** Reads the folder to publish. */
  readonly files: SiteMeans['files'];
  /** Buckets that the user added by name. */
  readonly pinned: () => readonly BucketRef[];
  readonly clock: Pick<ClockPort, 'sleep'>;
  /** The name servers to ask. */
  readonly resolvers: readonly string[];
}

/** Larger files are for the business type for large files. Source: Alibaba Cloud CDN, "Add a domain name". */
const largeBytes = 20 * 1024 * 1024;

/** Time limit of lookups, after which they are omitted: the user waits for the next question. */
const lookLimitMs = 3_000;

/** Creates the lookups in the account's cloud, until the signal aborts. */
export function openSources(cloud: CloudPorts, means: SourceMeans, signal: AbortSignal): FormSources {
  const listed = cloud.dns.listZones(signal);
  // The form continues without an unreadable part, and the run reports what is missing.
  const zones = listed.then(
    (found) => found.map(({ name }) => name),
    () => [],
  );
  const ownDomains = cloud.cdn.listDomains(signal).catch(unknown);
  const firstPage = keptBy(
    (bucket: BucketRef) => cloud.oss.listObjects(bucket, { prefix: '', limit: 1000, flat: true }, signal),
    ({ region, name }) => `${region}/${name}`,
  );
  const { clock, resolvers, pinned, files, ...others } = means;
  const look = <T>(ask: (stop: AbortSignal) => Promise<T>): Promise<T | undefined> =>
    withTimeout<T | undefined>(ask, () => undefined, { clock, ms: lookLimitMs, signal });
  const askDns = <T>(ask: (dns: DnsContext) => Promise<T>) => look((stop) => ask({ cloud, resolvers, signal: stop }));
  return {
    ...others,
    currentTarget: (domain) => askDns((dns) => resolveCurrentTarget(domain, dns)).catch(unknown),
    receivesMail: (domain) => askDns((dns) => receivesMail(recordName(domain), dns)).then(Boolean, () => false),
    ownDomains: () => ownDomains,
    loopOf: (origin, domain) => askDns((dns) => findOriginLoop(origin, domain, dns)),
    buckets: () => listKnownBuckets(cloud.oss, pinned(), signal),
    ...bucketSources(cloud.oss, firstPage, look),
    readSite: openSiteSource({ files, firstPage, ownDomains: ownDomains.then((own) => own ?? []), look }),
    zoneNames: () => zones,
    zonesDenied: () => listed.then(() => undefined, toDenial),
    originsOf: (domain) => cloud.cdn.readDomain(domain, signal).then((found) => found?.sources, unknown),
    holderOf: keptBy((domain: string) => cloud.cdn.checkDomain(domain, signal)),
    filingOf: keptBy((domain: string) => cloud.cdn.checkIcp(domain, signal)),
    fullLimit: () => readFullLimit(cloud.cdn, signal).catch(unknown),
  };
}

type BucketSources = Pick<FormSources, 'infoOf' | 'isEmpty' | 'boundDomains' | 'needsUploadDomain' | 'holdsLargeFiles'>;

/** The lookups of one bucket. */
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

/**
 * Returns whether OSS refuses a call about objects over its default public domain. The affected accounts are not
 * documented, so a harmless call is tried; its other errors are reported where they matter.
 */
export function isRefusedInPublic(call: Promise<unknown>): Promise<boolean> {
  return call.then(
    () => false,
    (error: unknown) => isErrorOf(error, 'publicEndpointForbidden'),
  );
}
