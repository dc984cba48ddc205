import { expect, test } from 'vitest';
import { proveSite } from '../../../../src/core/delivery/proveSite.js';
import { AppError } from '../../../../src/core/errors.js';
import type { CdnDomain } from '../../../../src/core/ports/cdn.js';
import type { CloudPorts } from '../../../../src/core/ports/cloud.js';

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
    return { objects: keys.map((key, at) => ({ key, size: at + 1 })), folders: [] };
  };
  const cloud = { edge: { probe }, oss: { listObjects } } as unknown as CloudPorts;
  const checks = await proveSite({ cloud, domain, site: { type: 'docs' }, bucket, mark: 'm', signal });
  return { asked, kinds: checks.map(({ kind }) => kind), hold: checks.every(({ holds }) => holds) };
}

test.each(['forbidden', 'wrongRegion', 'noSuchBucket'] as const)(
  'a bucket that is %s is not asked for files',
  async (kind) => {
    expect(await prove(new AppError(kind))).toMatchObject({ kinds: ['root', 'missing'], hold: true });
  },
);

test('names that the rules of a type leave out are no promise of it', async () => {
  const { asked, kinds } = await prove(['CNAME', '1.0/index.html', '.nojekyll', 'guide/index.html', 'a.css']);
  expect(kinds).toEqual(['root', 'route', 'missing', 'asset']);
  expect(asked).toEqual(expect.arrayContaining(['/guide/', '/guide', '/a.css']));
  expect(asked.filter((path) => /CNAME|1\.0|nojekyll/.test(path))).toEqual([]);
});
