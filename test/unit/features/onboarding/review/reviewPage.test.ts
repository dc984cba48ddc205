import { beforeEach, describe, expect, it } from 'vitest';
import { isPublicSuffix } from '../../../../../src/cloud/publicSuffix.js';
import type { OnboardingPlan } from '../../../../../src/core/onboarding/run/run.js';
import type { DnsAnswer } from '../../../../../src/core/ports/probe.js';
import type { Choices } from '../../../../../src/features/onboarding/review/choices.js';
import { toReviewPage } from '../../../../../src/features/onboarding/review/reviewPage.js';
import { resetEditor, sayIn } from '../../../../support/fakeVscode.js';
import { resetWorkspace } from '../../../../support/fakeWorkspace.js';
import { addMemoryInstance } from '../../../../support/memory/freeCertificates.js';
import type { MemoryCloud } from '../../../../support/memoryCloud.js';
import { listPageButtons } from '../../../../support/pageText.js';
import { bucketRef, account as emptyAccount } from '../form/fillIn.js';
import { choose, lookAt, reviewText } from './reviewText.js';

const { signal } = new AbortController();
const plan: OnboardingPlan = {
  domain: 'img.example.com',
  origin: { kind: 'bucket', bucket: bucketRef },
  type: 'web',
  region: 'overseas',
  port: 80,
  site: { type: 'website' },
};
const site: OnboardingPlan = {
  ...plan,
  origin: { kind: 'site', servers: [{ host: 'a.example.net', backup: false, weight: 10 }] },
};
const dist = { folder: 'file:///w/dist' };

/** The account of the form, whose bucket has a file. */
function account(): MemoryCloud {
  const cloud = emptyAccount();
  const object = { body: Buffer.from('hi'), headers: {} };
  void cloud.oss.putObject(bucketRef, 'index.html', object, signal);
  return cloud;
}

/** The review of a plan, as the cloud stands. */
async function review(cloud: MemoryCloud, of: OnboardingPlan = plan, changes: Partial<Choices> = {}): Promise<string> {
  return reviewText(of, await lookAt(cloud, of), changes);
}

/** A name server that gives every name this address. */
const toA =
  (data: string) =>
  (name: string, type: string): DnsAnswer => ({
    server: '192.0.2.1',
    transport: 'udp',
    at: 0,
    durationMs: 1,
    ...(type === 'A' && name === 'img.example.com'
      ? { outcome: 'answer', records: [{ name, type, ttl: 600, data }] }
      : { outcome: 'noData', records: [] }),
  });

const asked = (text: string) => /Steps that need your input: .*/.exec(text)?.[0];

beforeEach(() => {
  resetEditor();
  resetWorkspace();
});

describe('the refresh that follows the change of the origin Host', () => {
  it('the refresh after a change of the origin Host is named behind it', async () => {
    const text = await review(account());
    expect(text).toMatch(/^Refresh of all cached content .* uses 1 directory refresh of the daily quota$/m);
    expect(text.indexOf('Origin host:')).toBeLessThan(text.search(/^Refresh of/m));
  });

  it.each([
    ['on port 443', { ...plan, port: 443 }],
    ['for a wildcard', { ...plan, domain: '.example.com' }],
    ['for another origin than a bucket', site],
  ] as const)('is not named %s, where the Host stays', async (_name, of) => {
    expect(await review(account(), of)).not.toMatch(/Origin host:|^Refresh of/m);
  });
});

describe('the records that the run writes', () => {
  const root =
    'verification.example.com | TXT | Alibaba Cloud: proves the root domain to CDN | With Start; deleted again';
  const bound = '_dnsauth.img.example.com | TXT | Alibaba Cloud: proves the domain to OSS | With Start; deleted again';
  const acme = "_acme-challenge.img.example.com | TXT | Let's Encrypt: proves the domain for the certificate";

  it('are named exactly, with their type and issuer', async () => {
    const text = await review(account());
    for (const record of [root, bound, acme]) expect(text).toContain(record);
    expect(text).toContain(
      'img.example.com | CNAME | leads visitors to CDN | Asked once the site is proven at the edge',
    );
    expect(await review(account(), site)).toContain(root);
    expect(await review(account(), site)).not.toContain('_dnsauth');
  });

  it('are without the one of the root domain once that is proven', async () => {
    const cloud = account();
    cloud.state.verifiedRoots.add('example.com');
    const text = await review(cloud);
    expect(text).toContain(bound);
    expect(text).not.toContain(root);
  });

  it('hold the one of the root domain where CDN does not tell whether it is proven', async () => {
    const cloud = account();
    cloud.failNext('cdn.verifyOwner', 'before', 'forbidden');
    expect(await review(cloud)).toContain(root);
  });

  it('come after the switch where the name is reached through a wildcard record alone', async () => {
    const cloud = account();
    await cloud.dns.createRecord({ zone: 'example.com', rr: '*', type: 'A', value: '192.0.2.7', ttl: 600 }, signal);
    const text = await review(cloud);
    expect(text).toContain(
      'Domain bound to bucket site, after the switch: it is reached through a wildcard record alone',
    );
    expect(text).toContain('the record of the certificate is added after the switch');
    for (const record of [bound, acme]) expect(text).not.toContain(record);
    expect(text).toContain('http only for the first minutes: HTTPS follows');
  });
});

describe('where DNS is kept', () => {
  it('is the zone of this account, where the run writes', async () => {
    expect(await review(account())).toContain('[DNS zone example.com]');
  });

  it('is not in this account: the records are to be added by hand, in rounds', async () => {
    const cloud = account();
    cloud.state.zones.clear();
    const text = await review(cloud);
    expect(text).toContain('[Added by you in DNS]');
    expect(text).toContain(
      'You add records in 2 rounds, each shown when it is due: TXT verification of the root domain, _dnsauth.img.example.com → the CNAME',
    );
    expect(asked(text)).toBe('Steps that need your input: 2 (2 TXT records, CNAME record)');
  });

  it('is at other servers than those of Alibaba Cloud DNS', async () => {
    const cloud = account();
    cloud.state.extraDns.push({ name: 'example.com', type: 'NS', ttl: 600, data: 'ns1.other.example' });
    expect(await review(cloud)).toContain('[Added by you at ns1.other.example]');
  });

  it('has a record of the certificate in a round of its own where that is added by hand', async () => {
    const cloud = account();
    cloud.state.zones.clear();
    cloud.state.contacts.push({ id: 5, name: 'Ops' });
    addMemoryInstance(cloud.state);
    expect(await review(cloud)).toContain('You add records in 3 rounds');
  });
});

describe('the head of the review', () => {
  it('says that nothing is created yet, how long it takes and what the user is needed for', async () => {
    const [title, lead] = (await review(account())).split('\n');
    expect({ title, lead }).toEqual({
      title: 'Review: img.example.com',
      lead: 'Not started · Nothing is created or changed before you choose Start · usually 15 to 25 minutes · Steps that need your input: 1 (DNS record)',
    });
  });

  it('names the account, and what it costs', async () => {
    const text = await review(account());
    expect(text).toContain('Account: ops · 100 · Profile: site');
    expect(text).toMatch(/^Price: .*bills traffic and requests/m);
  });

  it('cannot be started before the cloud was read', () => {
    const first = {
      domain: plan.domain,
      account: { id: '1', source: { kind: 'secret' } },
      hasBack: false,
      isPublicSuffix,
    } as const;
    const page = toReviewPage(first);
    expect(page.buttons).toMatchObject([{ action: 'start', disabled: true }, { action: 'cancel' }]);
    expect({ busy: page.busy, sections: page.sections }).toEqual({ busy: true, sections: [] });
  });

  it('has a button beside what can be changed, each with a name of its own', async () => {
    const outlook = await lookAt(account(), plan);
    const first = {
      domain: plan.domain,
      account: { id: '1', source: { kind: 'secret' } },
      hasBack: true,
      isPublicSuffix,
    } as const;
    const names = (of: OnboardingPlan) => {
      const page = toReviewPage({ ...first, looked: { outlook, choices: choose(of, outlook) } });
      return listPageButtons(page).flatMap(({ label, of: about }) => (label === 'Change…' ? [about] : []));
    };
    expect(names(plan)).toEqual(['Site type', 'HTTPS', 'Redirect', 'Business type', 'Acceleration region']);
    expect(names(site)).toEqual(['HTTPS', 'Redirect', 'Business type', 'Acceleration region', 'Port']);
  });
});

describe('what visitors get', () => {
  it('is nothing before the switch where the name has no record', async () => {
    expect(await review(account())).toContain('[Visitors until the switch]\nNobody reaches the name');
  });

  it('is what they get today where the name leads elsewhere, with the change of DNS before and after', async () => {
    const cloud = account();
    await cloud.dns.createRecord({ zone: 'example.com', rr: 'img', type: 'A', value: '192.0.2.7', ttl: 600 }, signal);
    cloud.state.dnsAnswers.set('192.0.2.1', toA('192.0.2.7'));
    const text = await review(cloud, plan, dist);
    expect(text).toContain('[Visitors until the switch]\nWhat they get today, unchanged\nDNS today: A 192.0.2.7');
    expect(text).toContain('DNS of img.example.com: A 192.0.2.7 → CNAME to CDN');
    expect(text).toContain('[Visitors after the switch]\nhttps://img.example.com shows dist');
  });

  it('has no before where the domain is on CDN already', async () => {
    const cloud = account();
    cloud.addDomain('img.example.com', 'site');
    const text = await review(cloud, plan, dist);
    for (const part of ['There is no before', 'On the way: each setting, with before and after', 'you are asked first'])
      expect(text).toContain(part);
    expect(text).not.toContain('Covered by Start');
  });

  it('changes at once where a wildcard domain of the account serves the name on CDN', async () => {
    const cloud = account();
    cloud.addDomain('.example.com', 'site');
    const value = 'x.w.kunlunsl.com';
    await cloud.dns.createRecord({ zone: 'example.com', rr: 'img', type: 'CNAME', value, ttl: 600 }, signal);
    expect(await review(cloud)).toContain('They are on CDN through *.example.com: adding the name is the switch');
  });
});

describe('the binding of a domain without an ICP filing', () => {
  const bound = 'Domain bound to bucket: site';
  const unfiled = () => {
    const cloud = account();
    cloud.state.icp = 'notFiled';
    return cloud;
  };

  it('is said to be refused for a bucket in mainland China, with what is left out', async () => {
    const text = await review(unfiled());
    for (const part of [
      'Not bound to bucket site',
      'skip the binding',
      'Auto CDN Cache Update',
      'make browsers download',
    ])
      expect(text).toContain(part);
    for (const part of [bound, 'Origin host:', '_dnsauth']) expect(text).not.toContain(part);
    expect(asked(text)).toBe('Steps that need your input: 2 (DNS record, binding)');
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
  it('is named with where it goes, and that each later save is published', async () => {
    const text = await review(account(), plan, dist);
    expect(text).toContain(
      'Folder: dist → site/ · Published to its end before DNS leads to CDN. Each later save is published',
    );
    expect(text).toContain('Publishing mapping: .vscode/oss-cdn.json');
    expect(asked(text)).toBe('Steps that need your input: 2 (folder, DNS record)');
  });

  it('is said not to be published through a wildcard domain, where it was chosen before the domain was', async () => {
    const text = await review(account(), { ...plan, domain: '.example.com' }, dist);
    expect(text).toContain('Folder: Not published: dist · A mapping needs exact domain names, not a wildcard');
    expect(text).not.toContain('.vscode/oss-cdn.json');
  });

  it('is asked about where somebody may use the bucket, and not where it is empty', async () => {
    const line = 'Before publishing: what is added to a bucket that somebody may use';
    expect(await review(account(), plan, dist)).toContain(line);
    expect(await review(emptyAccount(), plan, dist)).not.toContain(line);
  });
});

describe('private access to the bucket', () => {
  const privately = (cloud: MemoryCloud) => {
    const bucket = cloud.state.buckets.get('site');
    if (bucket) bucket.info = { ...bucket.info, acl: 'private' };
    return cloud;
  };

  it('is covered by Start where the bucket is empty, and asked where it holds objects', async () => {
    expect(await review(privately(emptyAccount()))).toContain('Private bucket access: off → on · Covered by Start');
    const text = await review(privately(account()));
    expect(text).toContain('Private bucket access: off → on · Asked first');
    expect(asked(text)).toBe('Steps that need your input: 2 (bucket access, DNS record)');
  });
});

describe('the certificate', () => {
  it("of Let's Encrypt comes with its terms and its public listing", async () => {
    const text = await review(account());
    for (const part of [
      'Subscriber Agreement',
      'Certificate Transparency',
      'billed beyond 5 million',
      'Nothing renews it',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('You are asked to confirm before a DNS record is added');
  });

  it('that is free says that it is used up, and who is told', async () => {
    const cloud = account();
    cloud.state.contacts.push({ id: 5, name: 'Ops', email: 'ops@example.com' });
    addMemoryInstance(cloud.state);
    const text = await review(cloud);
    expect(text).toContain('This will use one free certificate of the account. Currently unused: 1.');
    expect(text).toMatch(/will notify this contact: Ops.*ops@example\.com/);
  });

  it('that is not possible here is under the details, with its reason', async () => {
    const cloud = account();
    cloud.state.isAcmeReachable = false;
    const text = await review(cloud);
    expect(text).toContain('HTTPS: none for now: http only');
    expect(text).toContain("a certificate from Let's Encrypt: The server of Let's Encrypt does not answer from here.");
    expect(text.indexOf('[Details]')).toBeLessThan(text.indexOf('does not answer from here'));
  });
});

it('the settings of the site type are counted, and shown whole under the details', async () => {
  const text = await review(account());
  expect(text).toMatch(/^Settings of the site type: \d+ · Covered by Start, since nobody visits the domain yet/m);
  expect(text.slice(text.indexOf('[Details]'))).toMatch(/^\+ /m);
});

it.each([
  ['a file to compare', emptyAccount(), plan, 'file to compare, DNS record'],
  ['nothing where the folder brings it', emptyAccount(), { ...plan, ...dist }, 'folder, DNS record'],
] as const)(
  'a bucket without a file needs %s',
  async (_what, cloud, { folder, ...of }: OnboardingPlan & { folder?: string }, needs) => {
    const text = await review(cloud, of, folder === undefined ? {} : { folder });
    expect(asked(text)).toBe(`Steps that need your input: 2 (${needs})`);
  },
);

describe('the present site', () => {
  const outlook = () => lookAt(account(), plan);

  it('is named with what the folder lacks', async () => {
    const present = { scheme: 'https', status: 200, told: 9, lacking: ['/a', '/b'], unasked: 3 } as const;
    const text = reviewText(plan, await outlook(), dist, { present });
    expect(text).toContain(
      '[The present site of img.example.com]\nhttps://img.example.com/ answers with HTTP 200; 9 addresses found. The present site has 2 pages or files that the folder lacks:\n/a\n/b\n3 more were not asked for.',
    );
    const whole = reviewText(plan, await outlook(), {}, { present: { ...present, lacking: [], unasked: 0 } });
    expect(whole).toContain('Nothing found that the bucket lacks.');
  });

  it('is said to be read while that lasts', async () => {
    expect(reviewText(plan, await outlook(), {}, { present: 'reading' })).toContain('Reading its home page');
  });
});

it('the review says the same in either language', async () => {
  const cloud = account();
  cloud.state.zones.clear();
  const outlook = await lookAt(cloud, plan);
  const lead = (language: 'en' | 'zh-cn') =>
    sayIn(language, () => reviewText(plan, outlook, dist)).split('\n')[1] ?? '';
  expect(lead('en')).toContain('Steps that need your input: 3 (folder, 2 TXT records, CNAME record)');
  expect(lead('zh-cn')).toContain('：3（文件夹、2 条 TXT 记录、CNAME 解析记录）');
  const chinese = sayIn('zh-cn', () => reviewText(plan, outlook, dist));
  expect(chinese.split('\n').filter((line) => /^[A-Za-z ]{30,}$/.test(line))).toEqual([]);
});
