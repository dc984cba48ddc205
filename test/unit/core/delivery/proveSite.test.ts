import { describe, expect, test } from 'vitest';
import { listForProof, proveSite } from '../../../../src/core/delivery/proveSite.js';
import { AppError } from '../../../../src/core/errors.js';
import type { CdnDomain } from '../../../../src/core/ports/cdn.js';
import type { CloudPorts } from '../../../../src/core/ports/cloud.js';
import type { EdgeAnswer } from '../../../../src/core/ports/probe.js';

const { signal } = new AbortController();
const domain: CdnDomain = { name: 'a.example.com', status: 'online', type: 'web', sources: [], httpsOn: false };
const bucket = { name: 'site', region: 'cn-hangzhou' };

/** Asks an edge that serves every path of `pages` and every file of `files`, and a bucket that has these keys. */
async function prove(keys: readonly string[] | AppError) {
  const asked: string[] = [];
  const probe: CloudPorts['edge']['probe'] = async ({ path }) => {
    asked.push(path);
    const isMissing = path.startsWith('/missing-');
    const headers = { 'content-type': 'text/html', 'x-cache': 'HIT' };
    return { outcome: 'answered', status: isMissing ? 404 : 200, headers, body: Buffer.from('x'), durationMs: 1 };
  };
  const listObjects = async () => {
    if (keys instanceof AppError) throw keys;
    return { objects: keys.map((key, at) => ({ key, size: at + 1, etag: `E${at}` })), folders: [] };
  };
  const cloud = { edge: { probe }, oss: { listObjects } } as unknown as CloudPorts;
  const objects = await listForProof(cloud.oss, bucket, signal);
  const site = { type: 'docs' } as const;
  const checks = await proveSite({ cloud, domain, site, ...(objects && { objects }), mark: 'm', now: 0, signal });
  return { asked, kinds: checks.map(({ kind }) => kind), hold: checks.every(({ holds }) => holds) };
}

test.each(['forbidden', 'wrongRegion', 'noSuchBucket'] as const)(
  'a bucket that is %s is not asked for files',
  async (kind) => {
    expect(await prove(new AppError(kind))).toMatchObject({
      kinds: ['root', 'download', 'missing', 'missing'],
      hold: true,
    });
  },
);

test('file names that the rules of a type exclude are not part of its promise', async () => {
  const { asked, kinds } = await prove(['CNAME', '1.0/index.html', '.nojekyll', 'guide/index.html', 'a.css']);
  expect(kinds).toEqual(['root', 'download', 'route', 'file', 'route', 'route', 'missing', 'missing', 'asset']);
  expect(asked).toEqual(expect.arrayContaining(['/guide/', '/guide', '/a.css']));
  expect(asked).toContain('/1.0/');
  expect(asked.filter((path) => /CNAME|1\.0$|nojekyll/.test(path))).toEqual([]);
});

describe('how a browser treats the first page', () => {
  const ask = (answer: Partial<EdgeAnswer>, notFoundPage?: string) => {
    const paths: string[] = [];
    const probe: CloudPorts['edge']['probe'] = async ({ path }) => {
      paths.push(path);
      const missing = { status: 302, headers: { location: 'https://a.example.com/404.html' } };
      const rest = path.startsWith('/missing-') ? missing : answer;
      return { outcome: 'answered', status: 200, headers: { 'content-type': 'text/html' }, durationMs: 1, ...rest };
    };
    const site = { type: 'website', ...(notFoundPage !== undefined && { notFoundPage }) } as const;
    const checks = proveSite({ cloud: { edge: { probe } }, domain, site, mark: 'm', now: 0, signal });
    return checks.then((found) => ({ found, paths }));
  };

  test('a page that browsers download is reported, also where OSS does not force it', async () => {
    const headers = { 'content-type': 'text/html', 'content-disposition': 'attachment' };
    const { found } = await ask({ headers });
    expect(found).toContainEqual({ kind: 'download', path: '/', holds: false, status: 200 });
    expect(found).toContainEqual({ kind: 'root', path: '/', holds: true, status: 200 });
  });

  test('a missing URL that leads to the page of the plan is reported with its target', async () => {
    const { found } = await ask({}, 'https://a.example.com/404.html');
    const missing = { kind: 'missing', path: '/missing-m.js' };
    expect(found).toContainEqual({ ...missing, holds: true, status: 302, to: '/404.html' });
    const other = await ask({}, 'https://a.example.com/other.html');
    expect(other.found).toContainEqual({ ...missing, holds: false, status: 200 });
  });

  test.each<[string, Partial<EdgeAnswer>]>([
    ['no answer', { outcome: 'timeout' }],
    ['a failing node', { status: 503 }],
    ['a node without the name', { status: 403, headers: { 'x-tengine-bf-error': 'non-existent domain' } }],
  ])('after %s no further request is made', async (_name, answer) => {
    expect((await ask(answer)).paths).toEqual(['/']);
  });
});
