import { pickSmallest } from '../../../core/cdn/edgeProof.js';
import { privateBucketFunction } from '../../../core/cdn/functionNames.js';
import { bucketThatNeedsFiling } from '../../../core/cdn/icp.js';
import { withTimeout } from '../../../core/concurrency/withTimeout.js';
import { siteFunctions } from '../../../core/delivery/siteType.js';
import { findConflicts, findSameCname } from '../../../core/dns/conflicts.js';
import { type DnsTarget, resolveCurrentTarget } from '../../../core/dns/currentTarget.js';
import { findForeignServers, type ZoneContext } from '../../../core/dns/delegation.js';
import { isWildcard, probeName, recordName } from '../../../core/dns/hostNames.js';
import { isHeldByWildcard } from '../../../core/dns/wildcardHost.js';
import { type CertificateOption, listCertificateOptions } from '../../../core/https/certificateOptions.js';
import type { OnboardingPlan } from '../../../core/onboarding/run/run.js';
import { ownBucket } from '../../../core/origin.js';
import { isBucketUnserved, listLeading } from '../../../core/oss/bucketUse.js';
import { isPrivateBucket } from '../../../core/oss/isPrivateBucket.js';
import type { CdnConfig, CdnDomain } from '../../../core/ports/cdn.js';
import type { DomainCertificate } from '../../../core/ports/certificates.js';
import type { CloudPorts } from '../../../core/ports/cloud.js';
import type { DnsRecord } from '../../../core/ports/dns.js';
import type { ClockPort } from '../../../core/ports/local.js';
import type { BucketRef } from '../../../core/ports/oss.js';
import { isRefusedInPublic } from '../form/sources.js';

/** The DNS hosting of the domain. */
export type DnsHome =
  /**
   * In Alibaba Cloud DNS of this account, where the run writes records. `conflicts` are paused for its CNAME;
   * `isSwitched` if that exists.
   */
  | {
      readonly kind: 'here';
      readonly zone: string;
      readonly conflicts: readonly DnsRecord[];
      readonly isSwitched?: true;
    }
  /** At other name servers, where the user adds records by hand. */
  | { readonly kind: 'elsewhere'; readonly servers: readonly string[] }
  /** Not in this account, as far as it may read. */
  | { readonly kind: 'unknown' };

/** An existing CDN domain. */
export interface ExistingDomain {
  readonly domain: CdnDomain;
  readonly held?: DomainCertificate;
  /** The settings of site types, and that for private buckets. */
  readonly configs: readonly CdnConfig[];
}

/** The parts of a plan that already exist. */
export interface PlanOutlook {
  /** The domain, if it is on CDN. */
  readonly existing?: ExistingDomain;
  readonly isPrivate: boolean;
  /** The bucket has no file to compare at the edge: one is uploaded before DNS changes. */
  readonly lacksFile: boolean;
  /** The bucket has no object at all. */
  readonly isEmpty: boolean;
  /** As far as known, no visitor gets anything from the bucket today. */
  readonly isUnserved: boolean;
  /** OSS refuses this account objects of the bucket over its default public domain. */
  readonly needsUploadDomain: boolean;
  /** CDN accepts the root domain as this account's. */
  readonly isProven: boolean;
  /** OSS refuses the binding, because the domain has no ICP filing and the bucket is in mainland China. */
  readonly staysUnbound: boolean;
  /** Only a wildcard record covers the name: it is bound once it has its own record. */
  readonly bindsLater: boolean;
  /** The account's wildcard domain through which visitors reach the name on CDN today. */
  readonly cover?: string;
  readonly dns: DnsHome;
  /** The name's target in DNS today; absent if not known in time. */
  readonly target?: DnsTarget;
  /** The certificate options; empty for an existing CDN domain. */
  readonly certificates: readonly CertificateOption[];
}

/** The dependencies of the outlook. */
export interface OutlookMeans extends ZoneContext {
  readonly cloud: CloudPorts;
  readonly clock: Pick<ClockPort, 'now' | 'sleep'>;
}

/** Time limit of DNS lookups, after which they are omitted, ms: the user waits for the review. */
const lookLimitMs = 5_000;

/** Reads what already exists, all at once. Unreadable parts count as missing, and the run finds out. */
export async function readOutlook(means: OutlookMeans, plan: OnboardingPlan): Promise<PlanOutlook> {
  const { cloud, signal } = means;
  const { cdn } = cloud;
  const known = cdn.readDomain(plan.domain, signal).catch(() => undefined);
  const needsFiling = bucketThatNeedsFiling(plan.domain, plan.origin) !== undefined;
  const [existing, isProven, staysUnbound, bucket, dns, bindsLater, target, certificates] = await Promise.all([
    known.then((domain) => domain && readExisting(means, domain)),
    cdn.verifyOwner(plan.domain, signal).catch(() => false),
    needsFiling && isUnfiled(cdn.checkIcp(plan.domain, signal)),
    readBucket(means, ownBucket(plan.origin)),
    readDnsHome(means, plan, known).catch(() => ({ kind: 'unknown' }) as const),
    !isWildcard(plan.domain) && isHeldByWildcard(means, `_dnsauth.${plan.domain}`).catch(() => false),
    readTarget(means, plan.domain),
    known.then((domain) => (domain ? [] : listCertificateOptions(means, plan.domain))),
  ]);
  const cover = existing || target?.place !== 'cdn' ? undefined : await readCover(cloud, plan.domain, signal);
  return {
    ...bucket,
    isProven,
    staysUnbound,
    bindsLater,
    dns,
    certificates,
    ...(existing && { existing }),
    ...(target && { target }),
    ...(cover !== undefined && { cover }),
  };
}

async function readExisting({ cloud: { cdn }, signal }: OutlookMeans, domain: CdnDomain): Promise<ExistingDomain> {
  const [held, configs] = await Promise.all([
    cdn.readCertificate(domain.name, signal).catch(() => undefined),
    cdn.readConfigs(domain.name, [...siteFunctions, privateBucketFunction], signal).catch(() => []),
  ]);
  return { domain, configs, ...(held && { held }) };
}

type BucketOutlook = Pick<PlanOutlook, 'isPrivate' | 'lacksFile' | 'isEmpty' | 'isUnserved' | 'needsUploadDomain'>;

const noBucket: BucketOutlook = {
  isPrivate: false,
  lacksFile: false,
  isEmpty: false,
  isUnserved: false,
  needsUploadDomain: false,
};

async function readBucket(means: OutlookMeans, bucket: BucketRef | undefined): Promise<BucketOutlook> {
  if (!bucket) return noBucket;
  const { cloud, signal } = means;
  const page = cloud.oss.listObjects(bucket, { prefix: '', limit: 1000, flat: true }, signal);
  const [info, needsUploadDomain, objects, leading] = await Promise.all([
    cloud.oss.readBucketInfo(bucket, signal).catch(() => undefined),
    isRefusedInPublic(page),
    page.then(
      (found) => found.objects,
      () => undefined,
    ),
    listLeading(cloud, bucket, signal).catch(() => undefined),
  ]);
  const isPrivate = info !== undefined && isPrivateBucket(info);
  const isEmpty = objects?.length === 0;
  const isUnserved = leading !== undefined && isBucketUnserved({ leading, isPrivate, isEmpty });
  const lacksFile = objects !== undefined && pickSmallest(objects) === undefined;
  return { isPrivate, lacksFile, isEmpty, isUnserved, needsUploadDomain };
}

function readTarget({ cloud, clock, resolvers, signal }: OutlookMeans, domain: string): Promise<DnsTarget | undefined> {
  return withTimeout<DnsTarget | undefined>(
    (stop) => resolveCurrentTarget(probeName(domain), { cloud, resolvers, signal: stop }),
    () => undefined,
    { clock, ms: lookLimitMs, signal },
  ).catch(() => undefined);
}

/** The account's wildcard domain above a name whose DNS leads to CDN. */
async function readCover({ cdn }: CloudPorts, domain: string, signal: AbortSignal): Promise<string | undefined> {
  const parent = domain.slice(domain.indexOf('.'));
  if (isWildcard(domain) || !parent.slice(1).includes('.')) return undefined;
  const found = await cdn.readDomain(parent, signal).catch(() => undefined);
  return found?.status === 'online' ? found.name : undefined;
}

async function readDnsHome(
  context: ZoneContext,
  { domain }: OnboardingPlan,
  known: Promise<CdnDomain | undefined>,
): Promise<DnsHome> {
  const { cloud, signal } = context;
  const place = await cloud.dns.locate(recordName(domain), signal);
  if (!place) return { kind: 'unknown' };
  const { zone, rr } = place;
  const [servers, records, existing] = await Promise.all([
    findForeignServers(context, zone),
    cloud.dns.listRecords(zone, rr, signal),
    known,
  ]);
  if (servers) return { kind: 'elsewhere', servers };
  const isSwitched = existing?.cname !== undefined && findSameCname(records, existing.cname)?.enabled === true;
  return isSwitched
    ? { kind: 'here', zone, conflicts: [], isSwitched }
    : { kind: 'here', zone, conflicts: findConflicts(rr, records) };
}

function isUnfiled(filing: ReturnType<CloudPorts['cdn']['checkIcp']>): Promise<boolean> {
  return filing.then(
    (found) => found === 'notFiled',
    () => false,
  );
}
