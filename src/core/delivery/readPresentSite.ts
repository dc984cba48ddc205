import type { EdgeAnswer, EdgePort } from '../ports/probe.js';
import { isServedBy, listLinks, parseRobots, parseSitemap, toOwnPath } from './sitePaths.js';
import type { SitePlan } from './siteType.js';

/** A page of the site that a name has today, and what another one in its place would lack. */
export interface PresentSite {
  /** How it was reached. */
  readonly scheme: 'https' | 'http';
  /** What it answers to `/`. */
  readonly status: number;
  /** How many addresses of this host it tells, in links, robots.txt and sitemaps. */
  readonly told: number;
  /** The paths that answer today and that the folder lacks, percent-encoded, in order, at most 20. */
  readonly lacking: readonly string[];
  /** How many further ones may be lacking: they were not asked for. */
  readonly unasked: number;
}

/** What the present site is compared with: the keys of a folder or bucket, and how they will be served. */
export interface NewSite {
  readonly keys: ReadonlySet<string>;
  readonly site: SitePlan | undefined;
}

/** At most so many requests are made of a web server, one after the other. */
const mostRequests = 50;
const mostLacking = 20;
const mostSitemaps = 5;
/** How often the home page may lead elsewhere on the host, counting the first answer. */
const mostHops = 4;
/** Bytes of a page, of robots.txt, and of a sitemap that are read; an answer alone is enough to see that a page is there. */
const pageBytes = 262_144;
const answerBytes = 1;

interface Work {
  readonly edge: EdgePort;
  readonly name: string;
  readonly scheme: 'https' | 'http';
  /** How many requests are left. */
  left: number;
  readonly signal: AbortSignal;
}

/**
 * Reads the site that a name has today, as a visitor would, and says what a new site in its place lacks; `undefined` where nothing of
 * it is served, or it leads to another host. At most 50 requests, all to the name itself. Throws only `cancelled`.
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

/** The home page, behind redirects that stay on the host; those to its https are followed by asking for that first. */
async function openHome(work: Work): Promise<Home | undefined> {
  let path = '/';
  for (let hops = 0; hops < mostHops; hops += 1) {
    const answer = await ask(work, path, pageBytes);
    const { outcome, status = 0, headers, certificate } = answer;
    // Browsers stop at a certificate that is not trusted.
    if (outcome !== 'answered' || status >= 500 || certificate?.trusted === false) return undefined;
    if (status < 300 || status >= 400) return { work, path, answer };
    const next = headers.location === undefined ? undefined : toOwnPath(headers.location, toUrl(work, path), work.name);
    if (next === undefined || next === path) return undefined;
    path = next;
  }
  return undefined;
}

/** The paths that robots.txt and sitemaps tell, and these files themselves. */
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
