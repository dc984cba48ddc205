import { describe, expect, it } from 'vitest';
import type { OnboardingPlan } from '../../../../../src/core/onboarding/run/run.js';
import { describePlan, readOutlook } from '../../../../../src/features/onboarding/form/review.js';
import type { MemoryCloud } from '../../../../support/memoryCloud.js';
import { account, bucketRef } from './fillIn.js';

const plan: OnboardingPlan = {
  domain: 'img.example.com',
  origin: { kind: 'bucket', bucket: bucketRef },
  type: 'web',
  region: 'overseas',
  port: 80,
};
const site: OnboardingPlan = {
  ...plan,
  origin: { kind: 'site', servers: [{ host: 'a.example.net', backup: false, weight: 10 }] },
};

/** The review of a plan, as the cloud stands. */
async function review(cloud: MemoryCloud, of: OnboardingPlan = plan): Promise<string> {
  return describePlan(of, await readOutlook(cloud, of, new AbortController().signal));
}

describe('the refresh that follows the change of the origin Host', () => {
  const refresh = /^• Refresh of everything .* uses 1 directory of the daily refresh quota$/m;

  it('is named behind it', async () => {
    const text = await review(account());
    expect(text).toMatch(refresh);
    expect(text.indexOf('• Origin Host')).toBeLessThan(text.search(refresh));
  });

  it.each([
    ['on port 443', { ...plan, port: 443 }],
    ['for a wildcard', { ...plan, domain: '.example.com' }],
    ['for another origin than a bucket', site],
  ] as const)('is not named %s, where the Host stays', async (_name, of) => {
    expect(await review(account(), of)).not.toMatch(/Origin Host|Refresh of/);
  });
});

describe('the TXT records that the run writes and removes', () => {
  const root = 'on host verification of the root domain';

  it('are the one of the root domain too while that is not proven yet', async () => {
    expect(await review(account())).toContain(
      `• TXT records that prove ownership, ${root} and on _dnsauth: added, then`,
    );
    expect(await review(account(), site)).toContain(`• TXT record that proves ownership, ${root}: added, then removed`);
  });

  it('are only the one of the binding once it is proven', async () => {
    const cloud = account();
    cloud.state.verifiedRoots.add('example.com');
    const text = await review(cloud);
    expect(text).toContain('• TXT record that proves ownership, on host _dnsauth: added, then removed');
    expect(text).not.toContain(root);
    expect(await review(cloud, site)).not.toContain('TXT');
  });

  it('are named where CDN does not tell whether the root domain is proven', async () => {
    const cloud = account();
    cloud.failNext('cdn.verifyOwner', 'before', 'forbidden');
    expect(await review(cloud)).toContain(root);
  });
});

describe('the binding of a domain without an ICP filing', () => {
  const bound = '• Binding of the domain to the bucket: site';
  const unfiled = () => {
    const cloud = account();
    cloud.state.icp = 'notFiled';
    return cloud;
  };

  it('is said to be refused for a bucket in mainland China, with what is left out, also outside mainland China', async () => {
    const text = await review(unfiled());
    for (const part of [
      'No binding to the bucket site',
      'skip the binding',
      'Auto CDN Cache Update',
      'force a download',
    ])
      expect(text).toContain(part);
    for (const part of [bound, '• Origin Host', '• Refresh of']) expect(text).not.toContain(part);
    expect(text).toContain('.vscode/oss-cdn.json');
  });

  it.each(['cn-hongkong', 'ap-southeast-1'])('is promised for a bucket in %s', async (region) => {
    const of = { ...plan, origin: { kind: 'bucket', bucket: { name: 'site', region } } } as const;
    expect(await review(unfiled(), of)).toContain(bound);
  });

  it('is promised where it is filed, or nobody tells', async () => {
    expect(await review(account())).toContain(bound);
    const cloud = unfiled();
    cloud.failNext('cdn.checkIcp', 'before', 'offline');
    expect(await review(cloud)).toContain(bound);
  });
});
