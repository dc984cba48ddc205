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
 * The result of one check of what visitors get: the first page, a route or folder, a missing file, a cached file, the certificate, whether a page is
 * downloaded, or whether the bytes equal those of the bucket.
 */
export interface SiteCheck {
  readonly kind: 'root' | 'route' | 'missing' | 'asset' | 'certificate' | 'download' | 'bytes';
  readonly path: string;
  readonly holds: boolean;
  /** The HTTP status of the edge's answer; absent if there was none. */
  readonly status?: number;
  /** The content type of the first page, if it is not HTML. */
  readonly contentType?: string;
  /** Where the edge redirects the request for a missing page. */
  readonly to?: string;
  /** Set if OSS forces the download, because CDN does not request it under a domain that is bound to the bucket. */
  readonly forced?: true;
}

interface Work {
  readonly cloud: Pick<CloudPorts, 'edge'>;
  /** The domain to check. Requests go to its CNAME target, or to the server that is given instead. */
  readonly domain: Pick<CdnDomain, 'name' | 'cname' | 'httpsOn'>;
  readonly site: SitePlan;
  /** The first objects of the bucket. Without them, checks that need a file are skipped. */
  readonly objects?: ObjectPage['objects'];
  /** A text that makes paths unique, so that they were never requested before. */
  readonly mark: string;
  /** The current time, in ms since the epoch. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/** The number of bytes of a page that are compared. */
const pageBytes = 65_536;

/** Lists the first objects of a bucket for checks at the edge; resolves to `undefined` if the account may not list them. */
export async function listForProof(
  oss: Pick<OssPort, 'listObjects'>,
  bucket: BucketRef,
  signal: AbortSignal,
): Promise<ObjectPage['objects'] | undefined> {
  const page = await ifReadable(oss.listObjects(bucket, { prefix: '', limit: 1000, flat: true }, signal));
  return page?.objects;
}

/** Checks at the edge what the site type promises, with at most seven requests. A node that does not know the domain yet gets only the first request. */
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

/** Returns the check whether the first page is HTML. */
function checkRoot(root: EdgeAnswer): SiteCheck {
  const check = toCheck('root', '/', root, isPage(root));
  const type = root.headers['content-type'];
  return check.holds || root.status !== 200 || type === undefined ? check : { ...check, contentType: type };
}

function isPage({ status, headers }: EdgeAnswer): boolean {
  return status === 200 && headers['content-type']?.startsWith('text/html') === true;
}

/** Returns the check whether browsers show the first page instead of downloading it, whatever the certificate. Empty if the answer is no page. */
export function checkDownload(
  { domain, now }: Pick<Work, 'now'> & { readonly domain: Pick<CdnDomain, 'name'> },
  root: EdgeAnswer,
): readonly SiteCheck[] {
  if (root.status !== 200) return [];
  const view = viewInBrowser(domain.name, { scheme: 'http', answer: root }, now);
  const check = toCheck('download', '/', root, view.kind !== 'downloaded');
  return [view.kind === 'downloaded' && view.forced ? { ...check, forced: true } : check];
}

/** Returns the check whether a route that has no file gets the first page. */
async function checkRoute(work: Work, root: EdgeAnswer): Promise<readonly SiteCheck[]> {
  const path = `/route-${work.mark}/inside`;
  const answer = await ask(work, path);
  return [toCheck('route', path, answer, isPage(answer) && root.body !== undefined && hasBytes(answer, root.body))];
}

/** Returns the checks whether a folder that has a page gets it, with and without the final slash. Without the slash, a name with a dot counts as a file. */
async function checkFolder(work: Work): Promise<readonly SiteCheck[]> {
  const { objects = [] } = work;
  const folders = objects.flatMap(({ key }) => /^([^.]+\/)index\.html$/.exec(key)?.[1] ?? []);
  const [folder] = folders;
  if (folder === undefined) return [];
  const path = toUrlPath(folder);
  const [withSlash, without] = await Promise.all([ask(work, path), ask(work, path.slice(0, -1))]);
  return [toCheck('route', path, withSlash, isPage(withSlash) && isPage(without))];
}

/** Returns the check whether a missing file is not answered with a page, which a browser would run as a script. */
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
 * Returns the check whether a second request of a file is served from the cache, unless the file's own headers forbid that. Names without an extension are
 * not used, since they may be routes.
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
