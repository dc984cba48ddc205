import { describe, expect, it } from 'vitest';
import { parseOrigin, toDraft } from '../../../../src/core/domains/originEdit.js';
import { parsePort, toSources } from '../../../../src/core/origin.js';

const name = 'img.example.com';
const cname = `${name}.w.kunlunsl.com`;

describe('an edit of the origin', () => {
  it.each([
    ['ip', '203.0.113.7;weight=30 203.0.113.8;backup;weight=10'],
    ['site', 'origin.example.net'],
    ['ossDomain', 'theirs.oss-cn-beijing.aliyuncs.com'],
    ['functionCompute', 'name.cn-hangzhou.fcapp.run'],
  ] as const)('an edit of an origin of kind %s shows it as it was typed', (kind, text) => {
    const parsed = parseOrigin(kind, text, name);
    if (!parsed.ok) throw new Error(parsed.problem);
    const draft = toDraft({ sources: toSources(parsed.value, 8080) });
    expect(draft).toEqual({ kind: kind === 'ossDomain' ? 'bucket' : kind, text, port: 8080 });
  });

  it.each([
    ['ip', '10.0.0.1', 'privateAddress'],
    ['site', name, 'sameAsDomain'],
    ['site', cname, 'cdnName'],
    ['ossDomain', 'site.oss-cn-hangzhou-internal.aliyuncs.com', 'internalOss'],
    ['functionCompute', 'example.com', 'notFunctionCompute'],
  ] as const)('an edit of an origin of kind %s refuses %s', (kind, text, problem) => {
    expect(parseOrigin(kind, text, name)).toMatchObject({ ok: false, problem });
  });

  it('accepts ports from 1 to 65535', () => {
    expect(['0', '1', ' 443 ', '65535', '65536', '8o', ''].map(parsePort)).toEqual([
      undefined,
      1,
      443,
      65_535,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
