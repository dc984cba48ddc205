import { pickSmallest } from '../../../core/cdn/edgeProof.js';
import { bucketThatNeedsFiling } from '../../../core/cdn/icp.js';
import { findConflicts, findSameCname } from '../../../core/dns/conflicts.js';
import { findForeignServers, type ZoneContext } from '../../../core/dns/delegation.js';
import { recordName } from '../../../core/dns/hostNames.js';
import type { OnboardingPlan } from '../../../core/onboarding/run/run.js';
import { ownBucket } from '../../../core/origin.js';
import { isPrivateBucket } from '../../../core/oss/isPrivateBucket.js';
import type { CdnDomain } from '../../../core/ports/cdn.js';
import type { CloudPorts } from '../../../core/ports/cloud.js';
import type { DnsRecord } from '../../../core/ports/dns.js';
import { isRefusedInPublic } from '../form/sources.js';

/** Where records of the domain are kept. */
export type DnsHome =
  /** In Alibaba Cloud DNS of this account, where the run writes them; `conflicts` are paused for its CNAME. */
  | { readonly kind: 'here'; readonly zone: string; readonly conflicts: readonly DnsRecord[] }
  /** At other name servers, where the user adds them by hand. */
  | { readonly kind: 'elsewhere'; readonly servers: readonly string[] }
  /** Not in this account, as far as it may read that. */
  | { readonly kind: 'unknown' };

/** What the cloud has already of what a plan wants. */
export interface PlanOutlook {
  /** The domain, where it is on CDN already. */
  readonly existing?: CdnDomain;
  readonly isPrivate: boolean;
  /** The bucket has no file that the edge could be compared with: one is uploaded before DNS is changed. */
  readonly lacksFile?: boolean;
  /** OSS refuses this account objects of the bucket over its default public domain. */
  readonly needsUploadDomain?: boolean;
  /** CDN takes the root domain as proven to be this account's. */
  readonly isProven?: boolean;
  /** OSS refuses the binding, since the domain has no ICP filing and the bucket is in mainland China. */
  readonly staysUnbound?: boolean;
  readonly dns: DnsHome;
}

/** Looks at what is there already; what may not be read counts as not there, and the run finds out. */
export async function readOutlook(
  cloud: CloudPorts,
  plan: OnboardingPlan,
  resolvers: readonly string[],
  signal: AbortSignal,
): Promise<PlanOutlook> {
  const { cdn, oss } = cloud;
  const bucket = ownBucket(plan.origin);
  const known = cdn.readDomain(plan.domain, signal).catch(() => undefined);
  const page = bucket && oss.listObjects(bucket, { prefix: '', limit: 1000, flat: true }, signal);
  const needsFiling = bucketThatNeedsFiling(plan.domain, plan.origin) !== undefined;
  const [existing, isProven, staysUnbound, info, needsUploadDomain, lacksFile, dns] = await Promise.all([
    known,
    cdn.verifyOwner(plan.domain, signal).catch(() => false),
    needsFiling && isUnfiled(cdn.checkIcp(plan.domain, signal)),
    bucket && oss.readBucketInfo(bucket, signal).catch(() => undefined),
    page && isRefusedInPublic(page),
    page?.then(
      ({ objects }) => pickSmallest(objects) === undefined,
      () => false,
    ),
    readDnsHome({ cloud, resolvers, signal }, plan, known).catch(() => ({ kind: 'unknown' }) as const),
  ]);
  const isPrivate = info !== undefined && isPrivateBucket(info);
  return {
    isPrivate,
    dns,
    ...(existing && { existing }),
    ...(isProven && { isProven }),
    ...(staysUnbound && { staysUnbound }),
    ...(needsUploadDomain && { needsUploadDomain }),
    ...(lacksFile && { lacksFile }),
  };
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
  return { kind: 'here', zone, conflicts: isSwitched ? [] : findConflicts(rr, records) };
}

function isUnfiled(filing: ReturnType<CloudPorts['cdn']['checkIcp']>): Promise<boolean> {
  return filing.then(
    (found) => found === 'notFiled',
    () => false,
  );
}
