import { beforeEach, describe, expect, it } from 'vitest';
import { toSources } from '../../../../../src/core/origin.js';
import { resetEditor } from '../../../../support/fakeVscode.js';
import { disk, resetWorkspace } from '../../../../support/fakeWorkspace.js';
import { createMemoryCloud, type MemoryCloud } from '../../../../support/memoryCloud.js';
import type { Line } from '../../../../support/scriptedUi.js';
import { fillIn } from './fillIn.js';

const www: Line = { pick: 'www.example.com' };
const dist: Line = { pick: '$(folder) dist' };
const start = { given: { originKind: 'bucket' }, folderFirst: true } as const;

beforeEach(() => {
  resetEditor();
  resetWorkspace();
  disk.files.set('/w/dist/index.html', '');
});

const object = {
  size: 1,
  etag: '"e"',
  lastModified: '2026-01-01T00:00:00.000Z',
  body: new Uint8Array(1),
  headers: {},
};

function fill(cloud: MemoryCloud, ...names: readonly string[]) {
  for (const name of names) cloud.state.buckets.get(name)?.objects.set('index.html', object);
}

function serve(cloud: MemoryCloud, domain: string, bucket: string, region = 'cn-hangzhou') {
  const sources = toSources({ kind: 'bucket', bucket: { name: bucket, region } }, 80);
  cloud.state.domains.set(domain, { name: domain, status: 'online', type: 'web', sources, httpsOn: false });
}

function bind(cloud: MemoryCloud, domain: string, bucket: string) {
  cloud.state.buckets.get(bucket)?.cnames.set(domain, { domain, enabled: true });
}

/** Buckets of both kinds of region: `a-used` serves a domain, `b-full` has files, `c-empty` has none, `d-abroad` is outside the mainland. */
function account(): MemoryCloud {
  const cloud = createMemoryCloud();
  cloud.addZone('example.com');
  for (const name of ['a-used', 'b-full', 'c-empty']) cloud.addBucket(name);
  cloud.addBucket('d-abroad', 'cn-hongkong');
  serve(cloud, 'img.example.com', 'a-used');
  fill(cloud, 'a-used', 'b-full');
  return cloud;
}

/** What the question for the bucket says of each, and which is active. */
async function show(cloud: MemoryCloud, lines: readonly Line[] = [dist, www], more: object = {}) {
  const { asked } = await fillIn([...lines, 'cancel'], cloud, { ...start, ...more });
  const { labels = [], says = [], active, notes } = asked.at(-1) ?? {};
  return {
    active,
    notes,
    says: Object.fromEntries(labels.map((label, at) => [label, says[at]?.split(' · ').slice(0, -1).join(' · ')])),
  };
}

describe('the list of buckets', () => {
  it('says which are empty and what they serve, and begins at an empty one that serves nothing', async () => {
    expect(await show(account())).toMatchObject({
      active: 'c-empty',
      says: {
        'a-used': 'not empty · public read · serves img.example.com',
        'b-full': 'not empty · public read',
        'c-empty': 'empty · public read',
        'd-abroad': 'empty · public read',
      },
    });
  });

  it('begins at one outside the mainland for a name without a filing, and says of the others why', async () => {
    const cloud = account();
    cloud.state.icp = 'notFiled';
    expect(await show(cloud)).toMatchObject({
      active: 'd-abroad',
      says: {
        'b-full': 'not empty · public read · www.example.com cannot be bound: no ICP filing',
        'd-abroad': 'empty · public read',
      },
    });
  });

  it('begins at one that serves nothing where none is empty, and at none where all serve a domain', async () => {
    const cloud = account();
    fill(cloud, 'c-empty', 'd-abroad');
    expect((await show(cloud)).active).toBe('b-full');
    for (const name of ['b-full', 'c-empty']) serve(cloud, `${name}.example.com`, name);
    serve(cloud, 'd.example.com', 'd-abroad', 'cn-hongkong');
    expect((await show(cloud)).active).toBeUndefined();
  });

  it('says to which bucket the domain is bound, and begins at it where it is empty', async () => {
    const cloud = account();
    bind(cloud, 'www.example.com', 'd-abroad');
    expect(await show(cloud)).toMatchObject({
      active: 'd-abroad',
      says: {
        'c-empty': 'empty · public read · www.example.com is bound to bucket d-abroad',
        'd-abroad': 'empty · public read · www.example.com is bound to this bucket',
      },
    });
  });

  it('says nothing of a binding of a wildcard, which is never bound, and none before the domain is known', async () => {
    const cloud = account();
    cloud.state.icp = 'notFiled';
    const wildcard: Line[] = [dist, { pick: '$(edit) Enter a Domain…' }, { type: '*.example.com' }];
    expect((await show(cloud, wildcard)).says['b-full']).toBe('not empty · public read');
    const { asked } = await fillIn([{ pick: 'OSS Bucket' }, 'cancel'], cloud);
    expect(asked[1]).toMatchObject({ active: 'c-empty' });
    expect(asked[1]?.says?.join()).not.toContain('bound');
  });

  it.each([
    ['a chosen domain', [dist, www], { folderFirst: true }],
    ['no domain', [{ pick: 'OSS Bucket' }], { folderFirst: false, given: {} }],
  ] as const)('says what a bucket is bound to, and does not begin at it, with %s', async (_what, lines, more) => {
    const cloud = account();
    bind(cloud, 'old.example.com', 'c-empty');
    bind(cloud, 'img.example.com', 'a-used');
    expect(await show(cloud, lines, more)).toMatchObject({
      active: 'd-abroad',
      says: {
        'a-used': 'not empty · public read · serves img.example.com',
        'c-empty': 'empty · public read · bound to old.example.com',
      },
    });
  });

  it('begins at no bucket with unreadable bindings, and at none where the domains on CDN are unreadable', async () => {
    const cloud = account();
    const { listCnames } = cloud.oss;
    const refuse = () => Promise.reject(new Error('refused'));
    Object.assign(cloud.oss, {
      listCnames: (...given: Parameters<typeof listCnames>) =>
        given[0].name === 'c-empty' ? refuse() : listCnames(...given),
    });
    expect((await show(cloud)).active).toBe('d-abroad');
    const unread = account();
    Object.assign(unread.cdn, { listDomains: refuse });
    expect((await show(unread)).active).toBeUndefined();
  });

  it('does not mention unreadable facts', async () => {
    const cloud = account();
    const refuse = () => Promise.reject(new Error('refused'));
    Object.assign(cloud.oss, { readBucketInfo: refuse, listObjects: refuse, listCnames: refuse });
    expect(await show({ ...cloud, oss: cloud.oss })).toMatchObject({
      says: { 'a-used': 'serves img.example.com', 'b-full': '' },
    });
  });

  it('asks each bucket once whether it is empty', async () => {
    const cloud = account();
    await show(cloud);
    expect(cloud.calls.filter((call) => call === 'oss.listObjects')).toHaveLength(4);
  });
});

describe('a domain that is on CDN already', () => {
  it('begins at the bucket that it fetches from, and is refused another one', async () => {
    const cloud = account();
    serve(cloud, 'www.example.com', 'b-full');
    const taken: Line[] = [dist, www, { pick: '$(play) Use This Domain' }];
    expect((await show(cloud, taken)).active).toBe('b-full');
    const { notes } = await show(cloud, [...taken, { pick: 'c-empty' }]);
    expect(notes).toEqual([
      'www.example.com is on CDN with the origin b-full.oss-cn-hangzhou.aliyuncs.com: choose that bucket, or go back and choose another domain',
    ]);
  });

  it('is refused where its origin is no bucket, before a bucket is chosen', async () => {
    const cloud = account();
    serve(cloud, 'www.example.com', 'b-full');
    const sources = toSources({ kind: 'site', servers: [{ host: 'a.example.net', backup: false, weight: 10 }] }, 80);
    cloud.state.domains.set('www.example.com', { ...cloud.state.domains.get('www.example.com')!, sources });
    const { notes } = await show(cloud);
    expect(notes).toEqual(['Your account already has this domain on CDN with another origin']);
  });
});

describe('a folder that a mapping publishes', () => {
  const mapped = (bucket: string, folder = 'dist', prefix = '') => ({
    mapped: [
      {
        folder: `file:///w/${folder}`,
        mapping: {
          folder,
          bucket: { name: bucket, region: 'cn-hangzhou' },
          prefix,
          domains: ['img.example.com'],
          onSave: 'publish',
        },
      },
    ],
  });

  it('begins at its bucket, and is refused another one', async () => {
    const more = mapped('a-used');
    expect((await show(account(), [dist, www], more)).active).toBe('a-used');
    expect((await show(account(), [dist, www, { pick: 'c-empty' }], more)).notes).toEqual([
      'dist is published to bucket a-used, and a folder goes to one bucket: choose that bucket, or go back and choose another folder',
    ]);
  });

  it('may be published for a second domain of its bucket', async () => {
    const { plan } = await fillIn([dist, www, { pick: 'a-used' }], account(), {
      ...start,
      ...mapped('a-used'),
    } as never);
    expect(plan).toMatchObject({ domain: 'www.example.com', origin: { bucket: { name: 'a-used' } } });
  });

  it.each([
    [
      'another folder goes to its root',
      mapped('c-empty', 'docs'),
      'Folder docs is published to bucket c-empty already: choose another bucket, or go back and choose that folder',
    ],
    [
      'the folder goes below a prefix of it',
      mapped('c-empty', 'dist', 'docs/'),
      'dist is published to docs/ of this bucket, not to its root: choose another folder, or change the prefix in .vscode/oss-cdn.json',
    ],
  ])('a bucket is refused where %s', async (_name, more, sentence) => {
    expect((await show(account(), [dist, www, { pick: 'c-empty' }], more)).notes).toEqual([sentence]);
  });
});

describe('a bucket with an inaccessible public domain, chosen last', () => {
  it('is reported before the review and leads back to another bucket', async () => {
    const cloud = account();
    cloud.state.publicEndpointClosed = true;
    const goOn: Line = { pick: '$(play) Continue' };
    const { asked, plan } = await fillIn(
      [dist, www, { pick: 'c-empty' }, 'back', { pick: 'd-abroad' }, goOn],
      cloud,
      start,
    );
    expect(asked.map(({ title }) => title).slice(2)).toEqual([
      'Bucket',
      'Domain for Uploads: c-empty',
      'Bucket',
      'Domain for Uploads: d-abroad',
    ]);
    expect(plan?.origin).toMatchObject({ bucket: { name: 'd-abroad' } });
  });
});

describe('the row that creates a bucket', () => {
  const create: Line = { pick: '$(add) Create a Bucket…' };

  it('is the last one, and the form continues with the bucket that was created', async () => {
    const cloud = account();
    const { answers, asked, created } = await fillIn([dist, www, create], cloud, start);
    expect(asked.at(-1)?.labels?.at(-1)).toBe('$(add) Create a Bucket…');
    expect(answers).toMatchObject({ bucket: { name: 'made', region: 'cn-hongkong' } });
    expect(created).toEqual([undefined]);
  });

  it('has a region outside the mainland proposed for a name without a filing', async () => {
    const cloud = account();
    cloud.state.icp = 'notFiled';
    expect((await fillIn([dist, www, create], cloud, start)).created).toEqual(['www.example.com']);
  });

  it('stands where there is no bucket at all, and leaves the list as it was where none was created', async () => {
    const cloud = createMemoryCloud();
    cloud.addZone('example.com');
    cloud.oss.createBucket = async () => undefined;
    const { asked, answers } = await fillIn([dist, www, create, 'cancel'], cloud, start);
    expect(asked.slice(-2).map(({ labels }) => labels)).toEqual([
      ['$(add) Create a Bucket…'],
      ['$(add) Create a Bucket…'],
    ]);
    expect(answers).toBeUndefined();
  });

  it('creates nothing for a domain that CDN has with another origin, and says why', async () => {
    const cloud = account();
    serve(cloud, 'www.example.com', 'b-full');
    const use: Line = { pick: '$(play) Use This Domain' };
    const { asked, created } = await fillIn([dist, www, use, create, 'cancel'], cloud, start);
    expect(created).toEqual([]);
    expect(asked.at(-1)?.notes?.[0]).toContain('www.example.com is on CDN with the origin b-full');
  });
});
