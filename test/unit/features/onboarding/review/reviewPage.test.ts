import { beforeEach, describe, expect, it } from 'vitest';
import { isPublicSuffix } from '../../../../../src/cloud/publicSuffix.js';
import type { OnboardingPlan } from '../../../../../src/core/onboarding/run/run.js';
import type { DnsAnswer } from '../../../../../src/core/ports/probe.js';
import { planStart } from '../../../../../src/features/onboarding/review/choices.js';
import { toReviewPage } from '../../../../../src/features/onboarding/review/reviewPage.js';
import { resetEditor, sayIn } from '../../../../support/fakeVscode.js';
import { addMemoryInstance } from '../../../../support/memory/freeCertificates.js';
import { listPageButtons } from '../../../../support/pageText.js';
import { handMade } from '../../../core/onboarding/hands.js';
import { account } from '../form/fillIn.js';
import { askedIn, bucketPlan, choose, dist, filledAccount, lookAt, review, reviewText } from './reviewText.js';

const { signal } = new AbortController();
const site: OnboardingPlan = {
  ...bucketPlan,
  origin: { kind: 'site', servers: [{ host: 'a.example.net', backup: false, weight: 10 }] },
};

/** A name server that gives the name this address. */
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

beforeEach(resetEditor);

describe('the refresh that follows the change of the origin Host', () => {
  it('is not named for a new domain, which has had no visitors', async () => {
    expect(await review(filledAccount())).not.toMatch(/^Refresh of/m);
  });

  it('the refresh after a change of the origin Host follows it', async () => {
    const cloud = filledAccount();
    cloud.state.domains.set(bucketPlan.domain, { ...handMade, name: bucketPlan.domain });
    const text = await review(cloud);
    expect(text).toMatch(/^Refresh of all cached content .* uses 1 directory refresh of the daily quota$/m);
    expect(text.indexOf('Origin host:')).toBeLessThan(text.search(/^Refresh of/m));
  });

  it.each([
    ['on port 443', { ...bucketPlan, port: 443 }],
    ['for a wildcard', { ...bucketPlan, domain: '.example.com' }],
    ['for another origin than a bucket', site],
  ] as const)('is not named %s, where the Host stays', async (_name, of) => {
    expect(await review(filledAccount(), of)).not.toMatch(/Origin host:|^Refresh of/m);
  });
});

describe('the records that the run writes', () => {
  const root =
    'verification.example.com | TXT | Alibaba Cloud: proves the root domain to CDN | With Start; deleted again';
  const bound =
    '_dnsauth.img.example.com | TXT | Alibaba Cloud: proves the domain for the binding | With Start; deleted again';
  const acme = "_acme-challenge.img.example.com | TXT | Let's Encrypt: proves the domain for the certificate";

  it('are named exactly, with their type and issuer', async () => {
    const text = await review(filledAccount());
    for (const record of [root, bound, acme]) expect(text).toContain(record);
    expect(text).toContain(
      'img.example.com | CNAME | leads visitors to CDN | Asked once the site is proven at the edge',
    );
    expect(await review(filledAccount(), site)).toContain(root);
    expect(await review(filledAccount(), site)).not.toContain('_dnsauth');
  });

  it('are without the one of the root domain once that is proven', async () => {
    const cloud = filledAccount();
    cloud.state.verifiedRoots.add('example.com');
    const text = await review(cloud);
    expect(text).toContain(bound);
    expect(text).not.toContain(root);
  });

  it('hold the one of the root domain where CDN does not tell whether it is proven', async () => {
    const cloud = filledAccount();
    cloud.failNext('cdn.verifyOwner', 'before', 'forbidden');
    expect(await review(cloud)).toContain(root);
  });

  it('come after the switch where the name is reached through a wildcard record alone', async () => {
    const cloud = filledAccount();
    await cloud.dns.createRecord({ zone: 'example.com', rr: '*', type: 'A', value: '192.0.2.7', ttl: 600 }, signal);
    const text = await review(cloud);
    expect(text).toContain(
      'Domain bound to bucket site, after the switch: it is reached through a wildcard record alone',
    );
    expect(text).toContain('the record of the certificate is added after the switch');
    for (const record of [bound, `${acme} | With Start`]) expect(text).not.toContain(record);
    expect(text).toContain('http only for the first minutes: HTTPS follows');
  });
});

describe('where DNS is kept', () => {
  it('is the zone of this account, where the run writes', async () => {
    expect(await review(filledAccount())).toContain('[DNS zone example.com]');
  });

  it('is not in this account: the records are to be added by hand, in rounds', async () => {
    const cloud = filledAccount();
    cloud.state.zones.clear();
    const text = await review(cloud);
    expect(text).toContain('[Added by you in DNS]');
    expect(text).toContain(
      'You add records in 2 rounds, each shown when it is due: TXT verification of the root domain, _dnsauth.img.example.com → the CNAME',
    );
    expect(askedIn(text)).toBe('Steps that need your input: 2 (2 TXT records, CNAME record)');
  });

  it('is at servers outside Alibaba Cloud DNS', async () => {
    const cloud = filledAccount();
    cloud.state.extraDns.push({ name: 'example.com', type: 'NS', ttl: 600, data: 'ns1.other.example' });
    expect(await review(cloud)).toContain('[Added by you at ns1.other.example]');
  });

  it('has a record of the certificate in a round of its own where that is added by hand', async () => {
    const cloud = filledAccount();
    cloud.state.zones.clear();
    cloud.state.contacts.push({ id: 5, name: 'Ops' });
    addMemoryInstance(cloud.state);
    expect(await review(cloud)).toContain('You add records in 3 rounds');
  });
});

describe('the head of the review', () => {
  it('says that nothing is created yet, how long it takes and what the user is needed for', async () => {
    const [title, lead] = (await review(filledAccount())).split('\n');
    expect({ title, lead }).toEqual({
      title: 'Review: img.example.com',
      lead: 'Not started · Nothing is created or changed before you choose Start · usually 15 to 25 minutes · Steps that need your input: 1 (DNS record)',
    });
  });

  it('names the account and the cost', async () => {
    const text = await review(filledAccount());
    expect(text).toContain('Account: ops · 100 · Profile: site');
    expect(text).toMatch(/^Price: .*bills traffic and requests/m);
  });

  it('cannot be started before the cloud was read', () => {
    const first = {
      domain: bucketPlan.domain,
      account: { id: '1', source: { kind: 'secret' } },
      hasBack: false,
    } as const;
    const page = toReviewPage(first);
    expect(page.buttons).toMatchObject([{ action: 'start', disabled: true }, { action: 'cancel' }]);
    expect({ busy: page.busy, sections: page.sections }).toEqual({ busy: true, sections: [] });
  });

  it('has a button beside what can be changed, each with a name of its own', async () => {
    const outlook = await lookAt(filledAccount(), bucketPlan);
    const first = {
      domain: bucketPlan.domain,
      account: { id: '1', source: { kind: 'secret' } },
      hasBack: true,
    } as const;
    const names = (of: OnboardingPlan) => {
      const page = toReviewPage({ ...first, start: planStart(choose(of, outlook), outlook, isPublicSuffix) });
      return listPageButtons(page).flatMap(({ label, of: about }) => (label === 'Change…' ? [about] : []));
    };
    expect(names(bucketPlan)).toEqual(['Site type', 'HTTPS', 'Redirect', 'Business type', 'Acceleration region']);
    expect(names(site)).toEqual(['HTTPS', 'Redirect', 'Business type', 'Acceleration region', 'Port']);
  });
});

describe('what visitors get', () => {
  it('is nothing before the switch where the name has no record', async () => {
    expect(await review(filledAccount())).toContain('[Visitors until the switch]\nNone: DNS has no record of the name');
  });

  it('is what they get today where the name leads elsewhere, with the change of DNS before and after', async () => {
    const cloud = filledAccount();
    await cloud.dns.createRecord({ zone: 'example.com', rr: 'img', type: 'A', value: '192.0.2.7', ttl: 600 }, signal);
    cloud.state.dnsAnswers.set('192.0.2.1', toA('192.0.2.7'));
    const text = await review(cloud, bucketPlan, dist);
    expect(text).toContain('[Visitors until the switch]\nWhat they get today, unchanged\nDNS today: A 192.0.2.7');
    expect(text).toContain('DNS of img.example.com: A 192.0.2.7 → CNAME to CDN');
    expect(text).toContain('[Visitors after the switch]\nhttps://img.example.com shows dist');
  });

  it('has no before where the domain is on CDN already', async () => {
    const cloud = filledAccount();
    cloud.addDomain('img.example.com', 'site');
    const text = await review(cloud, bucketPlan, dist);
    for (const part of [
      'There is no before',
      'On the way: the settings of the site type',
      'you are asked before it is published',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('Covered by Start');
  });

  it('changes at once where a wildcard domain of the account serves the name on CDN', async () => {
    const cloud = filledAccount();
    cloud.addDomain('.example.com', 'site');
    const value = 'x.w.kunlunsl.com';
    await cloud.dns.createRecord({ zone: 'example.com', rr: 'img', type: 'CNAME', value, ttl: 600 }, signal);
    expect(await review(cloud)).toContain('They are on CDN through *.example.com: adding the name is the switch');
  });
});

describe('the certificate', () => {
  it("of Let's Encrypt comes with its terms and its public listing", async () => {
    const text = await review(filledAccount());
    for (const part of [
      'Subscriber Agreement',
      'Certificate Transparency',
      'billed beyond 5 million',
      'Nothing renews it',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('You are asked to confirm before a DNS record is added');
  });

  it('that is free shows its used quota and who is notified', async () => {
    const cloud = filledAccount();
    cloud.state.contacts.push({ id: 5, name: 'Ops', email: 'ops@example.com' });
    addMemoryInstance(cloud.state);
    const text = await review(cloud);
    expect(text).toContain('This will use one free certificate of the account. Currently unused: 1.');
    expect(text).toMatch(/will notify this contact: Ops.*ops@example\.com/);
  });

  it('that is not possible here is under the details, with its reason', async () => {
    const cloud = filledAccount();
    cloud.state.isAcmeReachable = false;
    const text = await review(cloud);
    expect(text).toContain('HTTPS: none for now: http only');
    expect(text).toContain("a certificate from Let's Encrypt: The server of Let's Encrypt does not answer from here.");
    expect(text.indexOf('[Details]')).toBeLessThan(text.indexOf('does not answer from here'));
  });
});

it('the settings of the site type are counted, and shown whole under the details', async () => {
  const text = await review(filledAccount());
  expect(text).toMatch(
    /^Settings of the site type: \d+ settings · Covered by Start, since no visitor reaches CDN yet/m,
  );
  expect(text.slice(text.indexOf('[Details]'))).toMatch(/^\+ /m);
});

it.each([
  ['a file to compare', account(), bucketPlan, '2 (file to compare, DNS record)'],
  ['nothing where the folder brings it', account(), { ...bucketPlan, ...dist }, '1 (DNS record)'],
] as const)(
  'a bucket without a file needs %s',
  async (_what, cloud, { folder, ...of }: OnboardingPlan & { folder?: string }, needs) => {
    const text = await review(cloud, of, folder === undefined ? {} : { folder });
    expect(askedIn(text)).toBe(`Steps that need your input: ${needs}`);
  },
);

describe('the present site', () => {
  const outlook = () => lookAt(filledAccount(), bucketPlan);

  it('is named with what the folder lacks', async () => {
    const present = { scheme: 'https', status: 200, told: 9, lacking: ['/a', '/b'], unasked: 3 } as const;
    const text = reviewText(bucketPlan, await outlook(), dist, { present });
    expect(text).toContain(
      '[The present site of img.example.com]\nhttps://img.example.com/ answers with HTTP 200; 9 addresses found. The present site has 2 pages or files that the folder lacks:\n/a\n/b\n3 more were not asked for.',
    );
    const whole = reviewText(bucketPlan, await outlook(), {}, { present: { ...present, lacking: [], unasked: 0 } });
    expect(whole).toContain('Nothing found that the bucket lacks.');
  });

  it('is shown as loading meanwhile', async () => {
    expect(reviewText(bucketPlan, await outlook(), {}, { present: 'reading' })).toContain('Reading its home page');
  });
});

it('the review says the same in either language', async () => {
  const cloud = filledAccount();
  cloud.state.zones.clear();
  const outlook = await lookAt(cloud, bucketPlan);
  const lead = (language: 'en' | 'zh-cn') =>
    sayIn(language, () => reviewText(bucketPlan, outlook, dist)).split('\n')[1] ?? '';
  expect(lead('en')).toContain('Steps that need your input: 3 (2 TXT records, files, CNAME record)');
  expect(lead('zh-cn')).toContain('：3（2 条 TXT 记录、文件、CNAME 解析记录）');
  const chinese = sayIn('zh-cn', () => reviewText(bucketPlan, outlook, dist));
  expect(chinese.split('\n').filter((line) => /^[A-Za-z ]{30,}$/.test(line))).toEqual([]);
});
