import { describe, expect, it } from 'vitest';
import { parsePort } from '../../../../../src/core/origin.js';
import { suggestNames, toOrigin, toPlan } from '../../../../../src/features/onboarding/form/answers.js';

describe('parsePort', () => {
  it.each([
    ['80', 80],
    [' 8080 ', 8080],
    ['65535', 65_535],
    ['65536', undefined],
    ['0', undefined],
    ['-1', undefined],
    ['8e1', undefined],
    ['', undefined],
    ['８０', undefined],
  ])('the port %j is read as %j', (text, port) => {
    expect(parsePort(text)).toBe(port);
  });
});

describe('toPlan', () => {
  const bucket = { name: 'site', region: 'cn-hangzhou', createdAt: '2026-01-01' };
  const answers = {
    originKind: 'bucket',
    bucket,
    domain: 'img.example.com',
    type: 'web',
    region: 'domestic',
    port: 80,
  } as const;

  it('keeps only the address of the bucket', () => {
    const { originKind: _kind, bucket: _bucket, ...rest } = answers;
    const origin = { kind: 'bucket', bucket: { name: 'site', region: 'cn-hangzhou' } };
    expect(toPlan(answers)).toEqual({ ...rest, origin });
  });

  it.each(['originKind', 'bucket', 'domain', 'type', 'region'] as const)('is none while %s is not answered', (id) => {
    expect(toPlan({ ...answers, [id]: undefined })).toBeUndefined();
  });
});

describe('the port of a plan', () => {
  const { port: _port, ...unasked } = {
    originKind: 'bucket',
    bucket: { name: 'site', region: 'cn-hangzhou' },
    domain: 'img.example.com',
    type: 'web',
    region: 'domestic',
    port: 443,
  } as const;

  it('is 80 for a bucket, which is not asked for it', () => {
    expect(toPlan(unasked)?.port).toBe(80);
  });

  it('is asked for any other origin', () => {
    const ossDomain = { ...unasked, originKind: 'ossDomain', ossDomain: 'x.oss-cn-beijing.aliyuncs.com' } as const;
    expect(toPlan(ossDomain)).toBeUndefined();
    expect(toPlan({ ...ossDomain, port: 443 })?.port).toBe(443);
  });
});

describe('toOrigin', () => {
  const servers = [{ host: 'a.example.net', backup: false, weight: 10 }];
  const all = {
    bucket: { name: 'site', region: 'cn-hangzhou' },
    ossDomain: 'x.oss-cn-beijing.aliyuncs.com',
    addresses: servers,
    sites: servers,
    functionRegion: 'cn-hangzhou',
    functionDomain: 'f.cn-hangzhou.fcapp.run',
  };

  it.each(['bucket', 'ossDomain', 'ip', 'site', 'functionCompute'] as const)(
    'uses only those earlier answers that apply to %s',
    (originKind) => {
      expect(toOrigin({ ...all, originKind })?.kind).toBe(originKind);
      expect(toOrigin({ originKind })).toBeUndefined();
    },
  );
});

describe('suggestNames', () => {
  it('offers names in each zone, in the order of the zones', () => {
    expect(suggestNames(['b.com', 'a.cn']).map(({ name }) => name)).toEqual([
      'www.b.com',
      'static.b.com',
      'img.b.com',
      'www.a.cn',
      'static.a.cn',
      'img.a.cn',
    ]);
  });
});
