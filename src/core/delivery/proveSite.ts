import { hasBytes, pickSmallest } from '../cdn/edgeProof.js';
import { probeDomain } from '../https/probeDomain.js';
import { toUrlPath } from '../objectKey.js';
import { ifReadable } from '../oss/ifReadable.js';
import type { CdnDomain } from '../ports/cdn.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { BucketRef, ObjectPage } from '../ports/oss.js';
import type { EdgeAnswer } from '../ports/probe.js';
import type { SitePlan } from './siteType.js';

/**
 * One thing that a visitor would notice: the first page, a route or folder, a file that is not there, a file asked for twice, the
 * certificate, a page that is downloaded, bytes other than those of the bucket.
 */
export interface SiteCheck {
  readonly kind: 'root' | 'route' | 'missing' | 'asset' | 'certificate' | 'download' | 'bytes';
  readonly path: string;
  readonly holds: boolean;
  /** What the edge answered; absent where it did not. */
  readonly status?: number;
}

interface Work {
  readonly cloud: Pick<CloudPorts, 'edge' | 'oss'>;
  readonly domain: CdnDomain;
  readonly site: SitePlan;
  /** The bucket of the origin, where it is one of the account. */
  readonly bucket?: BucketRef;
  /** Makes paths that were never asked for. */
  readonly mark: string;
  readonly signal: AbortSignal;
}

/** Enough of a page to compare it with another, in bytes. */
const pageBytes = 65_536;

/** Asks the edge as visitors would, and says of each promise of the site type whether it holds. */
export async function proveSite(work: Work): Promise<readonly SiteCheck[]> {
  const { site, cloud, bucket, signal } = work;
  const page = { prefix: '', limit: 1000, flat: true };
  const [root, listed] = await Promise.all([
    ask(work, '/'),
    bucket && ifReadable(cloud.oss.listObjects(bucket, page, signal)),
  ]);
  // Without a list of the bucket, what needs a file of it is not asked.
  const objects = listed?.objects ?? [];
  const isSite = site.type !== 'downloads';
  return [
    ...(isSite ? [toCheck('root', '/', root, isPage(root))] : []),
    ...(site.type === 'spa' ? [await checkRoute(work, root)] : []),
    ...(site.type === 'docs' ? await checkFolder(work, objects) : []),
    await checkMissing(work),
    ...(await checkAsset(work, objects)),
  ];
}

function ask({ cloud, domain, signal }: Work, path: string): Promise<EdgeAnswer> {
  return probeDomain(cloud.edge, domain, { path, maxBytes: pageBytes }, signal);
}

function toCheck(kind: SiteCheck['kind'], path: string, { status }: EdgeAnswer, holds: boolean): SiteCheck {
  return { kind, path, holds, ...(status !== undefined && { status }) };
}

function isPage({ status, headers }: EdgeAnswer): boolean {
  return status === 200 && headers['content-type']?.startsWith('text/html') === true;
}

/** A route that no file has is served as the first page. */
async function checkRoute(work: Work, root: EdgeAnswer): Promise<SiteCheck> {
  const path = `/route-${work.mark}/inside`;
  const answer = await ask(work, path);
  return toCheck('route', path, answer, isPage(answer) && root.body !== undefined && hasBytes(answer, root.body));
}

/** A folder that has a page is served as that page, with the slash and without; one with a dot is taken for a file without it. */
async function checkFolder(work: Work, objects: ObjectPage['objects']): Promise<readonly SiteCheck[]> {
  const folders = objects.flatMap(({ key }) => /^([^.]+\/)index\.html$/.exec(key)?.[1] ?? []);
  const [folder] = folders;
  if (folder === undefined) return [];
  const path = toUrlPath(folder);
  const [withSlash, without] = await Promise.all([ask(work, path), ask(work, path.slice(0, -1))]);
  return [toCheck('route', path, withSlash, isPage(withSlash) && isPage(without))];
}

/** A missing file is no page: else a browser would run a page as a script. */
async function checkMissing(work: Work): Promise<SiteCheck> {
  const path = `/missing-${work.mark}.js`;
  const answer = await ask(work, path);
  const { status = 0, headers } = answer;
  const isLed = work.site.notFoundPage !== undefined && headers.location === work.site.notFoundPage;
  return toCheck('missing', path, answer, (status >= 400 && status < 500) || isLed);
}

/** A file that is asked for twice comes from the cache, unless its own headers forbid that; one without an extension may be taken for a route. */
async function checkAsset(work: Work, objects: ObjectPage['objects']): Promise<readonly SiteCheck[]> {
  const key = pickSmallest(objects, (each) => /[^/]\.(?!html$)[^./]+$/.test(each));
  if (key === undefined) return [];
  const path = toUrlPath(key);
  await ask(work, path);
  const answer = await ask(work, path);
  const isBarred = /no-cache|no-store|private|max-age=0/.test(answer.headers['cache-control'] ?? '');
  const isKept = /^hit/i.test(answer.headers['x-cache'] ?? '');
  return [toCheck('asset', path, answer, answer.status === 200 && (isKept || isBarred))];
}
