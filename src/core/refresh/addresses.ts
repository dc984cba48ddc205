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

/** How many addresses may be typed at once: as many URLs as one call takes. */
export const mostTyped = 1_000;
/** Source: RefreshObjectCaches and PushObjectCache. Characters. */
const mostPathLength = 1_024;

/** Why something typed is refused: there are too many addresses, or one of them (`entry`, the one at `at` of `count`, from 1) is none. */
export type TypedRefusal =
  | { readonly kind: 'tooMany'; readonly count: number }
  | {
      readonly kind: 'noStart' | 'otherHost' | 'tooLong' | 'noSlash';
      readonly entry: string;
      readonly at: number;
      readonly count: number;
    };

/** The paths in typed or pasted paths and addresses of this host, as of `parseTypedPath`, each once, or why one is refused; `as` says whether directories are meant. */
export function parseTypedPaths(
  text: string,
  host: Host,
  as: 'files' | 'folder',
): { readonly paths: readonly string[] } | { readonly refusal: TypedRefusal } {
  const entries = splitTyped(text);
  const count = entries.length;
  if (count > mostTyped) return { refusal: { kind: 'tooMany', count } };
  const paths = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    const refuse = (kind: 'noStart' | 'otherHost' | 'tooLong' | 'noSlash') => ({
      refusal: { kind, entry, at: index + 1, count },
    });
    // What follows a space may be the rest of a path.
    if (count > 1 && !/^(\/|https?:\/\/)/i.test(entry)) return refuse('noStart');
    const path = parseTypedPath(entry, host);
    if (path === undefined) return refuse('otherHost');
    if (path.length > mostPathLength) return refuse('tooLong');
    if (as === 'folder' && !path.endsWith('/')) return refuse('noSlash');
    paths.add(path);
  }
  return { paths: [...paths] };
}

/**
 * The regular expressions that a URL to refresh may have; CDN takes no others. Source: "Configure URL purge rules that contain regular
 * expressions" (CDN user guide, 2024-09-20), whose example is `http://www.example.com/[0-9][a-z].*.jpg`.
 */
const expressions = /\[0-9\]|\[a-z\]|\[\^\/\]\*|\.\*/g;

/** Why a typed pattern is refused. */
export type PatternRefusal = 'otherHost' | 'otherExpression' | 'noExpression' | 'tooLong';

/** The path of a typed or pasted pattern of this host, percent-encoded but for its expressions, or why it is refused. */
export function parseTypedPattern(
  text: string,
  { name }: Host,
): { readonly path: string } | { readonly refusal: PatternRefusal } {
  const [, host = name, rest = ''] = /^(?:https?:\/\/([^/]*))?(.*)$/is.exec(text.trim()) ?? [];
  if (host.toLowerCase() !== name) return { refusal: 'otherHost' };
  const plain = rest.split(expressions);
  if (plain.some((part) => /[[\](){}|^$+?*\\#\s]|\p{Surrogate}/u.test(part))) return { refusal: 'otherExpression' };
  if (plain.length === 1) return { refusal: 'noExpression' };
  const found = rest.match(expressions) ?? [];
  const encoded = plain.map((part, at) => encodePlain(part) + (found[at] ?? '')).join('');
  const path = encoded.startsWith('/') ? encoded : `/${encoded}`;
  return path.length > mostPathLength ? { refusal: 'tooLong' } : { path };
}

/** Percent-encoded characters stay as they are. */
function encodePlain(text: string): string {
  return encodeRest(text.replace(/[^\x21-\x7e]+/gu, encodeURIComponent));
}

/**
 * An input box makes spaces of line breaks, and pages have spaces of no width. A comma or a semicolon ends an address only before a space
 * or another URL: paths have them too.
 */
function splitTyped(text: string): readonly string[] {
  const entries = text.split(/[,，;；]*[\s\u200b]+|[,，;；](?=https?:\/\/)/i).filter((entry) => entry !== '');
  return entries.length === 0 ? [''] : entries;
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
