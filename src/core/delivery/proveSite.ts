import { bareEtag, isUnready, pickSmallest } from '../cdn/edgeProof.js';
import { probeName } from '../dns/hostNames.js';
import { viewInBrowser } from '../https/browserView.js';
import { probeDomain } from '../https/probeDomain.js';
import { toUrlPath } from '../objectKey.js';
import { ifReadable } from '../oss/ifReadable.js';
import type { CdnDomain } from '../ports/cdn.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { BucketRef, ObjectPage, OssPort } from '../ports/oss.js';
import type { EdgeAnswer } from '../ports/probe.js';
import { findServed, toOwnPath } from './readPresentSite.js';
import { isPage as isPageName } from './siteFile.js';
import { findPages } from './siteRoutes.js';
import type { SitePlan } from './siteType.js';

/**
 * The result of one check of what visitors get: the first page, another page at an address of it, a missing file, a file, a cached file, the certificate,
 * whether a page is downloaded, or whether the bytes equal those of the bucket.
 */
export interface SiteCheck {
  readonly kind: 'root' | 'route' | 'missing' | 'file' | 'asset' | 'certificate' | 'download' | 'bytes';
  /** The path that was requested, percent-encoded. Empty for a route that no file has. */
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

/**
 * Checks at the edge what visitors of the site request: addresses of every form that its files have, missing ones, and the cache. A node that does not know
 * the domain yet gets only the first request.
 */
export async function proveSite(
  work: Work,
  first: Promise<EdgeAnswer> = askForRoot(work),
): Promise<readonly SiteCheck[]> {
  const { site } = work;
  const root = await first;
  const isSite = site.type !== 'downloads';
  // Where the site is in a folder, `/` leads there.
  const page = site.routes?.base === undefined || isUnready(root) ? root : await visit(work, '/', root);
  const checks = isSite ? [checkRoot(page), ...checkDownload(work, page)] : [];
  if (isUnready(root)) return checks;
  const others = await Promise.all([
    site.type === 'spa' ? checkRoute(work) : [],
    checkAddresses(work),
    checkMissing(work, `/missing-${work.mark}.js`),
    site.type === 'docs' || site.type === 'website' ? checkMissing(work, `/missing-${work.mark}`) : [],
    checkAsset(work),
  ]);
  return [...checks, ...others.flat()];
}

type AddressWork = Omit<Work, 'mark' | 'now'>;

/** Checks whether at most 30 addresses of the site's pages and files show them. */
export async function checkAddresses(work: AddressWork): Promise<readonly SiteCheck[]> {
  return (await Promise.all(pickAddresses(work).map((address) => checkAddress(work, address)))).flat();
}

/** An address of a site, and the object that it should serve. */
interface Address {
  readonly path: string;
  readonly object: ObjectPage['objects'][number];
}

const mostAddresses = 30;
/** This many addresses of each form are checked. */
const fewOfForm = 2;

/**
 * Chooses the addresses to check: the first pages in folders and beside, each with and without the final slash and by its file, and the smallest file of each
 * type. Addresses that the site does not serve are left out.
 */
function pickAddresses({ objects = [], site }: Pick<Work, 'objects' | 'site'>): readonly Address[] {
  const byKey = new Map(objects.map((object) => [object.key, object]));
  const keys = new Set(byKey.keys());
  const pages = findPages(keys);
  const first = (paths: Iterable<string>) => [...paths].sort((left, right) => left.length - right.length);
  const listed = new Set([...pages.apps, ...pages.files]);
  const forms: readonly (readonly string[])[] = [
    first(pages.folders)
      .flatMap((path) => [`/${path}/`, `/${path}`])
      .slice(0, 2 * fewOfForm),
    first(pages.flat)
      .flatMap((path) => [`/${path}`, `/${path}/`, `/${path}.html`])
      .slice(0, 3 * fewOfForm),
    [...listed].flatMap((path) => [`/${path}`, `/${path}/`]).slice(0, 2 * fewOfForm),
    listByType(objects).map((key) => `/${key}`),
  ];
  // One of each form in turn, so that a smaller number still has every form.
  const turns = Array.from({ length: mostAddresses }, (_, at) => forms.flatMap((form) => form[at] ?? [])).flat();
  const found = new Map<string, Address>();
  for (const address of turns) {
    const path = toUrlPath(address.slice(1));
    const served = findServed(path, { keys, site });
    const object = served && byKey.get(served.key);
    if (object && object.size > 0) found.set(path, { path, object });
    if (found.size >= mostAddresses) break;
  }
  return [...found.values()];
}

/** Returns the smallest file of each type but pages, by the ends of the names. */
function listByType(objects: ObjectPage['objects']): readonly string[] {
  const smallest = new Map<string, ObjectPage['objects'][number]>();
  for (const object of objects) {
    const [, type] = /[^/]\.([a-z0-9]{1,8})$/i.exec(object.key) ?? [];
    const known = type && smallest.get(type);
    if (type && !isPageName(object.key) && object.size > 0 && (!known || object.size < known.size))
      smallest.set(type, object);
  }
  return [...smallest.values()].map(({ key }) => key);
}

/** Requests an address as a browser does, and returns the check whether it gets the object. */
async function checkAddress(work: AddressWork, { path, object }: Address): Promise<readonly SiteCheck[]> {
  const { key, size, etag } = object;
  const answer = await visit(work, path);
  const { headers, body } = answer;
  const hasType = !isPageName(key) || isPage(answer);
  const given = bareEtag(headers.etag);
  // A cached copy of a former content expires. The content of another object is never right.
  const isFormer = isHit(answer) && !work.objects?.some((each) => each.etag.toUpperCase() === given);
  const isSame =
    given === undefined
      ? body === undefined || body.length === Math.min(size, pageBytes)
      : given === etag.toUpperCase() || isFormer;
  return [toCheck(isPageName(key) ? 'route' : 'file', path, answer, answer.status === 200 && hasType && isSame)];
}

/** Requests a path and follows redirects within the domain. Returns the first answer that is none. */
async function visit(work: AddressWork, path: string, first?: EdgeAnswer): Promise<EdgeAnswer> {
  const name = probeName(work.domain.name);
  let [answer, at] = [first ?? (await ask(work, path)), path];
  for (let hops = 0; hops < mostHops; hops += 1) {
    const { status = 0, headers } = answer;
    const isLed =
      status >= 300 && status < 400 && headers.location !== undefined && headers.location !== work.site.notFoundPage;
    const next = isLed ? toOwnPath(headers.location ?? '', `http://${name}${at}`, name) : undefined;
    if (next === undefined || next === at) break;
    answer = await ask(work, next);
    at = next;
  }
  return answer;
}

const mostHops = 3;

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

function isHit({ headers }: EdgeAnswer): boolean {
  return /^hit/i.test(headers['x-cache'] ?? '');
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

/** Returns the check whether a route that has no file gets the page of all routes, if there is one. */
async function checkRoute(work: Work): Promise<readonly SiteCheck[]> {
  const { objects = [], site } = work;
  const page = objects.find(({ key }) => key === (site.routes?.fallback ?? 'index.html'));
  if (!page) return [];
  const [check] = await checkAddress(work, { path: `/route-${work.mark}/inside`, object: page });
  return check ? [{ ...check, path: '' }] : [];
}

/** Returns the check whether a missing file is not answered with a page, which a browser would run as a script. */
async function checkMissing(work: Work, path: string): Promise<readonly SiteCheck[]> {
  const answer = await visit(work, path);
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
  const isKept = isHit(answer);
  return [toCheck('asset', path, answer, answer.status === 200 && (isKept || isBarred))];
}
