import { isPublicSuffix } from '../../../../../src/cloud/publicSuffix.js';
import { preselect } from '../../../../../src/core/https/certificateOptions.js';
import type { OnboardingPlan } from '../../../../../src/core/onboarding/run/run.js';
import type { DnsAnswer } from '../../../../../src/core/ports/probe.js';
import { type Choices, planStart } from '../../../../../src/features/onboarding/review/choices.js';
import { type PlanOutlook, readOutlook } from '../../../../../src/features/onboarding/review/outlook.js';
import { type ReviewInput, toReviewPage } from '../../../../../src/features/onboarding/review/reviewPage.js';
import type { MemoryCloud } from '../../../../support/memoryCloud.js';
import { pageText } from '../../../../support/pageText.js';
import { createVirtualClock } from '../../../../support/virtualClock.js';
import { account, bucketRef } from '../form/fillIn.js';

const signedIn = {
  id: '100',
  source: { kind: 'profile', profile: 'site' },
  user: { kind: 'ramUser', name: 'ops' },
} as const;

/** What a review finds in an account. */
export function lookAt(cloud: MemoryCloud, plan: OnboardingPlan): Promise<PlanOutlook> {
  const { signal } = new AbortController();
  return readOutlook({ cloud, resolvers: ['192.0.2.1'], clock: createVirtualClock(), signal }, plan);
}

/** Nothing special of a bucket and a domain. */
export const plainOutlook = {
  isPrivate: false,
  lacksFile: false,
  isEmpty: false,
  isUnserved: false,
  needsUploadDomain: false,
  isProven: false,
  staysUnbound: false,
  bindsLater: false,
};

/** What is decided unless the user changes it. */
export function choose(plan: OnboardingPlan, { certificates }: PlanOutlook, changes: Partial<Choices> = {}): Choices {
  return { plan, certificate: preselect(certificates), redirects: true, ...changes };
}

/** The review as one text. */
export function reviewText(
  plan: OnboardingPlan,
  outlook: PlanOutlook,
  changes: Partial<Choices> = {},
  more: Partial<ReviewInput> = {},
): string {
  const start = planStart(choose(plan, outlook, changes), outlook, isPublicSuffix);
  return pageText(toReviewPage({ domain: plan.domain, account: signedIn, hasBack: true, start, ...more }));
}

const { signal } = new AbortController();

/** A bucket as the origin of a website. */
export const bucketPlan: OnboardingPlan = {
  domain: 'img.example.com',
  origin: { kind: 'bucket', bucket: bucketRef },
  type: 'web',
  region: 'overseas',
  port: 80,
  site: { type: 'website' },
};
/** The folder that is published. */
export const dist = { folder: 'file:///w/dist' };

/** The account of the form, whose bucket has a file. */
export function filledAccount(): MemoryCloud {
  const cloud = account();
  const object = { body: Buffer.from('hi'), headers: {} };
  void cloud.oss.putObject(bucketRef, 'index.html', object, signal);
  return cloud;
}

/** The review of a plan, as the cloud stands. */
export async function review(
  cloud: MemoryCloud,
  of: OnboardingPlan = bucketPlan,
  changes: Partial<Choices> = {},
): Promise<string> {
  return reviewText(of, await lookAt(cloud, of), changes);
}

/** What the head of a review says that the user is needed for. */
export const askedIn = (text: string) => /Steps that need your input: .*/.exec(text)?.[0];

/** Has name servers give an address, or a record of another type, to these names. */
export function answer(cloud: MemoryCloud, isKnown: (asked: string) => boolean, type = 'A', data = '192.0.2.7') {
  cloud.state.dnsAnswers.set('192.0.2.1', (asked, kind): DnsAnswer => {
    const known = { server: '192.0.2.1', transport: 'udp', at: 0, durationMs: 1 } as const;
    return kind === type && isKnown(asked)
      ? { ...known, outcome: 'answer', records: [{ name: asked, type: kind, ttl: 600, data }] }
      : { ...known, outcome: 'noData', records: [] };
  });
}
