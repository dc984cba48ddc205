import { beforeEach, describe, expect, it } from 'vitest';
import type { OnboardingPlan } from '../../../../../src/core/onboarding/run/run.js';
import type { Choices } from '../../../../../src/features/onboarding/review/choices.js';
import { resetEditor } from '../../../../support/fakeVscode.js';
import { addMemoryCertificate } from '../../../../support/memory/certificates.js';
import type { MemoryCloud } from '../../../../support/memoryCloud.js';
import { account } from '../form/fillIn.js';
import { answer, askedIn, bucketPlan, dist, filledAccount, review } from './reviewText.js';

const name = bucketPlan.domain;
const signal = new AbortController().signal;
const other: OnboardingPlan = {
  ...bucketPlan,
  origin: { kind: 'site', servers: [{ host: 'a.example.net', backup: false, weight: 10 }] },
};

const add = (cloud: MemoryCloud, rr: string, type: string, value: string) =>
  void cloud.dns.createRecord({ zone: 'example.com', rr, type, value, ttl: 600 }, signal);

function privately(cloud: MemoryCloud): MemoryCloud {
  const bucket = cloud.state.buckets.get('site');
  if (bucket) bucket.info = { ...bucket.info, acl: 'private' };
  return cloud;
}

function withoutZone(cloud = account()): MemoryCloud {
  cloud.state.zones.clear();
  return cloud;
}

function onCdn(cloud = filledAccount()): MemoryCloud {
  cloud.addDomain(name, 'site');
  return cloud;
}

function withCertificate(cloud: MemoryCloud): MemoryCloud {
  const { id } = addMemoryCertificate(cloud.state, [name], 9e12);
  cloud.state.given.set(name, id);
  return cloud;
}

function switched(): MemoryCloud {
  const cloud = withCertificate(onCdn());
  cloud.bringOnline(name);
  add(cloud, 'img', 'CNAME', `${name}.w.kunlunsl.com`);
  answer(cloud, (asked) => asked === name, 'CNAME', `${name}.w.kunlunsl.com`);
  return cloud;
}

function covered(): MemoryCloud {
  const cloud = filledAccount();
  cloud.addDomain('.example.com', 'site');
  answer(cloud, (asked) => asked.endsWith('example.com'), 'CNAME', 'x.w.kunlunsl.com');
  return cloud;
}

interface Case {
  readonly cloud: () => MemoryCloud;
  readonly of?: OnboardingPlan;
  readonly choices?: Partial<Choices>;
  /** What the head says of inputs. */
  readonly needs: string;
  readonly says: readonly string[];
  readonly never: readonly string[];
}

const covering = 'Start allows publishing this folder, now and on each save';
const consent = 'Before the first file: your consent';
const adding = 'Before publishing: what is added to a bucket that may have visitors';
const overwriting = 'Before an object is overwritten: which ones';
const protocols = 'HTTP/2, and TLS 1.2 as the minimum version, with the certificate';
const unproven = 'Nothing can be proven before';
const stay = 'HTTP/2 and the versions of TLS stay as they are';
const started = 'With Start; deleted again once it has served';
const autoUpdate = 'At the end, recommended: Auto CDN Cache Update, which you turn on in the OSS console';
const dns = 'Once the whole site is proven at the edge: the change of DNS';

const cases: Readonly<Record<string, Case>> = {
  'a new name that is free, with an empty bucket': {
    cloud: account,
    choices: dist,
    needs: '1 (DNS record)',
    says: [
      'None: DNS has no record of the name',
      covering,
      protocols,
      'Covered by Start, since no visitor reaches CDN yet',
      `_dnsauth.${name} | TXT | Alibaba Cloud: proves the domain for the binding | ${started}`,
      `_acme-challenge.${name} | TXT | Let's Encrypt: proves the domain for the certificate | ${started}`,
      dns,
      autoUpdate,
      'http is redirected to https (301)',
    ],
    never: [consent, adding, overwriting, unproven, stay, 'the redirect of http to https'],
  },
  'a new name that is in use, with a public bucket that has objects': {
    cloud: () => {
      const cloud = filledAccount();
      add(cloud, 'img', 'A', '192.0.2.7');
      answer(cloud, (asked) => asked === name);
      return cloud;
    },
    choices: dist,
    needs: '2 (files, DNS record)',
    says: [
      'What they get today, unchanged',
      covering,
      adding,
      overwriting,
      'A 192.0.2.7 → CNAME to CDN · Asked at its time with all fields; Undo puts the records back',
    ],
    never: [consent],
  },
  'a name that is held by a wildcard record of a zone here': {
    cloud: () => {
      const cloud = account();
      add(cloud, '*', 'A', '192.0.2.7');
      answer(cloud, (asked) => asked.endsWith('example.com'));
      return cloud;
    },
    choices: dist,
    needs: '2 (DNS record, certificate record)',
    says: [
      `_dnsauth.${name} | TXT | Alibaba Cloud: proves the domain for the binding | After the switch; deleted again`,
      `_acme-challenge.${name} | TXT | Let's Encrypt: proves the domain for the certificate | After the switch, asked; deleted again`,
      'After the switch: the record of the certificate',
      'DNS today: a wildcard record',
      'a wildcard record → CNAME to CDN · Asked at its time with all fields; Undo deletes the CNAME again',
      'You are asked to confirm before a DNS record is added',
    ],
    never: ['Undo puts the records back'],
  },
  'a name that is held by a wildcard record of a zone elsewhere': {
    cloud: () => {
      const cloud = withoutZone();
      answer(cloud, (asked) => asked.endsWith('example.com'));
      return cloud;
    },
    choices: { ...dist, certificate: { kind: 'later' } },
    needs: '2 (2 TXT records, CNAME record)',
    says: [
      `You add records in 3 rounds, each shown when it is due: TXT verification of the root domain → the CNAME → TXT _dnsauth.${name}`,
      'a wildcard record → CNAME to CDN · You change it at your DNS provider, once the site is proven at the edge',
    ],
    never: ['Undo puts', protocols],
  },
  'a domain that is on CDN already, without a certificate': {
    cloud: onCdn,
    choices: dist,
    needs: '6 (folder, files, binding, settings, certificate, DNS record)',
    says: [
      unproven,
      consent,
      adding,
      'Domain bound to bucket site, where it is not: asked first',
      'On the way: the binding to the bucket and the origin host, where they are not set',
      'On the way: the settings of the site type, with before and after',
      'Before the proof: the certificate, with HTTP/2 and TLS 1.2 as the minimum version',
      'At the end, recommended: the redirect of http to https',
    ],
    never: [covering, 'Covered by Start', 'With Start', stay, 'before DNS leads to CDN'],
  },
  'a domain that visitors reach on CDN already, with a certificate': {
    cloud: switched,
    choices: dist,
    needs: '4 (folder, files, binding, settings)',
    says: [stay, unproven, 'Its record leads to CDN already', 'At the end, recommended: the redirect of http to https'],
    never: [dns, 'Before the proof: the certificate', protocols, 'DNS does not lead to it yet'],
  },
  'a name below a wildcard domain that serves it on CDN': {
    cloud: () => {
      const cloud = covered();
      add(cloud, 'img', 'CNAME', 'x.w.kunlunsl.com');
      return cloud;
    },
    choices: dist,
    needs: '7 (folder, adding the name, files, binding, settings, certificate record, DNS record)',
    says: [
      'They are on CDN through *.example.com: adding the name is the switch',
      'You are asked before it is added',
      unproven,
      'Before the name is added: visitors get what is made of it from then on',
      'Before the certificate: the record that validates the domain',
      'At the end, recommended: the redirect of http to https',
      'On the way; deleted again once it has served',
      'Asked with before and after; all are under Details',
    ],
    never: [covering, 'Covered by Start', 'With Start', 'before DNS leads to CDN', 'After DNS leads to CDN'],
  },
  'a private bucket that is empty': {
    cloud: () => privately(account()),
    choices: dist,
    needs: '1 (DNS record)',
    says: ['Private bucket access: off → on · Anyone can read', covering],
    never: ['private access to the bucket', consent],
  },
  'a private bucket that is empty, of a domain on CDN': {
    cloud: () => onCdn(privately(account())),
    choices: dist,
    needs: '7 (folder, bucket access, files, binding, settings, certificate, DNS record)',
    says: ['Private bucket access: off → on · Asked first: anyone can read the bucket'],
    never: ['Covered by Start'],
  },
  'a private bucket that CDN may read already': {
    cloud: () => {
      const cloud = onCdn(privately(account()));
      const args = { private_oss_auth: 'on' };
      cloud.state.configs.set(name, [{ id: 'p', functionName: 'l2_oss_key', args, status: 'success' }]);
      return cloud;
    },
    choices: dist,
    needs: '6 (folder, files, binding, settings, certificate, DNS record)',
    says: [],
    never: ['Private bucket access', 'private access to the bucket'],
  },
  'a private bucket that has objects': {
    cloud: () => privately(filledAccount()),
    choices: dist,
    needs: '1 (DNS record)',
    says: [
      'Anyone can read all that it has through this domain; the bucket stays private otherwise. Covered by Start',
      covering,
      overwriting,
    ],
    never: [consent, adding, 'private access to the bucket'],
  },
  'a public bucket that has objects': {
    cloud: filledAccount,
    choices: dist,
    needs: '2 (files, DNS record)',
    says: [covering, adding, overwriting],
    never: [consent],
  },
  'a zone that is elsewhere': {
    cloud: withoutZone,
    choices: dist,
    needs: '2 (2 TXT records, CNAME record)',
    says: [
      `You add records in 2 rounds, each shown when it is due: TXT verification of the root domain, _dnsauth.${name} → the CNAME`,
      'DNS records to add at your DNS provider',
      'Once the whole site is proven at the edge: the CNAME to add, with what to remove',
      covering,
    ],
    never: ['With Start', dns],
  },
  'another origin in a zone elsewhere, whose root is proven': {
    cloud: () => {
      const cloud = withoutZone();
      cloud.state.verifiedRoots.add('example.com');
      return cloud;
    },
    of: other,
    needs: '1 (CNAME record)',
    says: [
      'You add one record, shown when it is due: the CNAME',
      'Once the whole site is proven at the edge: the CNAME',
    ],
    never: ['in 1 rounds', 'in rounds'],
  },
  'a wildcard domain': {
    cloud: filledAccount,
    of: { ...bucketPlan, domain: '.example.com' },
    choices: dist,
    needs: '1 (DNS record)',
    says: ['Not published: dist', 'Not bound to the bucket: OSS does not bind wildcard domains'],
    never: [consent, covering, overwriting, '_dnsauth', autoUpdate],
  },
  'another origin': {
    cloud: filledAccount,
    of: other,
    needs: '1 (DNS record)',
    says: ['verification.example.com', dns, protocols],
    never: ['_dnsauth', 'bucket', autoUpdate],
  },
  'a domain without an ICP filing, for a bucket in mainland China': {
    cloud: () => {
      const cloud = account();
      cloud.state.icp = 'notFiled';
      return cloud;
    },
    choices: dist,
    needs: '2 (DNS record, binding)',
    says: ['Not bound to bucket site', 'At the end: the binding that needs an ICP filing', covering],
    never: ['_dnsauth', autoUpdate, 'Origin host:'],
  },
};

beforeEach(resetEditor);

describe('the review shows the scope of Start, the later questions and their time, for', () => {
  it.each(Object.entries(cases))('%s', async (_name, { cloud, of = bucketPlan, choices = {}, needs, says, never }) => {
    const text = await review(cloud(), of, choices);
    expect(askedIn(text)).toBe(`Steps that need your input: ${needs}`);
    for (const each of says) expect(text).toContain(each);
    for (const each of never) expect(text).not.toContain(each);
  });
});
