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

/** Where the DNS records of the domain are hosted. */
export type DnsHome =
  /**
   * The zone is in Alibaba Cloud DNS of this account, where the run writes records. `conflicts` are the records that are paused for the CNAME, and
   * `isSwitched` says whether the CNAME already exists.
   */
  | {
      readonly kind: 'here';
      readonly zone: string;
      readonly conflicts: readonly DnsRecord[];
      readonly isSwitched?: true;
    }
  /** The zone is at other name servers, where the user adds the records. */
  | { readonly kind: 'elsewhere'; readonly servers: readonly string[] }
  /** The zone is not in this account, as far as the account may read its zones. */
  | { readonly kind: 'unknown' };

/** A domain that is already on CDN. */
export interface ExistingDomain {
  readonly domain: CdnDomain;
  readonly held?: DomainCertificate;
  /** The settings that site types use, and the setting for private buckets. */
  readonly configs: readonly CdnConfig[];
}

/** The parts of a plan that already exist. */
export interface PlanOutlook {
  /** The domain. Absent if it is not on CDN. */
  readonly existing?: ExistingDomain;
  readonly isPrivate: boolean;
  /** Whether anyone is known to be able to read the bucket. */
  readonly isPublic?: boolean;
  /** Whether the bucket has no file to compare at the edge. One is then uploaded before DNS changes. */
  readonly lacksFile: boolean;
  /** Whether the bucket has no object at all. */
  readonly isEmpty: boolean;
  /** Whether, as far as is known, visitors get nothing from the bucket today. */
  readonly isUnserved: boolean;
  /** Whether OSS refuses this account the objects of the bucket over its default public domain. */
  readonly needsUploadDomain: boolean;
  /** Whether CDN accepts that the root domain belongs to this account. */
  readonly isProven: boolean;
  /** Whether OSS refuses the binding, because the domain has no ICP filing and the bucket is in mainland China. */
  readonly staysUnbound: boolean;
  /** Whether the name is only covered by a wildcard record. It is then bound once it has its own record. */
  readonly bindsLater: boolean;
  /** The account's wildcard domain on CDN through which visitors reach the name today. */
  readonly cover?: string;
  readonly dns: DnsHome;
  /** Where the name leads in DNS today. Absent if that was not known in time. */
  readonly target?: DnsTarget;
  /** The certificate options. Empty for a domain that is already on CDN. */
  readonly certificates: readonly CertificateOption[];
}

/** The dependencies of the outlook. */
export interface OutlookMeans extends ZoneContext {
  readonly cloud: CloudPorts;
  readonly clock: Pick<ClockPort, 'now' | 'sleep'>;
}

/** Time limit of DNS lookups, ms, since the user waits for the review. After that, the review continues without the result. */
const lookLimitMs = 5_000;

/** Reads everything that already exists, in parallel. A part that cannot be read counts as missing, and the run will find out. */
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

type BucketOutlook = Pick<
  PlanOutlook,
  'isPrivate' | 'isPublic' | 'lacksFile' | 'isEmpty' | 'isUnserved' | 'needsUploadDomain'
>;

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
  return { isPrivate, isPublic: info !== undefined && !isPrivate, lacksFile, isEmpty, isUnserved, needsUploadDomain };
}

function readTarget({ cloud, clock, resolvers, signal }: OutlookMeans, domain: string): Promise<DnsTarget | undefined> {
  return withTimeout<DnsTarget | undefined>(
    (stop) => resolveCurrentTarget(probeName(domain), { cloud, resolvers, signal: stop }),
    () => undefined,
    { clock, ms: lookLimitMs, signal },
  ).catch(() => undefined);
}

/** Returns the account's online wildcard domain above a name. Called for a name whose DNS leads to CDN. */
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
