import type { EdgeAnswer, EdgePort } from '../ports/probe.js';
import { followRules, routeRules } from './siteRoutes.js';
import type { SitePlan } from './siteType.js';

/** The site that a name serves at present, and which of its pages a new site would lack. */
export interface PresentSite {
  /** The scheme over which the site was reached. */
  readonly scheme: 'https' | 'http';
  /** The status of `/`. */
  readonly status: number;
  /** The number of addresses of this host in links, robots.txt and sitemaps. */
  readonly told: number;
  /** The paths that are answered today but missing in the folder: percent-encoded, sorted, at most 20. */
  readonly lacking: readonly string[];
  /** The number of further paths that were not requested. */
  readonly unasked: number;
}

/** The new site: the keys of a folder or bucket, and how they will be served. */
interface NewSite {
  readonly keys: ReadonlySet<string>;
  readonly site: SitePlan | undefined;
}

/** The maximum number of requests to a web server. They are sent one after the other. */
const mostRequests = 50;
const mostLacking = 20;
const mostSitemaps = 5;
/** The maximum number of answers read to reach the home page through redirects within the host. */
const mostHops = 4;
/** The maximum number of bytes to read of a page, robots.txt or a sitemap. For other paths, that there is an answer proves that the page exists. */
const pageBytes = 262_144;
const answerBytes = 1;

interface Work {
  readonly edge: EdgePort;
  readonly name: string;
  readonly scheme: 'https' | 'http';
  /** The number of requests that may still be sent. */
  left: number;
  readonly signal: AbortSignal;
}

/**
 * Reads the present site of a name as a visitor would, and lists what a new site would lack. Resolves to `undefined` if nothing is served or if the name
 * leads to another host. Sends at most 50 requests, all to the name itself. Throws only `cancelled`.
 */
export async function readPresentSite(
  edge: EdgePort,
  name: string,
  to: NewSite,
  signal: AbortSignal,
): Promise<PresentSite | undefined> {
  const home =
    (await openHome({ edge, name, scheme: 'https', left: mostRequests, signal })) ??
    (await openHome({ edge, name, scheme: 'http', left: mostRequests - mostHops, signal }));
  if (!home) return undefined;
  const { work, path, answer } = home;
  const told = new Set([path, ...listLinks(textOf(answer), toUrl(work, path), name)]);
  for (const each of await readIndexes(work)) told.add(each);
  const missing = [...told].filter((each) => !isServedBy(each, to)).sort();
  const lacking: string[] = [];
  let asked = 0;
  for (const each of missing) {
    if (work.left <= 0 || lacking.length >= mostLacking) break;
    asked += 1;
    if (isPage(await ask(work, each, answerBytes))) lacking.push(each);
  }
  const { status = 0 } = answer;
  return { scheme: work.scheme, status, told: told.size, lacking, unasked: missing.length - asked };
}

interface Home {
  readonly work: Work;
  readonly path: string;
  readonly answer: EdgeAnswer;
}

/** Reads the home page and follows redirects within the host. At a redirect to HTTPS, starts again there. Resolves to `undefined` if there is no home page. */
async function openHome(work: Work): Promise<Home | undefined> {
  let path = '/';
  for (let hops = 0; hops < mostHops; hops += 1) {
    const answer = await ask(work, path, pageBytes);
    const { outcome, status = 0, headers, certificate } = answer;
    // Browsers stop at an untrusted certificate.
    if (outcome !== 'answered' || status >= 500 || certificate?.trusted === false) return undefined;
    if (status < 300 || status >= 400) return { work, path, answer };
    const next = headers.location === undefined ? undefined : toOwnPath(headers.location, toUrl(work, path), work.name);
    if (next === undefined || next === path) return undefined;
    path = next;
  }
  return undefined;
}

/** Returns the paths that robots.txt and sitemaps name, and the paths of these files themselves. */
async function readIndexes(work: Work): Promise<readonly string[]> {
  const robots = await ask(work, '/robots.txt', pageBytes);
  const named = isPage(robots) ? parseRobots(textOf(robots), toUrl(work, '/robots.txt'), work.name) : [];
  const queue = [...new Set([...named, '/sitemap.xml'])];
  const found = isPage(robots) ? ['/robots.txt'] : [];
  for (let at = 0; at < Math.min(queue.length, mostSitemaps); at += 1) {
    const path = queue[at] ?? '';
    const answer = await ask(work, path, pageBytes);
    if (!isPage(answer)) continue;
    const { pages, sitemaps } = parseSitemap(textOf(answer), toUrl(work, path), work.name);
    found.push(path, ...pages);
    queue.push(...sitemaps.filter((each) => !queue.includes(each)));
  }
  return found;
}

async function ask(work: Work, path: string, maxBytes: number): Promise<EdgeAnswer> {
  const { edge, name, scheme, signal } = work;
  work.left -= 1;
  return edge.probe({ connectTo: name, name, path, maxBytes, scheme }, signal);
}

function isPage({ outcome, status = 0 }: EdgeAnswer): boolean {
  return outcome === 'answered' && status >= 200 && status < 300;
}

function textOf({ body }: EdgeAnswer): string {
  return body ? new TextDecoder().decode(body) : '';
}

function toUrl({ scheme, name }: Work, path: string): string {
  return `${scheme}://${name}${path}`;
}

/** The maximum number of addresses that are taken from one document. */
const mostPaths = 2_000;
/** The maximum length of an address, in characters. Real sites have none that are longer. */
const longestPath = 1_000;

/**
 * Returns the path of an address on this host, percent-encoded, without query and fragment. Returns `undefined` for another host, and for a path that other
 * programs may resolve differently. `base` is the URL of the document.
 */
export function toOwnPath(address: string, base: string, host: string): string | undefined {
  if (address.length > longestPath || !URL.canParse(address, base)) return undefined;
  const { protocol, hostname, port, username, password, pathname } = new URL(address, base);
  const isOwn = (protocol === 'https:' || protocol === 'http:') && hostname === host.toLowerCase() && port === '';
  return isOwn && username === '' && password === '' && toKey(pathname) !== undefined ? pathname : undefined;
}

/** Lists the paths on this host that the links, pictures, scripts and style sheets of a page lead to. Reads as much as possible of broken markup. */
export function listLinks(html: string, base: string, host: string): readonly string[] {
  const found = html.matchAll(
    /\s(?:href|src)\s{0,9}=\s{0,9}(?:"([^"<>]{0,1000})"|'([^'<>]{0,1000})'|([^\s"'<>]{1,1000}))/gi,
  );
  return toPaths(found, base, host);
}

/** Lists the paths on this host of the sitemaps that robots.txt names (RFC 9309; sitemaps.org, "Submitting your Sitemap via robots.txt"). */
export function parseRobots(text: string, base: string, host: string): readonly string[] {
  return toPaths(text.matchAll(/^[ \t]{0,9}sitemap[ \t]{0,9}:[ \t]{0,9}(\S{1,1000})/gim), base, host);
}

/** Parses a sitemap: pages of this host, or further sitemaps. Source: sitemaps.org, "Sitemaps XML format". */
export function parseSitemap(
  text: string,
  base: string,
  host: string,
): { readonly pages: readonly string[]; readonly sitemaps: readonly string[] } {
  const found = toPaths(text.matchAll(/<loc>\s{0,99}([^<\s]{1,1000})\s{0,99}<\/loc>/gi), base, host);
  return /<sitemapindex[\s>]/i.test(text) ? { pages: [], sitemaps: found } : { pages: found, sitemaps: [] };
}

function toPaths(found: Iterable<RegExpMatchArray>, base: string, host: string): readonly string[] {
  const paths = new Set<string>();
  for (const [, ...texts] of found) {
    const text = texts.find((each) => each !== undefined);
    const path = text === undefined ? undefined : toOwnPath(decodeEntities(text), base, host);
    if (path !== undefined) paths.add(path);
    if (paths.size >= mostPaths) break;
  }
  return [...paths];
}

const entities: Readonly<Record<string, string>> = { amp: '&', quot: '"', apos: "'", '#39': "'", '#x27': "'" };

/** Decodes those entities that occur in addresses. Other entities are kept. */
function decodeEntities(text: string): string {
  return text.replace(/&(amp|quot|apos|#39|#x27);/gi, (whole, name: string) => entities[name.toLowerCase()] ?? whole);
}

/** Returns the key of the object at a path, which is empty for `/`. Returns `undefined` if no plain file can have this path. */
function toKey(path: string): string | undefined {
  try {
    const key = decodeURIComponent(path.slice(1));
    const isPlain = !/[\\\p{C}]/u.test(key) && !key.split('/').some((part) => part === '.' || part === '..');
    return isPlain && !key.startsWith('/') && !key.includes('//') ? key : undefined;
  } catch {
    return undefined;
  }
}

/** The maximum number of redirects that are followed within a site. */
const mostRedirects = 3;

/**
 * Returns whether a site with these keys answers at a path, as the rules of its type lead there. A path that no file can have counts as answered, since
 * nothing can be published for it.
 */
export function isServedBy(
  path: string,
  { keys, site }: { readonly keys: ReadonlySet<string>; readonly site: SitePlan | undefined },
): boolean {
  if (toKey(path) === undefined) return true;
  return findServed(path, { keys, site }) !== undefined;
}

/** Returns the key of the object that a site serves at a path and the number of redirects on the way; `undefined` if there is none. */
export function findServed(
  path: string,
  { keys, site }: { readonly keys: ReadonlySet<string>; readonly site: SitePlan | undefined },
): { readonly key: string; readonly redirects: number } | undefined {
  const rules = site ? routeRules(site.type, site.routes) : [];
  let [at, redirects] = [`/${toKey(path) ?? ''}`, 0];
  for (; redirects <= mostRedirects; redirects += 1) {
    const led = followRules(rules, at);
    at = led?.path ?? at;
    if (!led?.isRedirect) break;
  }
  const key = at.slice(1);
  return keys.has(key) ? { key, redirects } : undefined;
}
