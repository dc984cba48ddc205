import { describe, expect, it } from 'vitest';
import { toSources } from '../../../../../src/core/origin.js';
import type { Line } from '../../../../support/scriptedUi.js';
import { account, bucket, bucketRef, fillIn, named, rest, restWithPort } from './fillIn.js';

describe('Origin Info', () => {
  const after: Line[] = [...named('img.example.org'), ...rest];
  const afterPort: Line[] = [...named('img.example.org'), ...restWithPort];
  const cases: [string, Line[], object[]][] = [
    ['OSS Domain, a bucket of this account', bucket, [{ type: 'oss', content: 'site.oss-cn-hangzhou.aliyuncs.com' }]],
    [
      'OSS Domain typed by hand; internal endpoints are refused',
      [
        { pick: 'OSS Domain' },
        { type: 'x.oss-cn-beijing-internal.aliyuncs.com', refused: /internal OSS endpoint/ },
        { type: 'www.example.com', refused: /not the public domain of a bucket/ },
        { type: 'theirs.oss-cn-beijing.aliyuncs.com' },
      ],
      [{ type: 'oss', content: 'theirs.oss-cn-beijing.aliyuncs.com' }],
    ],
    [
      'IP; private addresses and mixtures are refused',
      [
        { pick: 'IP Addresses' },
        { type: '10.0.0.1', refused: /private address/ },
        { type: '203.0.113.1 a.example.net', refused: /do not mix/ },
        { type: '203.0.113.1' },
        { pick: '$(add) Add Another…' },
        { type: '203.0.113.1', refused: /^Duplicate origin server/ },
        { type: '203.0.113.2;backup' },
        { pick: '$(check) Continue' },
      ],
      [
        { type: 'ipaddr', content: '203.0.113.1', priority: '20' },
        { type: 'ipaddr', content: '203.0.113.2', priority: '30' },
      ],
    ],
    [
      'Site Domain with role and weight; a CDN name is refused',
      [
        { pick: 'Site Domains' },
        { type: 'x.w.kunlunsl.com', refused: /CDN domain, not an origin/ },
        { type: 'a.example.net' },
        { pick: 'a.example.net' },
        { pick: 'Set Weight…' },
        { type: '101', refused: /1 to 100/ },
        { type: '30' },
        { pick: 'a.example.net' },
        { pick: 'Make Backup' },
        { pick: '$(check) Continue' },
      ],
      [{ type: 'domain', content: 'a.example.net', priority: '30', weight: '30' }],
    ],
    [
      'Function Compute Domain: region, then a domain of that region',
      [
        { pick: 'Function Compute Domain' },
        { pick: 'cn-shanghai' },
        { type: 'app.cn-hangzhou.fcapp.run', refused: /not a Function Compute domain/ },
        { type: 'app.cn-shanghai.fcapp.run' },
      ],
      [{ type: 'fc_domain', content: 'app.cn-shanghai.fcapp.run' }],
    ],
    [
      'Function Compute Domain: a region that is typed, then a domain of that region',
      [
        { pick: 'Function Compute Domain' },
        { pick: '$(edit) Another Region…' },
        'back',
        { pick: '$(edit) Another Region…' },
        { type: 'Bangkok', refused: /^Enter a region ID/ },
        { type: ' AP-SouthEast-7 ' },
        {
          type: '1234567890.cn-hangzhou.fc.aliyuncs.com',
          refused: /not a Function Compute domain of the chosen region/,
        },
        { type: '1234567890.ap-southeast-7.fc.aliyuncs.com' },
      ],
      [{ type: 'fc_domain', content: '1234567890.ap-southeast-7.fc.aliyuncs.com' }],
    ],
  ];
  it.each(cases)('the form takes as origin: %s', async (_name, lines, sources) => {
    const { plan } = await fillIn([...lines, ...(lines === bucket ? after : afterPort)]);
    expect(plan && toSources(plan.origin, plan.port)).toMatchObject(sources);
  });

  it('offers a region that was typed earlier, and refuses the earlier domain once the region is another', async () => {
    const lines: Line[] = [
      { pick: 'Function Compute Domain' },
      { pick: '$(edit) Another Region…' },
      { type: 'ap-southeast-7' },
      { type: 'app.ap-southeast-7.fcapp.run' },
      'back',
      'back',
      { pick: 'cn-hangzhou' },
      { type: 'app.ap-southeast-7.fcapp.run', refused: /not a Function Compute domain of the chosen region/ },
      'cancel',
    ];
    const { asked } = await fillIn(lines);
    const notes = ['The region of the function is part of its domain name'];
    expect(asked[6]).toMatchObject({ title: 'Function Compute Region', active: 'ap-southeast-7', notes });
    expect(asked[7]).toMatchObject({ title: 'Function Compute Domain', value: 'app.ap-southeast-7.fcapp.run' });
  });

  it('refuses more than 20 origin servers, also when they are added one after another', async () => {
    const hosts = (count: number) => Array.from({ length: count }, (_, index) => `s${index}.example.net`).join(' ');
    const refused = 'CDN supports at most 20 origin servers: remove some';
    const lines: Line[] = [
      { pick: 'Site Domains' },
      { type: hosts(21), refused },
      { type: hosts(20) },
      { pick: '$(add) Add Another…' },
      { type: 'one-more.example.net', refused },
      'back',
      { pick: '$(check) Continue' },
      ...afterPort,
    ];
    const { plan } = await fillIn(lines);
    expect(plan && toSources(plan.origin, plan.port)).toHaveLength(20);
  });

  it('Note: the accelerated domain cannot be its own origin', async () => {
    const lines: Line[] = [
      { pick: 'Site Domains' },
      { type: 'www.example.com' },
      { pick: '$(check) Continue' },
      { pick: 'www.example.com' },
      { pick: '$(edit) Choose Another Domain…' },
      { pick: 'img.example.com' },
      ...restWithPort,
    ];
    expect((await fillIn(lines)).plan?.domain).toBe('img.example.com');
  });

  it('an origin that leads back to the domain by DNS is refused before anything is created', async () => {
    const cloud = account();
    cloud.state.extraDns.push({ name: 'app.example.net', type: 'CNAME', ttl: 60, data: 'www.example.com' });
    const lines: Line[] = [
      { pick: 'Site Domains' },
      { type: 'app.example.net' },
      { pick: '$(check) Continue' },
      { pick: 'www.example.com' },
      { pick: '$(edit) Choose Another Domain…' },
      { pick: 'img.example.com' },
      ...restWithPort,
    ];
    expect((await fillIn(lines, cloud)).plan?.domain).toBe('img.example.com');
  });

  it('is not asked for a bucket that is given', async () => {
    const given = { originKind: 'bucket', bucket: bucketRef };
    const { asked, plan } = await fillIn([{ pick: 'www.example.com' }, ...rest], account(), { given });
    expect(asked[0]).toMatchObject({ title: 'Domain to Accelerate', step: 1, total: 3 });
    expect(plan?.origin).toEqual({ kind: 'bucket', bucket: bucketRef });
  });
});
