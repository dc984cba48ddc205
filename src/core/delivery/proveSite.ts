import { hasBytes, isUnready, pickSmallest } from '../cdn/edgeProof.js';
import { viewInBrowser } from '../https/browserView.js';
import { probeDomain } from '../https/probeDomain.js';
import { toUrlPath } from '../objectKey.js';
import { ifReadable } from '../oss/ifReadable.js';
import type { CdnDomain } from '../ports/cdn.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { BucketRef, ObjectPage, OssPort } from '../ports/oss.js';
import type { EdgeAnswer } from '../ports/probe.js';
import type { SitePlan } from './siteType.js';

/**
 * A check of what visitors get: the first page, a route or folder, a missing file, a cached file, the certificate, a
 * download instead of a page, or other bytes than the bucket's.
 */
export interface SiteCheck {
  readonly kind: 'root' | 'route' | 'missing' | 'asset' | 'certificate' | 'download' | 'bytes';
  readonly path: string;
  readonly holds: boolean;
  /** The status of the edge; absent without an answer. */
  readonly status?: number;
  /** The type of a first page that is not HTML. */
  readonly contentType?: string;
  /** The target of a missing page's redirect. */
  readonly to?: string;
  /** OSS forces the download, because it is not requested under a domain that is bound to the bucket. */
  readonly forced?: true;
}

interface Work {
  readonly cloud: Pick<CloudPorts, 'edge'>;
  /** Requested at its CNAME target, or at the given replacement. */
  readonly domain: Pick<CdnDomain, 'name' | 'cname' | 'httpsOn'>;
  readonly site: SitePlan;
  /** The first objects of the bucket. Without them, checks that need a file are skipped. */
  readonly objects?: ObjectPage['objects'];
  /** Makes paths that were never requested before. */
  readonly mark: string;
  /** The current time, in ms since the epoch. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/** The part of a page that is compared, in bytes. */
const pageBytes = 65_536;

/** Lists the first objects of a bucket, for checks at the edge; `undefined` without permission. */
export async function listForProof(
  oss: Pick<OssPort, 'listObjects'>,
  bucket: BucketRef,
  signal: AbortSignal,
): Promise<ObjectPage['objects'] | undefined> {
  const page = await ifReadable(oss.listObjects(bucket, { prefix: '', limit: 1000, flat: true }, signal));
  return page?.objects;
}

/**
 * Checks each promise of the site type at the edge with at most seven requests. A node that does not know the domain yet
 * gets only the first.
 */
export async function proveSite(
  work: Work,
  first: Promise<EdgeAnswer> = askForRoot(work),
): Promise<readonly SiteCheck[]> {
  const { site } = work;
  const root = await first;
  const isSite = site.type !== 'downloads';
  const checks = isSite ? [checkRoot(root), ...checkDownload(work, root)] : [];
  if (isUnready(root)) return checks;
  const others = await Promise.all([
    site.type === 'spa' ? checkRoute(work, root) : [],
    site.type === 'docs' ? checkFolder(work) : [],
    checkMissing(work),
    checkAsset(work),
  ]);
  return [...checks, ...others.flat()];
}

/** Requests the first page of a domain. */
export function askForRoot(work: Pick<Work, 'cloud' | 'domain' | 'signal'>): Promise<EdgeAnswer> {
  return ask(work, '/');
}

function ask({ cloud, domain, signal }: Pick<Work, 'cloud' | 'domain' | 'signal'>, path: string): Promise<EdgeAnswer> {
  return probeDomain(cloud.edge, domain, { path, maxBytes: pageBytes }, signal);
}

function toCheck(kind: SiteCheck['kind'], path: string, { status }: EdgeAnswer, holds: boolean): SiteCheck {
  return { kind, path, holds, ...(status !== undefined && { status }) };
}

/** Checks that the first page is HTML. */
function checkRoot(root: EdgeAnswer): SiteCheck {
  const check = toCheck('root', '/', root, isPage(root));
  const type = root.headers['content-type'];
  return check.holds || root.status !== 200 || type === undefined ? check : { ...check, contentType: type };
}

function isPage({ status, headers }: EdgeAnswer): boolean {
  return status === 200 && headers['content-type']?.startsWith('text/html') === true;
}

/** Checks that the first page is shown and not downloaded, whatever the certificate; `undefined` without a page. */
export function checkDownload(
  { domain, now }: Pick<Work, 'now'> & { readonly domain: Pick<CdnDomain, 'name'> },
  root: EdgeAnswer,
): readonly SiteCheck[] {
  if (root.status !== 200) return [];
  const view = viewInBrowser(domain.name, { scheme: 'http', answer: root }, now);
  const check = toCheck('download', '/', root, view.kind !== 'downloaded');
  return [view.kind === 'downloaded' && view.forced ? { ...check, forced: true } : check];
}

/** Checks that a route without a file gets the first page. */
async function checkRoute(work: Work, root: EdgeAnswer): Promise<readonly SiteCheck[]> {
  const path = `/route-${work.mark}/inside`;
  const answer = await ask(work, path);
  return [toCheck('route', path, answer, isPage(answer) && root.body !== undefined && hasBytes(answer, root.body))];
}

/** Checks that a folder with a page gets it, with and without the slash. Without the slash, a name with a dot is a file. */
async function checkFolder(work: Work): Promise<readonly SiteCheck[]> {
  const { objects = [] } = work;
  const folders = objects.flatMap(({ key }) => /^([^.]+\/)index\.html$/.exec(key)?.[1] ?? []);
  const [folder] = folders;
  if (folder === undefined) return [];
  const path = toUrlPath(folder);
  const [withSlash, without] = await Promise.all([ask(work, path), ask(work, path.slice(0, -1))]);
  return [toCheck('route', path, withSlash, isPage(withSlash) && isPage(without))];
}

/** Checks that a missing file is not answered with a page, which a browser would run as a script. */
async function checkMissing(work: Work): Promise<readonly SiteCheck[]> {
  const path = `/missing-${work.mark}.js`;
  const answer = await ask(work, path);
  const { status = 0, headers } = answer;
  const { notFoundPage } = work.site;
  const isLed = notFoundPage !== undefined && headers.location === notFoundPage;
  const check = toCheck('missing', path, answer, (status >= 400 && status < 500) || isLed);
  return [isLed && URL.canParse(notFoundPage) ? { ...check, to: new URL(notFoundPage).pathname } : check];
}

/**
 * Checks that a second request of a file is served from the cache, unless its own headers forbid that. Skips names
 * without an extension, which may be routes.
 */
async function checkAsset(work: Work): Promise<readonly SiteCheck[]> {
  const key = pickSmallest(work.objects ?? [], (each) => /[^/]\.(?!html$)[^./]+$/.test(each));
  if (key === undefined) return [];
  const path = toUrlPath(key);
  await ask(work, path);
  const answer = await ask(work, path);
  const isBarred = /no-cache|no-store|private|max-age=0/.test(answer.headers['cache-control'] ?? '');
  const isKept = /^hit/i.test(answer.headers['x-cache'] ?? '');
  return [toCheck('asset', path, answer, answer.status === 200 && (isKept || isBarred))];
}
