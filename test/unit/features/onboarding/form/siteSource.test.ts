import { beforeEach, describe, expect, it } from 'vitest';
import { siteReasonText } from '../../../../../src/core/delivery/readFolder.js';
import { toSources } from '../../../../../src/core/origin.js';
import { openSources } from '../../../../../src/features/onboarding/form/sources.js';
import { resetEditor, sayIn } from '../../../../support/fakeVscode.js';
import { disk, resetWorkspace } from '../../../../support/fakeWorkspace.js';
import type { MemoryCloud } from '../../../../support/memoryCloud.js';
import type { Line } from '../../../../support/scriptedUi.js';
import { account, bucket, bucketRef, fillIn, formMeans, named, rest, restWithPort } from './fillIn.js';

const dist: Line = { pick: '$(folder) dist' };
const www: Line = { pick: 'www.example.com' };
const later: Line = { pick: '$(clock) Decide Later' };
const site: Line = { pick: 'site' };
const folderFirst = { given: { originKind: 'bucket' }, folderFirst: true } as const;
const signal = new AbortController().signal;

beforeEach(() => {
  resetEditor();
  resetWorkspace();
});

function save(files: Readonly<Record<string, string>>) {
  for (const [path, text] of Object.entries(files)) disk.files.set(`/w/dist/${path}`, text);
}

function put(cloud: MemoryCloud, objects: Readonly<Record<string, string>>) {
  for (const [key, text] of Object.entries(objects))
    cloud.state.buckets.get('site')?.objects.set(key, {
      size: text.length,
      etag: `"${text}"`,
      lastModified: '2026-01-01T00:00:00.000Z',
      body: new TextEncoder().encode(text),
      headers: {},
    });
}

const pages = { 'index.html': 'home', 'blog/index.html': 'blog', '404.html': 'gone' };

describe('the site of a plan', () => {
  it('follows the kind of the folder, with its not-found page', async () => {
    save(pages);
    const { plan } = await fillIn([dist, www, site], account(), folderFirst);
    expect(plan).toMatchObject({
      site: { type: 'docs', notFoundPage: 'http://www.example.com/404.html', query: 'imagesKept' },
    });
  });

  it('is an app where both pages have the same bytes, and not where they only have one size', async () => {
    const script = { 'assets/index-4f3a9b2c.js': '' };
    save({ ...script, 'index.html': 'home', '404.html': 'gone' });
    expect((await fillIn([dist, www, site], account(), folderFirst)).plan?.site?.type).toBe('website');
    save({ '404.html': 'home' });
    expect((await fillIn([dist, www, site], account(), folderFirst)).plan?.site?.type).toBe('spa');
  });

  it('ignores unpublishable files of a folder', async () => {
    save({ 'setup.exe': '', 'node_modules/docs/index.html': '' });
    expect((await fillIn([dist, www, site], account(), folderFirst)).plan?.site?.type).toBe('downloads');
  });

  it('fits the content of the bucket where the folder is postponed, and is a website where it is empty', async () => {
    const cloud = account();
    save(pages);
    const lines = [...bucket, www, ...rest, later];
    expect((await fillIn(lines, cloud)).plan?.site).toEqual({ type: 'website', query: 'imagesKept' });
    put(cloud, { 'index.html': 'home', '404.html': 'home' });
    expect((await fillIn(lines, cloud)).plan?.site?.type).toBe('spa');
    put(cloud, pages);
    expect((await fillIn(lines, cloud)).plan?.site?.type).toBe('docs');
  });

  it('keeps the cache settings of a domain that is on CDN, and leads to its page over HTTPS where it has that', async () => {
    const cloud = account();
    const sources = toSources({ kind: 'bucket', bucket: bucketRef }, 80);
    const present = { name: 'www.example.com', status: 'online', type: 'download', region: 'global', sources } as const;
    cloud.state.domains.set('www.example.com', { ...present, httpsOn: true });
    save(pages);
    const { plan } = await fillIn([dist, www, { pick: '$(play) Use This Domain' }, site], cloud, folderFirst);
    expect(plan).toMatchObject({ type: 'download', region: 'global' });
    expect(plan?.site).toEqual({ type: 'docs', notFoundPage: 'https://www.example.com/404.html' });
  });

  it('has no not-found page with a wildcard, and is none with another origin', async () => {
    save(pages);
    const wildcard = await fillIn([...bucket, ...named('*.example.com'), ...rest]);
    expect(wildcard.plan?.site).toEqual({ type: 'website', query: 'imagesKept' });
    const other = await fillIn([
      { pick: 'OSS Domain' },
      { type: 'theirs.oss-cn-beijing.aliyuncs.com' },
      www,
      ...restWithPort,
    ]);
    expect(other.plan).not.toHaveProperty('site');
  });

  it('is a website where the folder cannot be read', async () => {
    const { readSite } = openSources(account(), { ...formMeans(), files: refusing() }, signal);
    const answers = { originKind: 'bucket', folder: 'file:///w/dist', domain: 'www.example.com' } as const;
    expect(await readSite(answers)).toMatchObject({ site: { type: 'website' }, reason: { kind: 'unread' } });
  });
});

function refusing() {
  const refuse = () => Promise.reject(new Error('refused'));
  return { list: refuse, read: refuse, realPath: refuse };
}

describe('the reason of a site', () => {
  const cached = { hashed: 0, page: 0, other: 0 };
  const counts = { files: 1_200, folders: 0, others: 0, cached, hasNotFound: false };
  it.each([
    [{ kind: 'folders', folders: 31, hasNotFound: true }, 'index.html in 31 folders, 404.html at the top'],
    [{ kind: 'folders', folders: 1 }, 'index.html in one folder'],
    [{ kind: 'folders', folders: 3, others: 2 }, 'index.html in 3 folders, 2 other pages'],
    [{ kind: 'app' }, 'index.html is the only page'],
    [{ kind: 'app', others: 1_000 }, '1,000 other pages'],
    [{ kind: 'page' }, 'index.html at the top'],
    [{ kind: 'page', folders: 1, others: 4 }, 'index.html at the top, index.html in one folder, 4 other pages'],
    [{ kind: 'pages' }, 'web pages, but no index.html at the top'],
    [{ kind: 'noPages' }, 'no web page among 1,200 files'],
    [{ kind: 'nothing' }, 'no files yet'],
    [{ kind: 'unread' }, 'the files could not be read'],
  ] as const)('the reason %o is said as "%s"', (reason, text) => {
    expect(siteReasonText({ ...counts, ...reason })).toBe(text);
    expect(sayIn('zh-cn', () => siteReasonText({ ...counts, ...reason }))).not.toBe(text);
  });
});

describe('proposals after the user chose to publish a folder', () => {
  const large = { 'movies/setup.iso': 'x' };

  it.each([
    ['a bucket in the mainland', 'filed', {}, { type: 'web', region: 'domestic' }],
    ['a filing that could not be checked', 'unknown', {}, { type: 'web', region: 'domestic' }],
    ['a name without a filing', 'notFiled', {}, { type: 'web', region: 'overseas' }],
    ['a bucket with large files', 'filed', large, { type: 'download', region: 'domestic' }],
  ] as const)('fits %s', async (_name, icp, objects, proposed) => {
    const cloud = account();
    cloud.state.icp = icp;
    put(cloud, objects);
    const found = cloud.state.buckets.get('site')?.objects.get('movies/setup.iso');
    if (found) Object.assign(found, { size: 20 * 1024 * 1024 + 1 });
    save(pages);
    const { plan } = await fillIn([dist, www, site], cloud, folderFirst);
    expect(plan).toMatchObject({ ...proposed, port: 80 });
  });
});
