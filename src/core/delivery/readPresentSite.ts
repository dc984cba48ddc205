import type { EdgeAnswer, EdgePort } from '../ports/probe.js';
import { isServedBy, listLinks, parseRobots, parseSitemap, toOwnPath } from './sitePaths.js';
import type { SitePlan } from './siteType.js';

/** The current site of a name, and what a replacement would lack. */
export interface PresentSite {
  /** The scheme that reached it. */
  readonly scheme: 'https' | 'http';
  /** The status of `/`. */
  readonly status: number;
  /** The number of addresses of this host in links, robots.txt and sitemaps. */
  readonly told: number;
  /** Paths that answer today but are missing in the folder: percent-encoded, in order, at most 20. */
  readonly lacking: readonly string[];
  /** The number of further paths that were not requested. */
  readonly unasked: number;
}

/** The new site: the keys of a folder or bucket, and how they will be served. */
export interface NewSite {
  readonly keys: ReadonlySet<string>;
  readonly site: SitePlan | undefined;
}

/** The most requests to a web server, one after the other. */
const mostRequests = 50;
const mostLacking = 20;
const mostSitemaps = 5;
/** The most redirects of the home page within the host, counting the first answer. */
const mostHops = 4;
/** Limits for a page, for robots.txt, and for a sitemap, in bytes. An answer alone proves that a page exists. */
const pageBytes = 262_144;
const answerBytes = 1;

interface Work {
  readonly edge: EdgePort;
  readonly name: string;
  readonly scheme: 'https' | 'http';
  /** The number of remaining requests. */
  left: number;
  readonly signal: AbortSignal;
}

/**
 * Reads the current site of a name as a visitor would, and lists what a new site would lack. `undefined` if nothing is
 * served or it leads to another host. At most 50 requests, all to the name itself. Throws only `cancelled`.
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

/** Reads the home page, following redirects within the host. For a redirect to https it starts again there. */
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

/** Paths in robots.txt and sitemaps, and these files themselves. */
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
