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
  /** Returns the buckets that the account may list, and those that the user added by name. */
  buckets(): Promise<KnownBuckets>;
  /** Reads the access of a bucket. Resolves to `undefined` if the account may not read it, or after some seconds. */
  infoOf(bucket: BucketRef): Promise<BucketInfo | undefined>;
  /** Resolves to whether a bucket has no objects, or to `undefined` if the account may not list them or some seconds have passed. */
  isEmpty(bucket: BucketRef): Promise<boolean | undefined>;
  /** Returns all mapped folders of the workspace. */
  mappedFolders(): Promise<readonly MappingPlace[]>;
  /** Proposes the site from the folder to publish or, without a folder, from the first page of objects in the bucket. */
  readonly readSite: ReturnType<typeof openSiteSource>;
  /** Asks for a bucket by name. The list of buckets offers it from then on. */
  addBucket(): PromiseLike<unknown>;
  /** Asks for the details of a new bucket, shows them, and creates the bucket. `unfiled` is a domain without an ICP filing that the bucket is for. */
  createBucket(unfiled?: string): PromiseLike<unknown>;
  /** Returns the domains bound to a bucket. Resolves to `undefined` if the account may not read them, or after some seconds. */
  boundDomains(bucket: BucketRef): Promise<readonly string[] | undefined>;
  /** Returns where a name leads in DNS. Resolves to `undefined` if that is not known within some seconds. */
  currentTarget(domain: string): Promise<DnsTarget | undefined>;
  /** Resolves to whether a name receives mail, as far as DNS answers within some seconds. */
  receivesMail(domain: string): Promise<boolean>;
  /** Returns the account's CDN domains. Resolves to `undefined` if the account may not list them. */
  ownDomains(): Promise<readonly CdnDomain[] | undefined>;
  /** Returns the server of an origin that leads back to CDN, as far as DNS shows. Resolves to `undefined` if none does. */
  loopOf(origin: Origin, domain: string): Promise<string | undefined>;
  /** Resolves to whether OSS refuses this account the objects of the bucket over its default public domain. */
  needsUploadDomain(bucket: BucketRef): Promise<boolean>;
  /** Returns whether the first page of a bucket has files larger than 20 MB; false without permission, or after some seconds. */
  holdsLargeFiles(bucket: BucketRef): Promise<boolean>;
  /** Returns the account's zones in Alibaba Cloud DNS. The list is empty if the account may not list them. */
  zoneNames(): Promise<readonly string[]>;
  /** Returns why the account may not list its zones. Resolves to `undefined` if it may. */
  zonesDenied(): Promise<AppError | undefined>;
  loadIsPublicSuffix(): Promise<(name: string) => boolean>;
  /** Returns the origins of a CDN domain of the account. Resolves to `undefined` if the account may not read them. */
  originsOf(domain: string): Promise<readonly CdnSource[] | undefined>;
  holderOf(domain: string): ReturnType<CdnPort['checkDomain']>;
  filingOf(domain: string): ReturnType<CdnPort['checkIcp']>;
  /** Returns the account's limit of domains if it is reached, and otherwise `undefined`. */
  fullLimit(): Promise<number | undefined>;
  readonly links: ConsoleLinks;
  openPage(page: ConsolePage): unknown;
  /** Starts the command that changes the origin of a domain. */
  editOrigin(domain: string): unknown;
}

/** The dependencies of the lookups of the form. */
export interface SourceMeans
  extends Pick<
    FormSources,
    'loadIsPublicSuffix' | 'links' | 'openPage' | 'editOrigin' | 'addBucket' | 'createBucket' | 'mappedFolders'
  > {
  /** Reads files of the folder to publish. */
  readonly files: SiteMeans['files'];
  /** Returns the buckets that the user added by name. */
  readonly pinned: () => readonly BucketRef[];
  readonly clock: Pick<ClockPort, 'sleep'>;
  /** The name servers to query. */
  readonly resolvers: readonly string[];
}

/** Larger files are for the business type for large files. Source: Alibaba Cloud CDN, "Add a domain name". */
const largeBytes = 20 * 1024 * 1024;

/** Time limit of a lookup, ms, since the user waits for the next question. After that, the form continues without the result. */
const lookLimitMs = 3_000;

/** Creates the lookups in the account's cloud. They end when the signal aborts. */
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

/** Creates the lookups that concern one bucket. */
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
 * Resolves to whether OSS refuses a call about objects over its default public domain. Which accounts are affected is not documented, so a harmless call is
 * tried. Its other errors are ignored here and reported where they matter.
 */
export function isRefusedInPublic(call: Promise<unknown>): Promise<boolean> {
  return call.then(
    () => false,
    (error: unknown) => isErrorOf(error, 'publicEndpointForbidden'),
  );
}
