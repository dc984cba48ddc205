import type { CdnDomain } from '../ports/cdn.js';

/** An accelerated domain, as far as an address at it needs. */
export type Host = Pick<CdnDomain, 'name' | 'httpsOn'>;

/** One address at an accelerated domain; `path` is percent-encoded and may hold a query. */
export interface Address {
  readonly domain: Host;
  readonly path: string;
}

const indexPage = 'index.html';

/** The address as a browser takes it. */
export function toUrl({ name, httpsOn }: Host, path: string): string {
  return `${httpsOn ? 'https' : 'http'}://${name}${path}`;
}

/** Every path that serves the same as this one: a folder and its index page answer for each other. */
export function listSamePaths(path: string): readonly string[] {
  if (path.endsWith('/')) return [path, path + indexPage];
  return path.endsWith(`/${indexPage}`) ? [path, path.slice(0, -indexPage.length)] : [path];
}

/** The URLs that make these addresses fresh, each once. */
export function listRefreshUrls(addresses: readonly Address[]): readonly string[] {
  return unique(addresses.flatMap(({ domain, path }) => listSamePaths(path).map((same) => toUrl(domain, same))));
}

/** The URLs to bring to the edge, each once; CDN prefetches no folders. */
export function listPrefetchUrls(addresses: readonly Address[]): readonly string[] {
  const filePath = (path: string) => (path.endsWith('/') ? path + indexPage : path);
  return unique(addresses.map(({ domain, path }) => toUrl(domain, filePath(path))));
}

/** The path in a typed path or address of this host, percent-encoded; `undefined` when it is of another host or none. */
export function parseTypedPath(text: string, host: Host): string | undefined {
  const trimmed = text.trim();
  const address = /^https?:\/\//i.test(trimmed) ? trimmed : toUrl(host, trimmed.replace(/^(?!\/)/, '/'));
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.host !== host.name) return undefined;
  return encodeRest(url.pathname) + encodeRest(url.search);
}

/** What `URL` leaves as typed and CDN refuses in a path or a query, or takes for a pattern. */
function encodeRest(text: string): string {
  return text.replace(/[*|^`{}"<>\\[\]]/g, (character) => `%${hex(character)}`).replace(/%(?![0-9a-f]{2})/gi, '%25');
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase();
}

function unique(urls: readonly string[]): readonly string[] {
  return [...new Set(urls)];
}
