import { describe, expect, it } from 'vitest';
import { toSources } from '../../../../../src/core/origin.js';
import type { BucketRef } from '../../../../../src/core/ports/oss.js';
import type { Line } from '../../../../support/scriptedUi.js';
import { account, bucket, bucketRef, fillIn, links, named, rest } from './fillIn.js';

/** The account with `www.example.com` on CDN, in front of a bucket. */
function added(origin: BucketRef) {
  const cloud = account();
  cloud.state.domains.set('www.example.com', {
    name: 'www.example.com',
    status: 'online',
    type: 'web',
    sources: toSources({ kind: 'bucket', bucket: origin }, 80),
    httpsOn: false,
  });
  return cloud;
}

describe('Domain Name to Accelerate', () => {
  it.each([
    ['a subdomain', 'https://Static.Example.com/x', 'static.example.com'],
    ['a root domain', 'example.com', 'example.com'],
    ['a wildcard, shown *.example.com and sent .example.com', '*.example.com', '.example.com'],
  ])('the domain to accelerate can be %s', async (_name, text, domain) => {
    const { plan } = await fillIn([...bucket, ...named(text), ...rest]);
    expect(plan?.domain).toBe(domain);
  });

  it('a Chinese domain is refused with its own sentence', async () => {
    const refused = /Chinese domain names are not supported/;
    const lines: Line[] = [...bucket, { pick: '$(edit) Enter a Domain…' }, { type: '例子.com', refused }, 'cancel'];
    expect((await fillIn(lines)).plan).toBeUndefined();
  });

  it('offers the domains bound to the bucket first', async () => {
    const cloud = account();
    cloud.state.buckets.get('site')?.cnames.set('files.example.com', { domain: 'files.example.com', enabled: true });
    const { asked, plan } = await fillIn([...bucket, { pick: 'files.example.com' }, ...rest], cloud);
    expect(asked[2]?.labels?.slice(0, 3)).toEqual(['files.example.com', '$(edit) Enter a Domain…', 'www.example.com']);
    expect(plan?.domain).toBe('files.example.com');
  });

  it('continues with one that this account has added already', async () => {
    const cloud = added(bucketRef);
    const lines: Line[] = [...bucket, { pick: 'www.example.com' }, { pick: '$(play) Use This Domain' }, ...rest];
    expect((await fillIn(lines, cloud)).plan?.domain).toBe('www.example.com');
  });

  it('refuses one that this account has added with another origin, and asks again', async () => {
    const cloud = added({ name: 'other', region: 'cn-beijing' });
    const lines: Line[] = [
      ...bucket,
      { pick: 'www.example.com' },
      { pick: '$(edit) Choose Another Domain…' },
      { pick: 'img.example.com' },
      ...rest,
    ];
    const { asked, plan, edited } = await fillIn(lines, cloud);
    expect(asked[3]?.notes).toEqual(['Your account already has this domain on CDN with another origin']);
    expect(asked[3]?.labels?.[0]).toBe('$(edit) Choose Another Domain…');
    expect(asked[3]?.says?.[1]).toMatch(/^now other.oss-cn-beijing.aliyuncs.com · Closes this form/);
    expect({ domain: plan?.domain, edited }).toEqual({ domain: 'img.example.com', edited: [] });
  });

  it('ends for one that this account has added with another origin, to edit that origin', async () => {
    const lines: Line[] = [...bucket, { pick: 'www.example.com' }, { pick: '$(server) Edit Origin…' }];
    const { plan, edited } = await fillIn(lines, added({ name: 'other', region: 'cn-beijing' }));
    expect({ plan, edited }).toEqual({ plan: undefined, edited: ['www.example.com'] });
  });

  it.each([
    ['scdn', 'SCDN (Secure CDN)'],
    ['vod', 'ApsaraVideo VOD'],
    ['live', 'ApsaraVideo Live'],
    ['dcdnIpa', 'DCDN IPA (IP Application Accelerator)'],
  ] as const)(
    'refuses one of another product, %s, by its name and without the console of DCDN',
    async (product, name) => {
      const cloud = account();
      cloud.state.takenNames.set('www.example.com', product);
      const { asked } = await fillIn([...bucket, { pick: 'www.example.com' }, 'cancel'], cloud);
      expect(asked.at(-1)).toMatchObject({
        notes: [`The domain is used by another product of your account: ${name}`],
        labels: ['$(edit) Choose Another Domain…'],
      });
    },
  );

  it('refuses one of DCDN with its console, and asks again', async () => {
    const cloud = account();
    cloud.state.takenNames.set('www.example.com', 'dcdn');
    const lines: Line[] = [
      ...bucket,
      { pick: 'www.example.com' },
      { pick: '$(link-external) Open DCDN Console' },
      { pick: '$(edit) Choose Another Domain…' },
      { pick: 'img.example.com' },
      ...rest,
    ];
    const { plan, opened } = await fillIn(lines, cloud);
    expect({ domain: plan?.domain, opened }).toEqual({ domain: 'img.example.com', opened: [links.dcdn()] });
  });

  it('refuses one of another account, with the ticket', async () => {
    const cloud = account();
    cloud.state.takenNames.set('www.example.com', 'otherAccount');
    const lines: Line[] = [
      ...bucket,
      { pick: 'www.example.com' },
      { pick: '$(link-external) Submit Ticket' },
      'cancel',
    ];
    const { plan, opened } = await fillIn(lines, cloud);
    expect({ plan, opened }).toEqual({ plan: undefined, opened: [links.ticket()] });
  });

  it('says when the account is full, with the quota and the ticket', async () => {
    const cloud = account();
    cloud.state.domainQuota = 0;
    const lines: Line[] = [
      ...bucket,
      { pick: 'www.example.com' },
      { pick: '$(link-external) Open Quota Center' },
      { pick: '$(link-external) Submit Ticket' },
      'cancel',
    ];
    expect((await fillIn(lines, cloud)).opened).toEqual([links.quotas(), links.ticket()]);
  });
});

describe('a name that receives mail', () => {
  const mailed = () => {
    const cloud = account();
    cloud.state.extraDns.push({ name: 'example.com', type: 'MX', ttl: 600, data: 'mail.example.com' });
    return cloud;
  };

  it('is marked at the name, and its www is recommended and active', async () => {
    const lines: Line[] = [...bucket, ...named('example.com'), { pick: '$(star) Use www.example.com' }, ...rest];
    const { plan, asked } = await fillIn(lines, mailed());
    expect(plan?.domain).toBe('www.example.com');
    expect(asked[4]).toMatchObject({
      title: 'Domain to Accelerate: example.com',
      notes: ['This domain receives mail (MX). With a CNAME, mail may be lost'],
      labels: ['$(star) Use www.example.com', '$(edit) Choose Another Domain…', '$(warning) Use example.com Anyway'],
    });
  });

  it('can be taken all the same, or left for another', async () => {
    const taken: Line[] = [...bucket, ...named('example.com'), { pick: '$(warning) Use example.com Anyway' }];
    expect((await fillIn([...taken, ...rest], mailed())).plan?.domain).toBe('example.com');
    const left: Line[] = [...bucket, ...named('example.com'), { pick: '$(edit) Choose Another Domain…' }];
    const { plan } = await fillIn([...left, { pick: 'img.example.com' }, ...rest], mailed());
    expect(plan?.domain).toBe('img.example.com');
  });
});

describe('a name that is typed into the picker', () => {
  it('a name that is typed into the picker is used as it is', async () => {
    const { plan, asked } = await fillIn([...bucket, { pick: '$(arrow-right) Use cdn.example.com' }, ...rest]);
    expect(plan?.domain).toBe('cdn.example.com');
    expect(asked.map(({ title }) => title)).toEqual([
      'Origin',
      'Bucket',
      'Domain to Accelerate',
      'Business Type: cdn.example.com',
      'Region: cdn.example.com',
    ]);
  });
});

describe('Business Type', () => {
  it.each([
    ['Image and Small File', 'web'],
    ['Large File Download', 'download'],
    ['VOD', 'video'],
  ])('the business type %s is %s', async (label, type) => {
    const lines: Line[] = [...bucket, { pick: 'www.example.com' }, { pick: label }, ...rest.slice(1)];
    expect((await fillIn(lines)).plan?.type).toBe(type);
  });

  const types: Line[] = [...bucket, { pick: 'www.example.com' }, 'cancel'];
  const largeMark = 'your bucket holds files over 20 MB · ';

  it.each([
    ['holds a file over 20 MB', 20 * 1024 * 1024 + 1, true],
    ['holds none', 20 * 1024 * 1024, false],
  ])('Large File Download reports that the first page of the bucket %s', async (_name, size, told) => {
    const cloud = account();
    const object = { size, etag: '"e"', lastModified: '2026-01-01T00:00:00.000Z', body: new Uint8Array(), headers: {} };
    cloud.state.buckets.get('site')?.objects.set('movies/setup.iso', object);
    const asked = (await fillIn(types, cloud)).asked.at(-1);
    expect(asked?.says?.map((says) => says.startsWith(largeMark))).toEqual([false, told, false, false]);
  });

  it('Large File Download says nothing of a bucket that may not be read', async () => {
    const cloud = account();
    for (let count = 0; count < 4; count++) cloud.failNext('oss.listObjects', 'before', 'forbidden');
    expect((await fillIn(types, cloud)).asked.at(-1)?.says?.join()).not.toContain('your bucket');
  });

  it('DCDN ends the form: no region and no port are asked, and there is no plan', async () => {
    const { answers, plan } = await fillIn([...bucket, { pick: 'www.example.com' }, { pick: 'DCDN' }]);
    expect(answers).toMatchObject({ type: 'dcdn', domain: 'www.example.com' });
    expect(plan).toBeUndefined();
  });
});

describe('Port', () => {
  it.each([
    ['80', [{ pick: '80' }], 80],
    ['443', [{ pick: '443' }], 443],
    ['a custom one', [{ pick: 'Custom…' }, { type: '0', refused: /1 to 65535/ }, { type: '8443' }], 8443],
  ] as [string, Line[], number][])('the port can be %s', async (_name, lines, port) => {
    const origin: Line[] = [{ pick: 'OSS Domain' }, { type: 'theirs.oss-cn-beijing.aliyuncs.com' }];
    const { plan } = await fillIn([...origin, { pick: 'www.example.com' }, ...rest, ...lines]);
    expect(plan?.port).toBe(port);
  });

  it('is 80 for a bucket, without a question', async () => {
    const { plan, asked } = await fillIn([...bucket, { pick: 'www.example.com' }, ...rest]);
    expect(plan?.port).toBe(80);
    expect(asked.map(({ title }) => title)).not.toContain('Port');
  });
});

describe('Region', () => {
  const upTo: Line[] = [...bucket, { pick: 'www.example.com' }, { pick: 'Image and Small File' }];

  it.each([
    ['Global (Excluding the Chinese Mainland)', 'overseas', 'notFiled'],
    ['Global', 'global', 'filed'],
    ['Chinese Mainland Only', 'domestic', 'filed'],
    ['Chinese Mainland Only', 'domestic', 'unknown'],
  ] as const)('%s is %s while the filing is %s', async (label, region, icp) => {
    const cloud = account();
    cloud.state.icp = icp;
    expect((await fillIn([...upTo, { pick: label }], cloud)).plan?.region).toBe(region);
  });

  it.each(['Global', 'Chinese Mainland Only'])(
    '%s needs a filing: where to file, and what works without',
    async (label) => {
      const cloud = account();
      cloud.state.icp = 'notFiled';
      const lines: Line[] = [
        ...upTo,
        { pick: label },
        { pick: '$(link-external) Open ICP Filing Page' },
        { pick: 'Global (Excluding the Chinese Mainland)' },
      ];
      const { plan, opened } = await fillIn(lines, cloud);
      expect({ region: plan?.region, opened }).toEqual({ region: 'overseas', opened: ['https://beian.aliyun.com/'] });
    },
  );

  it('Region without a filing: says that OSS does not bind the domain to a bucket in mainland China', async () => {
    const cloud = account();
    cloud.state.icp = 'notFiled';
    const lines: Line[] = [
      ...upTo,
      { pick: 'Chinese Mainland Only' },
      { pick: 'Global (Excluding the Chinese Mainland)' },
    ];
    const { asked } = await fillIn(lines, cloud);
    expect(asked[4]?.says?.at(-1)).toBe(
      'No ICP filing is required, but without one OSS does not bind it to this bucket',
    );
    expect(asked[5]?.says?.[0]).toBe(
      'No ICP filing required; OSS binds it only to buckets outside the Chinese mainland',
    );
  });

  it.each([
    ['a bucket outside', [{ pick: 'OSS Bucket' }, { pick: 'abroad' }, { pick: 'www.example.com' }]],
    ['a wildcard, which is never bound', [...bucket, ...named('*.example.com')]],
    [
      'another origin',
      [{ pick: 'OSS Domain' }, { type: 'theirs.oss-cn-beijing.aliyuncs.com' }, { pick: 'www.example.com' }],
    ],
  ] as [string, Line[]][])('Region without a filing: says nothing of a binding for %s', async (_name, lines) => {
    const cloud = account();
    cloud.addBucket('abroad', 'ap-southeast-1');
    cloud.state.icp = 'notFiled';
    const more: Line[] = [{ pick: 'Image and Small File' }, { pick: 'Global' }, 'back', 'cancel'];
    const { asked } = await fillIn([...lines, ...more], cloud);
    const [region, notice] = [asked.at(-1), asked.at(-2)];
    expect(region?.says?.at(-1)).toBe('No ICP filing is required');
    expect(notice).toMatchObject({
      title: expect.stringContaining('ICP Filing'),
      says: ['No ICP filing required', 'CDN recognizes a new filing after about 8 hours', ''],
    });
  });
});
