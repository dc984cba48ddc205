import type { CdnDomain } from '../ports/cdn.js';

/** The parts of a CDN domain that an address needs. */
export type Host = Pick<CdnDomain, 'name' | 'httpsOn'>;

/** An address at a CDN domain; `path` is percent-encoded and may contain a query. */
export interface Address {
  readonly domain: Host;
  readonly path: string;
}

const indexPage = 'index.html';

/** The address as a URL. */
export function toUrl({ name, httpsOn }: Host, path: string): string {
  return `${httpsOn ? 'https' : 'http'}://${name}${path}`;
}

/** All paths with the same content: a folder and its index page. */
export function listSamePaths(path: string): readonly string[] {
  if (path.endsWith('/')) return [path, path + indexPage];
  return path.endsWith(`/${indexPage}`) ? [path, path.slice(0, -indexPage.length)] : [path];
}

/** The URLs that refresh these addresses, without duplicates. */
export function listRefreshUrls(addresses: readonly Address[]): readonly string[] {
  return unique(addresses.flatMap(({ domain, path }) => listSamePaths(path).map((same) => toUrl(domain, same))));
}

/** The URLs that prefetch these addresses, without duplicates. CDN prefetches no folders. */
export function listPrefetchUrls(addresses: readonly Address[]): readonly string[] {
  const filePath = (path: string) => (path.endsWith('/') ? path + indexPage : path);
  return unique(addresses.map(({ domain, path }) => toUrl(domain, filePath(path))));
}

/** Parses a typed path or URL of this host to a percent-encoded path; `undefined` for another host or anything else. */
export function parseTypedPath(text: string, host: Host): string | undefined {
  const trimmed = text.trim();
  const address = /^https?:\/\//i.test(trimmed) ? trimmed : toUrl(host, trimmed.replace(/^(?!\/)/, '/'));
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.host !== host.name) return undefined;
  return encodeRest(url.pathname) + encodeRest(url.search);
}

/** The most addresses that may be typed at once: the URLs of one call. */
export const mostTyped = 1_000;
/** The longest path, in characters. Source: RefreshObjectCaches and PushObjectCache. */
const mostPathLength = 1_024;

/** Why a typed text is refused: too many addresses, or an invalid one (`entry`, the one at `at` of `count`, from 1). */
export type TypedRefusal =
  | { readonly kind: 'tooMany'; readonly count: number }
  | {
      readonly kind: 'noStart' | 'otherHost' | 'tooLong' | 'noSlash';
      readonly entry: string;
      readonly at: number;
      readonly count: number;
    };

/**
 * Parses typed or pasted paths and URLs of this host, like `parseTypedPath`, without duplicates, or returns why one is
 * refused; `as` says whether directories are meant.
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

/** Parses a typed or pasted pattern of this host, percent-encoded but for its expressions, or returns why it is refused. */
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
 * Input boxes turn line breaks into spaces, and pages have zero-width spaces. A comma or semicolon ends an address only
 * before a space or another URL, since paths may contain them.
 */
function splitTyped(text: string): readonly string[] {
  const entries = text.split(/[,，;；]*[\s\u200b]+|[,，;；](?=https?:\/\/)/i).filter((entry) => entry !== '');
  return entries.length === 0 ? [''] : entries;
}

/** Encodes characters that `URL` keeps and CDN refuses, or takes for a pattern. */
function encodeRest(text: string): string {
  return text.replace(/[*|^`{}"<>\\[\]]/g, (character) => `%${hex(character)}`).replace(/%(?![0-9a-f]{2})/gi, '%25');
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase();
}

function unique(urls: readonly string[]): readonly string[] {
  return [...new Set(urls)];
}
