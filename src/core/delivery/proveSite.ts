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
 * One thing that a visitor would notice: the first page, a route or folder, a file that is not there, a file asked for twice, the
 * certificate, a page that is downloaded, bytes other than those of the bucket.
 */
export interface SiteCheck {
  readonly kind: 'root' | 'route' | 'missing' | 'asset' | 'certificate' | 'download' | 'bytes';
  readonly path: string;
  readonly holds: boolean;
  /** What the edge answered; absent where it did not. */
  readonly status?: number;
  /** The type of a first page that is none. */
  readonly contentType?: string;
  /** The path to which a missing page leads. */
  readonly to?: string;
  /** The download is forced by OSS, which is not asked under a domain that is bound to the bucket. */
  readonly forced?: true;
}

interface Work {
  readonly cloud: Pick<CloudPorts, 'edge'>;
  /** Asked at its CNAME target, or what is given in its place. */
  readonly domain: Pick<CdnDomain, 'name' | 'cname' | 'httpsOn'>;
  readonly site: SitePlan;
  /** The first objects of the bucket; what needs a file of it is not asked without them. */
  readonly objects?: ObjectPage['objects'];
  /** Makes paths that were never asked for. */
  readonly mark: string;
  /** Now, in ms since the epoch. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/** Enough of a page to compare it with another, in bytes. */
const pageBytes = 65_536;

/** The first objects of a bucket, of which some are asked for at the edge; `undefined` where it may not be read. */
export async function listForProof(
  oss: Pick<OssPort, 'listObjects'>,
  bucket: BucketRef,
  signal: AbortSignal,
): Promise<ObjectPage['objects'] | undefined> {
  const page = await ifReadable(oss.listObjects(bucket, { prefix: '', limit: 1000, flat: true }, signal));
  return page?.objects;
}

/**
 * Asks the edge as visitors would, in at most seven requests, and says of each promise of the site type whether it holds. A node that
 * does not know the domain yet is asked for the first page alone.
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

/** Asks for the first page of a domain. */
export function askForRoot(work: Pick<Work, 'cloud' | 'domain' | 'signal'>): Promise<EdgeAnswer> {
  return ask(work, '/');
}

function ask({ cloud, domain, signal }: Pick<Work, 'cloud' | 'domain' | 'signal'>, path: string): Promise<EdgeAnswer> {
  return probeDomain(cloud.edge, domain, { path, maxBytes: pageBytes }, signal);
}

function toCheck(kind: SiteCheck['kind'], path: string, { status }: EdgeAnswer, holds: boolean): SiteCheck {
  return { kind, path, holds, ...(status !== undefined && { status }) };
}

/** The first page is a page. */
function checkRoot(root: EdgeAnswer): SiteCheck {
  const check = toCheck('root', '/', root, isPage(root));
  const type = root.headers['content-type'];
  return check.holds || root.status !== 200 || type === undefined ? check : { ...check, contentType: type };
}

function isPage({ status, headers }: EdgeAnswer): boolean {
  return status === 200 && headers['content-type']?.startsWith('text/html') === true;
}

/** The first page is shown, and not stored as a file, whatever the certificate is worth; nothing to say where there is none. */
export function checkDownload(
  { domain, now }: Pick<Work, 'now'> & { readonly domain: Pick<CdnDomain, 'name'> },
  root: EdgeAnswer,
): readonly SiteCheck[] {
  if (root.status !== 200) return [];
  const view = viewInBrowser(domain.name, { scheme: 'http', answer: root }, now);
  const check = toCheck('download', '/', root, view.kind !== 'downloaded');
  return [view.kind === 'downloaded' && view.forced ? { ...check, forced: true } : check];
}

/** A route that no file has is served as the first page. */
async function checkRoute(work: Work, root: EdgeAnswer): Promise<readonly SiteCheck[]> {
  const path = `/route-${work.mark}/inside`;
  const answer = await ask(work, path);
  return [toCheck('route', path, answer, isPage(answer) && root.body !== undefined && hasBytes(answer, root.body))];
}

/** A folder that has a page is served as that page, with the slash and without; one with a dot is taken for a file without it. */
async function checkFolder(work: Work): Promise<readonly SiteCheck[]> {
  const { objects = [] } = work;
  const folders = objects.flatMap(({ key }) => /^([^.]+\/)index\.html$/.exec(key)?.[1] ?? []);
  const [folder] = folders;
  if (folder === undefined) return [];
  const path = toUrlPath(folder);
  const [withSlash, without] = await Promise.all([ask(work, path), ask(work, path.slice(0, -1))]);
  return [toCheck('route', path, withSlash, isPage(withSlash) && isPage(without))];
}

/** A missing file is no page: else a browser would run a page as a script. */
async function checkMissing(work: Work): Promise<readonly SiteCheck[]> {
  const path = `/missing-${work.mark}.js`;
  const answer = await ask(work, path);
  const { status = 0, headers } = answer;
  const { notFoundPage } = work.site;
  const isLed = notFoundPage !== undefined && headers.location === notFoundPage;
  const check = toCheck('missing', path, answer, (status >= 400 && status < 500) || isLed);
  return [isLed && URL.canParse(notFoundPage) ? { ...check, to: new URL(notFoundPage).pathname } : check];
}

/** A file that is asked for twice comes from the cache, unless its own headers forbid that; one without an extension may be taken for a route. */
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
