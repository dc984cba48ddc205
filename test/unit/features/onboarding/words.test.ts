import { describe, expect, it } from 'vitest';
import { type ParsedDomain, parseDomainName } from '../../../../src/core/domainName.js';
import type { OnboardingPlan } from '../../../../src/core/onboarding/run/run.js';
import type { OriginProblem } from '../../../../src/core/origin.js';
import { describeOriginProblem } from '../../../../src/core/origin.js';
import type { DnsRecord } from '../../../../src/core/ports/dns.js';
import { portItems } from '../../../../src/features/onboarding/form/originQuestions.js';
import { businessTypeItems } from '../../../../src/features/onboarding/form/questions.js';
import { describeUndo, sdkSnippet, urlPattern } from '../../../../src/features/onboarding/onboardingCommands.js';
import { describeSwitch } from '../../../../src/features/questions/dns/recordChanges.js';
import { questionOf } from '../../../../src/features/questions/questions.js';
import { refuseUploadDomain, suggestUploadDomain } from '../../../../src/features/questions/upload.js';
import { sayIn } from '../../../support/fakeVscode.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';
import { lookAt, plainOutlook, reviewText } from './review/reviewText.js';

const old: DnsRecord = {
  id: '1',
  zone: 'example.com',
  rr: 'img',
  type: 'CNAME',
  value: 'site.oss-cn-hangzhou.aliyuncs.com',
  ttl: 1200,
  line: 'default',
  enabled: true,
  locked: false,
};
const wanted = { zone: 'example.com', rr: 'img', type: 'CNAME', value: 'img.example.com.w.kunlunsl.com', ttl: 600 };
const plan: OnboardingPlan = {
  domain: 'img.example.com',
  origin: { kind: 'bucket', bucket: { name: 'site', region: 'cn-hangzhou' } },
  type: 'web',
  region: 'domestic',
  port: 80,
};

/** Nothing is there yet, and anyone may read the bucket. */
const dns = { kind: 'here', zone: 'example.com', conflicts: [] } as const;
const fresh = { ...plainOutlook, dns, certificates: [] } as const;

describe('the words of a switch', () => {
  it('show before and after, the time by the old TTL, 72 hours at most, and the undo', () => {
    const other = { ...old, id: '2', type: 'TXT', value: 'hello' };
    const text = describeSwitch({ wanted, existing: [old, other], changed: '1' }).join('\n');
    for (const part of [old.value, 'TXT  hello  TTL 1200 · default line · paused', 'about 20 min', '72 hours'])
      expect(text).toContain(part);
    expect(text).toContain(`${wanted.value}  TTL 600 · changed from CNAME ${old.value}`);
    expect(text).toContain('either the old records or the CNAME at every moment');
    expect(text).toContain('"Undo DNS Change" changes the CNAME back');
    expect(text.indexOf('Before:')).toBeLessThan(text.indexOf('After:'));
  });

  it('say that a paused copy of the CNAME is deleted, and that the host is never without a record', () => {
    const deleted = 'The paused copy of the CNAME on this host is deleted.';
    const change = { wanted, existing: [old], changed: '1' } as const;
    expect(describeSwitch({ ...change, copy: '3' })).toContain(deleted);
    expect(describeSwitch(change)).not.toContain(deleted);
    const ask = { kind: 'recordConflict', ...change, approval: 'x' } as const;
    expect(questionOf(ask).text().detail).toContain('never without a record');
    expect(questionOf(ask).text().detail).not.toContain(deleted);
    expect(questionOf({ ...ask, copy: '3' }).text().detail).toContain(deleted);
  });

  it('say that a bound domain points straight at the bucket today', () => {
    const ask = { kind: 'recordConflict', wanted, existing: [old], approval: 'x' } as const;
    expect(questionOf(ask).text().row).toBe('Switch DNS from the bucket to CDN: img.example.com');
    expect(describeSwitch({ wanted, existing: [old] })[0]).toMatch(
      /^This domain currently points directly to the bucket/,
    );
    const other = { ...ask, existing: [{ ...old, type: 'A', value: '192.0.2.1' }] };
    expect(questionOf(other).text().row).toBe('Switch DNS to CDN: img.example.com');
  });

  it('the text of an undone switch names the removed and resumed records', () => {
    const ours = { ...old, ...wanted, id: '2' };
    const none = { restore: undefined, remove: undefined, pause: undefined, add: undefined, resume: [] };
    const text = describeUndo({ ...none, remove: ours, resume: [{ ...old, enabled: false }] }).join('\n');
    expect(text).toContain(`Removed: img.example.com  CNAME  ${wanted.value}`);
    expect(text).toContain(`Resumed: img.example.com  CNAME  ${old.value}`);
    expect(describeUndo({ ...none, remove: ours }).join('\n')).toContain('will not resolve');
    const added = describeUndo({ ...none, add: old });
    expect(added[0]).toBe(`Added again: img.example.com  CNAME  ${old.value}  TTL 1200`);
    expect(added.join('\n')).toContain('go where they went before CDN');
    const back = describeUndo({ ...none, pause: ours }).join('\n');
    expect(back).toMatch(/^Paused: img\.example\.com {2}CNAME/);
    expect(back).not.toContain('Removed');
    expect(sayIn('zh-cn', () => describeUndo({ ...none, pause: ours })[0])).toMatch(/^暂停：/);
    const restored = describeUndo({ ...none, restore: { ours, former: old } });
    expect(restored[1]).toBe(`Changed back: img.example.com  CNAME  ${old.value}  TTL 1200`);
    expect(restored.join('\n')).toContain('go where they went before CDN');
  });
});

describe('the review', () => {
  it('names all that is created and changed, with the cost', () => {
    const text = reviewText(plan, fresh);
    for (const part of ['img.example.com', 'site.oss-cn-hangzhou.aliyuncs.com, port 80', 'fixed after creation'])
      expect(text).toContain(part);
    for (const part of ['Chinese Mainland Only', 'Origin host', 'CDN bills', 'content policy'])
      expect(text).toContain(part);
  });

  it('the review of an existing domain shows its state and only real changes', () => {
    const source = { type: 'oss', content: 'site.oss-cn-hangzhou.aliyuncs.com', priority: '20', weight: '10' } as const;
    const sources = [{ ...source, port: 443 }];
    const existing = { name: plan.domain, status: 'online', type: 'download', region: 'overseas', sources } as const;
    const domain = { ...existing, httpsOn: false };
    const text = reviewText(plan, { ...fresh, existing: { domain, configs: [] }, isPrivate: true });
    for (const part of [
      'Unchanged',
      'There is no before',
      'aliyuncs.com, port 443',
      'Private bucket access',
      '_dnsauth',
    ])
      expect(text).toContain(part);
    for (const part of ['CDN domain:', 'fixed after creation', 'Origin host:', 'verification'])
      expect(text).not.toContain(part);
  });

  it('contains the second domain where OSS refuses its public one, and not otherwise', async () => {
    const cloud = createMemoryCloud();
    cloud.addBucket('site');
    cloud.state.publicEndpointClosed = true;
    const text = reviewText(plan, await lookAt(cloud, plan));
    for (const part of ['Upload domain bound to bucket site', 'leads uploads directly to the bucket'])
      expect(text).toContain(part);
    cloud.state.publicEndpointClosed = false;
    expect(reviewText(plan, await lookAt(cloud, plan))).not.toMatch(/upload/i);
  });

  it('promises no binding where there is none', () => {
    expect(reviewText({ ...plan, domain: '.example.com' }, fresh)).toContain('OSS does not bind wildcard domains');
    const servers = [{ host: 'a.example.net', backup: true, weight: 20 }];
    const byName = { kind: 'ossDomain', host: 'other.oss-cn-hangzhou.aliyuncs.com' } as const;
    expect(reviewText({ ...plan, origin: byName }, fresh)).toContain('was not chosen from this account');
    const text = reviewText({ ...plan, origin: { kind: 'site', servers } }, fresh);
    expect(text).toContain('a.example.net (backup · weight 20)');
    expect(text).not.toContain('.vscode/oss-cdn.json');
  });
});

describe('the name that is offered for uploads', () => {
  const isPublicSuffix = (name: string) => ['com', 'com.cn', 'cn'].includes(name);
  it.each([
    ['img.example.com', undefined, ['upload.example.com']],
    ['example.com.cn', undefined, ['upload.example.com.cn']],
    ['a.b.example.com.cn', undefined, ['upload.example.com.cn']],
    ['.example.com', undefined, ['upload.example.com']],
    ['img.dev.example.com', 'dev.example.com', ['upload.dev.example.com']],
    ['upload.example.com', undefined, []],
  ])('%s in zone %s', (domain, zone, names) => {
    expect(suggestUploadDomain({ ...plan, domain }, zone, isPublicSuffix)).toEqual(names);
  });
});

describe('a domain for uploads', () => {
  const parse = (text: string): ParsedDomain => parseDomainName(text, () => false);
  it.each([
    ['upload.example.com', undefined],
    ['IMG.example.com', /cannot be used for uploads/],
    ['*.example.com', /does not bind wildcard domains/],
    ['upload', /full domain name/],
  ])('a domain for uploads is checked: %s', (text, refusal) => {
    const found = refuseUploadDomain(parse(text), [plan.domain]);
    if (refusal === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(refusal);
  });
});

describe('the copied description of a domain', () => {
  const domain = {
    name: 'img.example.com',
    httpsOn: false,
    sources: [{ type: 'oss', content: 'site.oss-cn-hangzhou.aliyuncs.com', port: 80, priority: '20', weight: '10' }],
  } as const;

  it('is the domain followed by the path of an object', () => {
    expect(urlPattern(domain)).toBe('http://img.example.com/path/to/object');
    expect(urlPattern({ ...domain, name: '.example.com', httpsOn: true })).toBe(
      'https://www.example.com/path/to/object',
    );
  });

  it('is a client with the custom domain, without keys, that says where uploads belong', () => {
    const code = sdkSnippet(domain);
    for (const part of [
      "endpoint: 'http://img.example.com'",
      'cname: true',
      "bucket: 'site'",
      'process.env',
      'Do not upload',
    ])
      expect(code).toContain(part);
  });
});

describe('choices', () => {
  it('tell large files only where there are some', () => {
    const told = (holdsLarge: boolean) => businessTypeItems(holdsLarge).map(({ description }) => description ?? '');
    expect(told(true).filter((text) => text.includes('20 MB'))).toHaveLength(1);
    expect(told(false).filter((text) => text.includes('20 MB'))).toHaveLength(0);
  });

  it('say of a custom port towards OSS that it does not listen there', () => {
    const detail = (kind: 'bucket' | 'ip') => portItems(kind).at(-1)?.detail;
    expect(detail('bucket')).toContain('only on ports 80 and 443');
    expect(detail('ip')).not.toContain('OSS');
  });

  it('refuse each bad origin with a sentence of its own', () => {
    const problems: OriginProblem[] = ['empty', 'internalOss', 'notOss', 'notAddress', 'notDomain', 'privateAddress'];
    problems.push('mixed', 'tooMany', 'duplicate', 'sameAsDomain', 'cdnName', 'notFunctionCompute');
    const sentences = problems.map((problem) => describeOriginProblem(problem, 'x'));
    expect(new Set(sentences).size).toBe(problems.length);
  });
});

describe('the words before a domain is created again', () => {
  it('say that it was deleted, that nothing was done and that it costs', () => {
    const { row, detail } = questionOf({ kind: 'recreateDomain', approval: 'img.example.com (1)' }).text();
    expect(row).toContain('no longer on CDN');
    for (const part of ['deleted', 'has not been created again', 'billing']) expect(detail).toContain(part);
  });
});
