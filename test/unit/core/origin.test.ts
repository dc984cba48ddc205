import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCdnTarget } from '../../../src/core/dns/hostNames.js';
import {
  hasSameOrigin,
  type Origin,
  ownBucket,
  parseFunctionCompute,
  parseOssDomain,
  parseServers,
  publicBucketHost,
  toSources,
} from '../../../src/core/origin.js';

const parse = (text: string, kind: 'ip' | 'site', domain = 'img.example.com') => parseServers(text, kind, domain);
const hostsOf = (count: number) => Array.from({ length: count }, (_, index) => `s${index}.example.net`).join(' ');

describe('parseOssDomain', () => {
  it.each([
    ['site.oss-cn-hangzhou.aliyuncs.com', 'site.oss-cn-hangzhou.aliyuncs.com'],
    [' https://Site.OSS-cn-hangzhou.aliyuncs.com/a.png ', 'site.oss-cn-hangzhou.aliyuncs.com'],
    ['site.oss-accelerate.aliyuncs.com.', 'site.oss-accelerate.aliyuncs.com'],
  ])('parseOssDomain takes %j', (text, value) => {
    expect(parseOssDomain(text)).toEqual({ ok: true, value });
  });

  it.each([
    ['', 'empty'],
    ['site.oss-cn-hangzhou-internal.aliyuncs.com', 'internalOss'],
    ['oss-cn-hangzhou.aliyuncs.com', 'notOss'],
    ['-site.oss-cn-hangzhou.aliyuncs.com', 'notOss'],
    ['a.site.oss-cn-hangzhou.aliyuncs.com', 'notOss'],
    ['site.oss-cn-hangzhou.aliyuncs.com.evil.example', 'notOss'],
    ['www.example.com', 'notOss'],
  ])('parseOssDomain refuses %j as %s', (text, problem) => {
    expect(parseOssDomain(text)).toMatchObject({ ok: false, problem });
  });

  it('parseOssDomain takes the public host of any bucket', () => {
    const name = fc.stringMatching(/^[a-z0-9][a-z0-9-]{1,20}[a-z0-9]$/);
    fc.assert(
      fc.property(name, fc.constantFrom('cn-hangzhou', 'ap-southeast-1', 'cn-wuhan-lr'), (bucket, region) => {
        const value = publicBucketHost({ name: bucket, region });
        expect(parseOssDomain(value)).toEqual({ ok: true, value });
      }),
    );
  });
});

describe('parseFunctionCompute', () => {
  it.each([
    ['1234.cn-hangzhou.fc.aliyuncs.com', true],
    ['app-x.cn-hangzhou.fcapp.run', true],
    ['app.cn-shanghai.fcapp.run', false],
    ['.cn-hangzhou.fcapp.run', false],
    ['www.example.com', false],
  ])('parseFunctionCompute of cn-hangzhou: %s is %s', (text, ok) => {
    expect(parseFunctionCompute(text, 'cn-hangzhou').ok).toBe(ok);
  });
});

describe('parseServers', () => {
  it('parseServers reads several servers with role and weight', () => {
    expect(parse('origin.example.net, Spare.example.net;backup;weight=20\nthird.example.net;weight=1', 'site')).toEqual(
      {
        ok: true,
        value: [
          { host: 'origin.example.net', backup: false, weight: 10 },
          { host: 'spare.example.net', backup: true, weight: 20 },
          { host: 'third.example.net', backup: false, weight: 1 },
        ],
      },
    );
  });

  it.each([
    [' , ', 'site', 'empty', undefined],
    [hostsOf(21), 'site', 'tooMany', undefined],
    ['a.example.net A.example.net', 'site', 'duplicate', 'a.example.net'],
    ...['0', '101', 'x', '1.5', ''].map((weight) => {
      const entry = `a.example.net;weight=${weight}`;
      return [entry, 'site', 'badOption', entry] as const;
    }),
    ['a.example.net;bakcup', 'site', 'badOption', 'a.example.net;bakcup'],
    ['a.example.net:8080', 'site', 'withPort', 'a.example.net:8080'],
    ['https://a.example.net:8443/x', 'site', 'withPort', 'https://a.example.net:8443/x'],
    ['203.0.113.1:80', 'ip', 'withPort', '203.0.113.1:80'],
    ['203.0.113.1 a.example.net', 'ip', 'mixed', undefined],
    ['203.0.113.1 a.example.net', 'site', 'mixed', undefined],
    ['a.example.net', 'ip', 'notAddress', 'a.example.net'],
    ...['foo:bar', '999.1.1.1', '010.0.0.1', '[2001:db8::1]', '1::2::3'].map(
      (entry) => [entry, 'ip', 'notAddress', entry] as const,
    ),
    ['999.1.1.1', 'site', 'notDomain', '999.1.1.1'],
    ['2001:db8::1', 'site', 'notDomain', '2001:db8::1'],
    ['203.0.113.1', 'site', 'notDomain', '203.0.113.1'],
    ['localhost', 'site', 'notDomain', 'localhost'],
    ['192.168.1.2', 'ip', 'privateAddress', '192.168.1.2'],
    ['site.oss-cn-hangzhou-internal.aliyuncs.com', 'site', 'internalOss', 'site.oss-cn-hangzhou-internal.aliyuncs.com'],
    ['IMG.example.com', 'site', 'sameAsDomain', 'img.example.com'],
    ['x.w.kunlunsl.com', 'site', 'cdnName', 'x.w.kunlunsl.com'],
  ] as const)('refuses %j of kind %s as %s', (text, kind, problem, subject) => {
    expect(parse(text, kind)).toEqual({ ok: false, problem, ...(subject === undefined ? {} : { subject }) });
  });

  it.each(['203.0.113.7', '2001:db8::1', 'http://203.0.113.7/'])('parseServers takes the address %s', (text) => {
    const host = text.replace('http://', '').replace('/', '');
    expect(parse(text, 'ip')).toEqual({ ok: true, value: [{ host, backup: false, weight: 10 }] });
  });

  it('refuses every name below a wildcard that is accelerated', () => {
    expect(parse('origin.example.com', 'site', '.example.com')).toMatchObject({ problem: 'sameAsDomain' });
    expect(parse('origin.example.net', 'site', '.example.com').ok).toBe(true);
  });

  it('parseServers takes 20 servers and no more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (count) => {
        expect(parse(hostsOf(count), 'site').ok).toBe(count <= 20);
      }),
    );
  });

  it('parseServers never throws, and its result has valid weights and no duplicates', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('ip' as const, 'site' as const), (text, kind) => {
        const parsed = parse(text, kind);
        if (!parsed.ok) return;
        expect(new Set(parsed.value.map(({ host }) => host)).size).toBe(parsed.value.length);
        expect(parsed.value.every(({ weight }) => weight >= 1 && weight <= 100)).toBe(true);
      }),
    );
  });
});

const bucket: Origin = { kind: 'bucket', bucket: { name: 'site', region: 'cn-hangzhou' } };
const two: Origin = {
  kind: 'site',
  servers: [
    { host: 'a.example.net', backup: false, weight: 10 },
    { host: 'b.example.net', backup: true, weight: 20 },
  ],
};

describe('toSources', () => {
  it.each([
    [bucket, ['oss site.oss-cn-hangzhou.aliyuncs.com 20 10']],
    [{ kind: 'ossDomain', host: 'x.oss-cn-beijing.aliyuncs.com' }, ['oss x.oss-cn-beijing.aliyuncs.com 20 10']],
    [two, ['domain a.example.net 20 10', 'domain b.example.net 30 20']],
    [{ kind: 'ip', servers: [{ host: '203.0.113.1', backup: false, weight: 5 }] }, ['ipaddr 203.0.113.1 20 5']],
    [
      { kind: 'functionCompute', region: 'cn-hangzhou', host: 'f.cn-hangzhou.fcapp.run' },
      ['fc_domain f.cn-hangzhou.fcapp.run 20 10'],
    ],
  ] as [Origin, string[]][])('toSources writes %j', (origin, expected) => {
    const sources = toSources(origin, 8080);
    expect(sources.map(({ type, content, priority, weight }) => `${type} ${content} ${priority} ${weight}`)).toEqual(
      expected,
    );
    expect(sources.every(({ port }) => port === 8080)).toBe(true);
    expect(hasSameOrigin(sources, origin)).toBe(true);
  });
});

describe('hasSameOrigin', () => {
  it('wants all hosts and no others, in any order and case', () => {
    const sources = toSources(two, 443);
    expect(hasSameOrigin([...sources].reverse(), two)).toBe(true);
    expect(
      hasSameOrigin(
        sources.map((each) => ({ ...each, content: each.content.toUpperCase() })),
        two,
      ),
    ).toBe(true);
    expect(hasSameOrigin(sources.slice(1), two)).toBe(false);
    expect(hasSameOrigin([...sources, ...toSources(bucket, 80)], two)).toBe(false);
    expect(hasSameOrigin([], bucket)).toBe(false);
  });
});

describe('ownBucket', () => {
  it('is the bucket of the account only', () => {
    expect(ownBucket(bucket)).toEqual({ name: 'site', region: 'cn-hangzhou' });
    expect(
      ownBucket({ kind: 'ossDomain', host: publicBucketHost({ name: 'site', region: 'cn-hangzhou' }) }),
    ).toBeUndefined();
  });
});

describe('isCdnTarget', () => {
  it.each([
    ['a.example.com.w.kunlunsl.com', true],
    ['A.example.com.W.KUNLUNAQ.COM.', true],
    ['a.w.alikunlun.net', true],
    ['img.example.com.w.cdngslb.com', true],
    ['cdngslb.com.example.net', false],
    ['kunlun.example.com', false],
    ['a.kunlunsl.com.example.net', false],
    ['site.oss-cn-hangzhou.aliyuncs.com', false],
  ])('that %s is a name of CDN is %s', (host, expected) => {
    expect(isCdnTarget(host)).toBe(expected);
  });
});
