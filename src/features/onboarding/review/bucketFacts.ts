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
    label: l10n.t('No binding to the bucket and no publishing mapping'),
    detail: l10n.t('The bucket was not chosen from this account'),
  };
}

/** The way out where OSS refuses its default public domain. */
function describeUpload({ needsUploadDomain }: PlanOutlook, { name }: BucketRef): readonly Fact[] {
  if (!needsUploadDomain) return [];
  return [
    {
      label: l10n.t('Binding of a second domain to the bucket, for uploads: {0}', name),
      detail: l10n.t('OSS refuses its public domain to this account; you choose the domain, or go on without'),
    },
  ];
}

function describeOwnDomain(plan: OnboardingPlan, outlook: PlanOutlook, bucket: BucketRef): readonly Fact[] {
  const access = outlook.isPrivate
    ? [
        {
          label: l10n.t('Private bucket access: everybody can read the bucket through CDN'),
          detail: l10n.t('You are asked again before it is turned on'),
        },
      ]
    : [];
  if (!isWildcard(plan.domain)) return [...access, ...describeBinding(plan, outlook, bucket)];
  const unbound = {
    label: l10n.t('No binding to the bucket and no publishing mapping'),
    detail: l10n.t('OSS does not bind wildcards'),
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
        label: l10n.t('No binding to the bucket {0}: OSS refuses it while the domain has no ICP filing', name),
        detail: l10n.t('You are asked then: file the domain, or skip the binding'),
      },
      {
        label: l10n.t('Skipped with it: Auto CDN Cache Update and the origin Host'),
        detail: l10n.t('OSS may then make browsers download pages'),
      },
    ];
  }
  const bound = { label: l10n.t('Binding of the domain to the bucket: {0}', name) };
  const ports = existing?.sources.map(({ port }) => port) ?? [plan.port];
  if (!ports.every((port) => port === standardPorts.http)) return [bound];
  return [
    bound,
    {
      label: l10n.t('Origin Host of the domain: {0}', plan.domain),
      detail: l10n.t('With it OSS does not make browsers download pages'),
    },
    {
      label: l10n.t('Refresh of everything that the edge has cached of the domain'),
      detail: l10n.t('Once its origin Host is changed; uses 1 directory of the daily refresh quota'),
    },
  ];
}
