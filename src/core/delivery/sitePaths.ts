import type { SitePlan } from './siteType.js';

/** The most addresses of one document. */
const mostPaths = 2_000;
/** The longest address in characters. Real sites have none. */
const longestPath = 1_000;

/**
 * The path of an address within a host, percent-encoded, without query and fragment. `undefined` for another host, and
 * for a path that other programs may resolve differently. `base` is the URL of the document.
 */
export function toOwnPath(address: string, base: string, host: string): string | undefined {
  if (address.length > longestPath || !URL.canParse(address, base)) return undefined;
  const { protocol, hostname, port, username, password, pathname } = new URL(address, base);
  const isOwn = (protocol === 'https:' || protocol === 'http:') && hostname === host.toLowerCase() && port === '';
  return isOwn && username === '' && password === '' && toKey(pathname) !== undefined ? pathname : undefined;
}

/** The paths of this host in the links, pictures, scripts and style sheets of a page. Reads as much of broken markup as possible. */
export function listLinks(html: string, base: string, host: string): readonly string[] {
  const found = html.matchAll(
    /\s(?:href|src)\s{0,9}=\s{0,9}(?:"([^"<>]{0,1000})"|'([^'<>]{0,1000})'|([^\s"'<>]{1,1000}))/gi,
  );
  return toPaths(found, base, host);
}

/** The paths of sitemaps in robots.txt on this host (RFC 9309; sitemaps.org, "Submitting your Sitemap via robots.txt"). */
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

/** Decodes the entities of addresses; others are left. */
function decodeEntities(text: string): string {
  return text.replace(/&(amp|quot|apos|#39|#x27);/gi, (whole, name: string) => entities[name.toLowerCase()] ?? whole);
}

/** The key of the object at a path, empty for `/`; `undefined` if it is no path of a plain file. */
function toKey(path: string): string | undefined {
  try {
    const key = decodeURIComponent(path.slice(1));
    const isPlain = !/[\\\p{C}]/u.test(key) && !key.split('/').some((part) => part === '.' || part === '..');
    return isPlain && !key.startsWith('/') && !key.includes('//') ? key : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Returns whether a site with these keys answers at a path by its rules. A folder has its index page only if the site
 * type says so. A path that no file can have counts as answered, since nothing can be published for it.
 */
export function isServedBy(
  path: string,
  { keys, site }: { readonly keys: ReadonlySet<string>; readonly site: SitePlan | undefined },
): boolean {
  const key = toKey(path);
  if (key === undefined || keys.has(key)) return true;
  if (key === '') return site !== undefined && site.type !== 'downloads' && keys.has('index.html');
  if (site?.type === 'spa') return !key.includes('.') && keys.has('index.html');
  if (site?.type !== 'docs') return false;
  return key.endsWith('/') ? keys.has(`${key}index.html`) : !key.includes('.') && keys.has(`${key}/index.html`);
}
