import { beforeEach, describe, expect, it } from 'vitest';
import type { OnboardingPlan } from '../../../../../src/core/onboarding/run/run.js';
import { readOutlook } from '../../../../../src/features/onboarding/review/outlook.js';
import { resetEditor, sayIn } from '../../../../support/fakeVscode.js';
import { resetWorkspace } from '../../../../support/fakeWorkspace.js';
import type { MemoryCloud } from '../../../../support/memoryCloud.js';
import { bucketRef, account as emptyAccount } from '../form/fillIn.js';
import { reviewText } from './reviewText.js';

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

/** The account of the form, whose bucket has a file. */
function account(): MemoryCloud {
  const cloud = emptyAccount();
  const object = { body: Buffer.from('hi'), headers: {} };
  void cloud.oss.putObject(bucketRef, 'index.html', object, new AbortController().signal);
  return cloud;
}

/** The review of a plan, as the cloud stands, and of the folder that was chosen. */
async function review(cloud: MemoryCloud, of: OnboardingPlan = plan, folder?: string): Promise<string> {
  return reviewText(of, await readOutlook(cloud, of, ['192.0.2.1'], new AbortController().signal), folder);
}

describe('the refresh that follows the change of the origin Host', () => {
  const refresh = /^Refresh of all cached content .* uses 1 directory refresh of the daily quota$/m;

  it('the refresh after a change of the origin Host is named behind it', async () => {
    const text = await review(account());
    expect(text).toMatch(refresh);
    expect(text.indexOf('Origin host:')).toBeLessThan(text.search(refresh));
  });

  it.each([
    ['on port 443', { ...plan, port: 443 }],
    ['for a wildcard', { ...plan, domain: '.example.com' }],
    ['for another origin than a bucket', site],
  ] as const)('is not named %s, where the Host stays', async (_name, of) => {
    expect(await review(account(), of)).not.toMatch(/Origin host:|Refresh of/);
  });
});

describe('the TXT records that the run writes and removes', () => {
  const root = 'TXT record: verification of the root domain';
  const bound = 'TXT record: _dnsauth.img.example.com';

  it('are the one of the root domain too while that is not proven yet', async () => {
    const text = await review(account());
    for (const record of [root, bound])
      expect(text).toContain(`${record} · Verifies domain ownership; added, then deleted`);
    expect(await review(account(), site)).toContain(root);
    expect(await review(account(), site)).not.toContain('_dnsauth');
  });

  it('are only the one of the binding once it is proven', async () => {
    const cloud = account();
    cloud.state.verifiedRoots.add('example.com');
    const text = await review(cloud);
    expect(text).toContain(bound);
    expect(text).not.toContain(root);
    expect(await review(cloud, site)).not.toContain('TXT');
  });

  it('are named where CDN does not tell whether the root domain is proven', async () => {
    const cloud = account();
    cloud.failNext('cdn.verifyOwner', 'before', 'forbidden');
    expect(await review(cloud)).toContain(root);
  });
});

describe('where DNS is kept', () => {
  it('is the zone of this account, where the run writes', async () => {
    const text = await review(account());
    expect(text).toContain('[DNS zone example.com]');
    expect(text).toContain('CNAME record: img.example.com · You are asked to confirm before it is added');
  });

  it('is not in this account: the records are to be added by hand, and that is counted', async () => {
    const cloud = account();
    cloud.state.zones.clear();
    const text = await review(cloud);
    expect(text).toContain('[Added by you in DNS]');
    expect(text).toContain('Steps that need your input: 4 (2 TXT records, CNAME record, folder)');
    expect(text).not.toContain('where the zone is in your account');
  });

  it('is at other servers than those of Alibaba Cloud DNS', async () => {
    const cloud = account();
    cloud.state.extraDns.push({ name: 'example.com', type: 'NS', ttl: 600, data: 'ns1.other.example' });
    expect(await review(cloud)).toContain('[Added by you at ns1.other.example]');
  });
});

describe('the start of the review', () => {
  it('says how long it takes and what the user is needed for, under which account, and what it costs', async () => {
    const text = await review(account());
    const [start, heading, id] = text.split('\n');
    expect(start).toBe(
      '$(rocket) Start Onboarding · usually 15 to 25 minutes · Steps that need your input: 2 (DNS record, folder)',
    );
    expect({ heading, id }).toEqual({ heading: '[Account]', id: 'ops · 100 · Profile: site' });
    expect(text).toMatch(/^\$\(link-external\) Show Prices · .*bills traffic and requests/m);
  });
});

describe('the binding of a domain without an ICP filing', () => {
  const bound = 'Domain bound to bucket: site';
  const unfiled = () => {
    const cloud = account();
    cloud.state.icp = 'notFiled';
    return cloud;
  };

  it('is said to be refused for a bucket in mainland China, with what is left out, also outside mainland China', async () => {
    const text = await review(unfiled());
    for (const part of [
      'Not bound to bucket site',
      'skip the binding',
      'Auto CDN Cache Update',
      'make browsers download',
    ])
      expect(text).toContain(part);
    for (const part of [bound, 'Origin host:', 'Refresh of', '_dnsauth']) expect(text).not.toContain(part);
    expect(text).toContain('Steps that need your input: 3 (DNS record, binding, folder)');
    expect(text).toContain('.vscode/oss-cdn.json');
  });

  it.each(['cn-hongkong', 'ap-southeast-1'])('is promised for a bucket in %s', async (region) => {
    const of = { ...plan, origin: { kind: 'bucket', bucket: { name: 'site', region } } } as const;
    expect(await review(unfiled(), of)).toContain(bound);
  });

  it('is promised where it is filed, or nothing says', async () => {
    expect(await review(account())).toContain(bound);
    const cloud = unfiled();
    cloud.failNext('cdn.checkIcp', 'before', 'offline');
    expect(await review(cloud)).toContain(bound);
  });
});

describe('the folder to publish', () => {
  beforeEach(() => {
    resetEditor();
    resetWorkspace();
  });

  it('is named in front with where it goes, and the start says that the user is asked to approve it', async () => {
    const text = await review(account(), plan, 'file:///w/dist');
    expect(text).toContain(
      '[Workspace changes]\nFolder: dist → site/ · Uploaded once the domain is live and you agree, then on every save\nPublishing mapping: .vscode/oss-cdn.json\n',
    );
    expect(text.indexOf('[Workspace changes]')).toBeLessThan(text.indexOf('[Created in CDN]'));
    expect(text).toContain('Steps that need your input: 2 (DNS record, folder)');
  });

  it('is said not to be published through a wildcard domain, where it was chosen before the domain was', async () => {
    const text = await review(account(), { ...plan, domain: '.example.com' }, 'file:///w/dist');
    expect(text).toContain(
      '[Workspace changes]\nNot published: dist · A mapping needs exact domain names, not a wildcard\n[Created in CDN]',
    );
    expect(text).toContain('Steps that need your input: 1 (DNS record)');
    expect(text).not.toContain('.vscode/oss-cdn.json');
  });

  it('is said to be chosen later where it was not chosen in the form', async () => {
    expect(await review(account())).toContain(
      '[Workspace changes]\nPublishing mapping: .vscode/oss-cdn.json · You choose the folder that is published on save\n',
    );
  });
});

describe('a bucket without a file to compare', () => {
  const needs = async (...of: Parameters<typeof review>) => /input: .*/.exec(await review(...of))?.[0];

  it('has the folder that was chosen published before DNS is changed, which needs no further step', async () => {
    const cloud = emptyAccount();
    expect(await needs(cloud, plan, 'file:///w/dist')).toBe('input: 2 (folder, DNS record)');
    expect(await review(cloud, plan, 'file:///w/dist')).toContain(
      'Folder: dist → site/ · Uploaded before DNS is changed, once you agree, then on every save',
    );
  });

  it('needs a file where no folder was chosen, or the domain is a wildcard', async () => {
    expect(await needs(emptyAccount())).toBe('input: 3 (file to compare, DNS record, folder)');
    const wildcard = { ...plan, domain: '.example.com' };
    expect(await needs(emptyAccount(), wildcard, 'file:///w/dist')).toBe('input: 2 (file to compare, DNS record)');
  });

  it('needs none where the objects cannot be listed', async () => {
    const cloud = emptyAccount();
    cloud.failNext('oss.listObjects', 'before', 'offline');
    expect(await needs(cloud)).toBe('input: 2 (DNS record, folder)');
  });
});

it('the row that starts shows all that the user is needed for in either language', async () => {
  const cloud = account();
  cloud.state.zones.clear();
  const bucket = cloud.state.buckets.get('site');
  if (bucket) bucket.info = { ...bucket.info, acl: 'private' };
  const outlook = await readOutlook(cloud, plan, ['192.0.2.1'], new AbortController().signal);
  const start = (language: 'en' | 'zh-cn') => sayIn(language, () => reviewText(plan, outlook)).split('\n')[0] ?? '';
  expect(start('en')).toContain('· Steps that need your input: 5 (2 TXT records, bucket access, CNAME record, folder)');
  expect(start('zh-cn')).toContain('：5（2 条 TXT 记录、Bucket 读取权限、CNAME 解析记录、文件夹）');
});
