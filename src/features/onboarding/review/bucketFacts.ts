import { l10n } from 'vscode';
import { isWildcard } from '../../../core/dns/hostNames.js';
import type { OnboardingPlan } from '../../../core/onboarding/run/run.js';
import { ownBucket, standardPorts } from '../../../core/origin.js';
import type { BucketRef } from '../../../core/ports/oss.js';
import type { Fact } from './dnsFacts.js';
import type { PlanOutlook } from './outlook.js';

/** What changes at the bucket, and at CDN because of it. */
export function describeBucketParts(plan: OnboardingPlan, outlook: PlanOutlook): readonly Fact[] {
  const bucket = ownBucket(plan.origin);
  if (!bucket) return plan.origin.kind === 'ossDomain' ? [unboundFact()] : [];
  return [...describeUpload(outlook, bucket), ...describeOwnDomain(plan, outlook, bucket)];
}

/** Nothing is written to a bucket that was named by its domain. */
function unboundFact(): Fact {
  return {
    label: l10n.t('Not bound to the bucket, and no publishing mapping'),
    detail: l10n.t('The bucket was not chosen from this account'),
  };
}

/** The way out where OSS refuses its default public domain. */
function describeUpload({ needsUploadDomain }: PlanOutlook, { name }: BucketRef): readonly Fact[] {
  if (!needsUploadDomain) return [];
  return [
    {
      label: l10n.t('Upload domain bound to the bucket: {0}', name),
      detail: l10n.t('The default OSS domain is refused; choose a domain for uploads or continue without'),
    },
  ];
}

function describeOwnDomain(plan: OnboardingPlan, outlook: PlanOutlook, bucket: BucketRef): readonly Fact[] {
  const access = outlook.isPrivate
    ? [
        {
          label: l10n.t('Private bucket access'),
          detail: l10n.t('Anyone can then read the bucket through CDN; you confirm before it is turned on'),
        },
      ]
    : [];
  if (!isWildcard(plan.domain)) return [...access, ...describeBinding(plan, outlook, bucket)];
  const unbound = {
    label: l10n.t('Not bound to the bucket, and no publishing mapping'),
    detail: l10n.t('OSS does not bind wildcard domains'),
  };
  return [...access, unbound];
}

function describeBinding(
  plan: OnboardingPlan,
  { existing, staysUnbound }: PlanOutlook,
  { name }: BucketRef,
): readonly Fact[] {
  if (staysUnbound) {
    return [
      {
        label: l10n.t('Not bound to bucket {0}: OSS refuses domains without an ICP filing', name),
        detail: l10n.t('You can then file the domain or skip the binding'),
      },
      {
        label: l10n.t('Also skipped: Auto CDN Cache Update and the origin host'),
        detail: l10n.t('OSS may then make browsers download pages'),
      },
    ];
  }
  const bound = { label: l10n.t('Domain bound to bucket: {0}', name) };
  const ports = existing?.sources.map(({ port }) => port) ?? [plan.port];
  if (!ports.every((port) => port === standardPorts.http)) return [bound];
  return [
    bound,
    {
      label: l10n.t('Origin host: {0}', plan.domain),
      detail: l10n.t('Prevents OSS from making browsers download pages'),
    },
    {
      label: l10n.t('Refresh of all cached content of the domain'),
      detail: l10n.t('After the origin host is changed; uses 1 directory refresh of the daily quota'),
    },
  ];
}
