import type { CdnDomain } from '../ports/cdn.js';

/** The parts of a CDN domain that are needed to form a URL. */
export type Host = Pick<CdnDomain, 'name' | 'httpsOn'>;

/** A file or folder at a CDN domain. `path` is percent-encoded and may contain a query. */
export interface Address {
  readonly domain: Host;
  readonly path: string;
}

const indexPage = 'index.html';

/** Forms the URL of a path at a domain, with `https` if HTTPS is on. */
export function toUrl({ name, httpsOn }: Host, path: string): string {
  return `${httpsOn ? 'https' : 'http'}://${name}${path}`;
}

/** Returns all paths that show the same content as this one: a folder and its `index.html` belong together. */
export function listSamePaths(path: string): readonly string[] {
  if (path.endsWith('/')) return [path, path + indexPage];
  return path.endsWith(`/${indexPage}`) ? [path, path.slice(0, -indexPage.length)] : [path];
}

/** Returns the URLs to submit in order to refresh these addresses, without duplicates. */
export function listRefreshUrls(addresses: readonly Address[]): readonly string[] {
  return unique(addresses.flatMap(({ domain, path }) => listSamePaths(path).map((same) => toUrl(domain, same))));
}

/**
 * Returns the URLs to submit in order to prefetch these addresses, without duplicates. CDN prefetches no folders, so a folder is replaced by its index page.
 */
export function listPrefetchUrls(addresses: readonly Address[]): readonly string[] {
  const filePath = (path: string) => (path.endsWith('/') ? path + indexPage : path);
  return unique(addresses.map(({ domain, path }) => toUrl(domain, filePath(path))));
}

/** Parses a path or URL that the user typed, and returns it as a percent-encoded path. `undefined` if the text is no valid URL or has another host. */
export function parseTypedPath(text: string, host: Host): string | undefined {
  const trimmed = text.trim();
  const address = /^https?:\/\//i.test(trimmed) ? trimmed : toUrl(host, trimmed.replace(/^(?!\/)/, '/'));
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.host !== host.name) return undefined;
  return encodeRest(url.pathname) + encodeRest(url.search);
}

/** The most addresses that the user may type at once. One call can refresh as many URLs. */
const mostTyped = 1_000;
/** The longest path that CDN accepts, in characters. Source: RefreshObjectCaches and PushObjectCache. */
const mostPathLength = 1_024;

/**
 * Why a typed text is refused: there are too many addresses, or one is invalid. `entry` is the invalid address and `at` its position among `count`, starting
 * at 1.
 */
export type TypedRefusal =
  | { readonly kind: 'tooMany'; readonly count: number }
  | {
      readonly kind: 'noStart' | 'otherHost' | 'tooLong' | 'noSlash';
      readonly entry: string;
      readonly at: number;
      readonly count: number;
    };

/**
 * Parses paths and URLs that the user typed or pasted, each like `parseTypedPath`. Returns the paths without duplicates, or why the first invalid one is
 * refused. `as` is whether files or folders are expected.
 */
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
    // The text after a space may be the rest of a path.
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
 * The regular expressions that CDN accepts in a URL to refresh. Source: "Configure URL purge rules that contain regular
 * expressions" (CDN user guide, 2024-09-20), whose example is `http://www.example.com/[0-9][a-z].*.jpg`.
 */
const expressions = /\[0-9\]|\[a-z\]|\[\^\/\]\*|\.\*/g;

/** Why a typed pattern is refused. */
export type PatternRefusal = 'otherHost' | 'otherExpression' | 'noExpression' | 'tooLong';

/** Parses a pattern that the user typed or pasted. Returns its path, percent-encoded except for the expressions, or why the pattern is refused. */
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

/** Percent-encodes a part of a pattern that is no expression. Characters that are already percent-encoded stay as they are. */
function encodePlain(text: string): string {
  return encodeRest(text.replace(/[^\x21-\x7e]+/gu, encodeURIComponent));
}

/**
 * Splits typed or pasted text into addresses. Input boxes turn line breaks into spaces, and web pages contain zero-width spaces. Paths may contain commas
 * and semicolons, so these end an address only before a space or another URL.
 */
function splitTyped(text: string): readonly string[] {
  const entries = text.split(/[,，;；]*[\s\u200b]+|[,，;；](?=https?:\/\/)/i).filter((entry) => entry !== '');
  return entries.length === 0 ? [''] : entries;
}

/** Percent-encodes the characters that `URL` leaves as they are, but that CDN refuses or takes for a pattern. */
function encodeRest(text: string): string {
  return text.replace(/[*|^`{}"<>\\[\]]/g, (character) => `%${hex(character)}`).replace(/%(?![0-9a-f]{2})/gi, '%25');
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase();
}

function unique(urls: readonly string[]): readonly string[] {
  return [...new Set(urls)];
}
