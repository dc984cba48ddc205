import { l10n } from '../l10n.js';
import { toUrlPath } from '../objectKey.js';
import { countText } from '../text/countText.js';
import { isPage } from './siteFile.js';

/** A link of a page that leads to no file. Both are paths of the folder, `to` without query and fragment. */
interface LostLink {
  readonly from: string;
  readonly to: string;
}

/** The links of a folder's pages and style sheets that will not work where the folder is published. */
export interface SiteLinks {
  /** The path that the build expects to be published to, such as `docs/`. Links below it do not count as missing. */
  readonly base?: string;
  /** Files that pages load, and pages that they lead to, but that the folder does not have. Each is listed once. */
  readonly missing: readonly LostLink[];
  /** Links that differ from the path of a file only in upper and lower case. */
  readonly otherCase: readonly LostLink[];
  /** Files of the folder that pages load from another host, such as that of a test; `to` begins with the host. */
  readonly otherHost: readonly LostLink[];
  /** The number of different files that pages load and that should be in the folder. */
  readonly loaded: number;
}

/** A link in a file, with the path that it leads to. `loads`: the page needs it, as a script or a picture. */
export interface WrittenLink extends LostLink {
  /** The host; absent if it is that of the page. */
  readonly host?: string;
  readonly loads: boolean;
  /** Whether it starts at the root of the domain, so that it shows where the build expects to be. */
  readonly isRooted: boolean;
}

/** Elements whose `href` the browser loads with the page, by the value of `rel`. */
const loadedRel = /\b(?:stylesheet|icon|modulepreload|preload|manifest|apple-touch-icon)\b/i;

/** Returns whether the links of a file are read. */
export function hasLinks(path: string): boolean {
  return isPage(path) || path.endsWith('.css');
}

/** Reads the links of a page or a style sheet. They are resolved against where visitors find the file below the root of a domain. */
export function readLinks(path: string, text: string): readonly WrittenLink[] {
  return isPage(path) ? readPageLinks(path, text) : readStyleLinks(path, text);
}

const anyHost = 'site.invalid';
const urlOf = (path: string) => `http://${anyHost}${toUrlPath(path)}`;

function readStyleLinks(path: string, text: string, base = urlOf(path)): readonly WrittenLink[] {
  const written = [...withoutComments(text).matchAll(/(?:url\(|@import)\s*(?:"([^"]*)"|'([^']*)'|([^"'()\s]+)\s*\))/g)];
  const urls = written.map(([, double, single, bare]) => double ?? single ?? bare ?? '');
  return urls.flatMap((url) => toLink(path, url, base, true));
}

function readPageLinks(path: string, text: string): readonly WrittenLink[] {
  const address = path.replace(/(^|\/)index\.html?$/i, '$1').replace(/\.html?$/i, '');
  let base = urlOf(address);
  const readTag = ({ name, attributes, content }: Tag) => {
    const { href, src, srcset, imagesrcset, poster, data, style = '', rel = '' } = attributes;
    const load = (...urls: readonly (string | undefined)[]) => urls.flatMap((url) => toLink(path, url, base, true));
    const styled = readStyleLinks(path, name === 'style' ? content : style, base);
    switch (name) {
      case 'base':
        if (href !== undefined && URL.canParse(href, base)) base = new URL(href, base).href;
        return [];
      case 'link':
        return loadedRel.test(rel) ? load(href, ...listCandidates(imagesrcset)) : [];
      case 'use':
      case 'image':
        return load(href ?? attributes['xlink:href']);
      case 'a':
      case 'area':
        return [...toLink(path, href, base, false), ...styled];
      case 'iframe':
        return toLink(path, src, base, false);
      case 'object':
        return load(data);
      default:
        return [...load(src, poster, ...listCandidates(srcset)), ...styled];
    }
  };
  return [...listTags(text)].flatMap(readTag);
}

/** Lists the URLs of a `srcset`. The URL of a candidate ends at a space; commas may be part of it. */
function listCandidates(srcset = ''): readonly (string | undefined)[] {
  return srcset.split(/,\s+|(?<=\s[\d.]+[wxh]),/).map((each) => each.trim().split(/\s/)[0]);
}

/** An element of a page: its name and the names of its attributes in lower case, and the text of a style sheet. */
interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly content: string;
}

/** Elements whose content is text or is not loaded. */
const opaque = new Set(['script', 'style', 'template', 'textarea', 'title']);

/** Lists the elements of a page, but those in comments, scripts, titles and the like. */
function* listTags(text: string): Generator<Tag> {
  const tag = /<([a-z][a-z0-9-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/iy;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    if (text.startsWith('<!--', at)) {
      at = text.indexOf('-->', at);
      if (at < 0) return;
      continue;
    }
    tag.lastIndex = at;
    const [whole = '<', written = '', attributes = ''] = tag.exec(text) ?? [];
    at += whole.length;
    const name = written.toLowerCase();
    const end = opaque.has(name) ? findEnd(text, name, at) : at;
    if (name !== '') yield { name, attributes: readAttributes(attributes), content: text.slice(at, end) };
    at = end;
  }
}

/** Returns where the content of an element ends that starts at `from`. */
function findEnd(text: string, name: string, from: number): number {
  const end = new RegExp(`</${name}`, 'gi');
  end.lastIndex = from;
  return end.exec(text)?.index ?? text.length;
}

/** Returns a style sheet without its comments. */
function withoutComments(text: string): string {
  const [first = '', ...others] = text.split('/*');
  return others.reduce((kept, part) => kept + (part.includes('*/') ? part.slice(part.indexOf('*/') + 2) : ''), first);
}

function readAttributes(text: string): Readonly<Record<string, string>> {
  const pairs = text.matchAll(/([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g);
  return Object.fromEntries(
    [...pairs].map(([, name = '', double, single, bare]) => [
      name.toLowerCase(),
      decode(double ?? single ?? bare ?? ''),
    ]),
  );
}

const named: Readonly<Record<string, string>> = { amp: '&', quot: '"', apos: "'", lt: '<', gt: '>' };

/** Decodes the character references that URLs have. */
function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi, (all, decimal, hex, name) => {
    if (name !== undefined) return named[name] ?? all;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}

function toLink(from: string, url: string | undefined, base: string, loads: boolean): readonly WrittenLink[] {
  if (url === undefined || url.trim() === '' || !URL.canParse(url, base)) return [];
  const { protocol, host, pathname } = new URL(url, base);
  const isRooted = /^\s*\/(?!\/)/.test(url);
  return protocol === 'http:' || protocol === 'https:'
    ? [{ from, to: decodePath(pathname), loads, isRooted, ...(host !== anyHost && { host }) }]
    : [];
}

/** Compares links with the files of the folder. `routes`: one page serves every route, so links to pages are not compared. */
export function compareLinks(
  written: Iterable<WrittenLink>,
  paths: ReadonlySet<string>,
  { domain, routes }: { readonly domain: string; readonly routes: boolean },
): SiteLinks {
  const byCase = new Set([...paths].map((path) => path.toLowerCase()));
  const [known, otherHost] = [new Map<string, LostLink & { readonly isLost: boolean }>(), new Map<string, LostLink>()];
  const [loaded, rooted] = [new Set<string>(), new Map<string, Set<string>>()];
  for (const { from, host, to, loads, isRooted } of written) {
    if (host !== undefined && host !== domain.toLowerCase()) {
      const url = `${host}/${to}`;
      if (loads && paths.has(to)) otherHost.set(url, { from, to: url });
      continue;
    }
    if (routes && !loads) continue;
    if (loads) loaded.add(to);
    if (isRooted) rooted.set(to, (rooted.get(to) ?? new Set()).add(from));
    if (!known.has(to)) known.set(to, { from, to, isLost: !listForms(to).some((each) => paths.has(each)) });
  }
  const lost = [...known.values()].filter(({ isLost }) => isLost);
  const base = findBase(rooted, paths);
  const others = lost.filter(({ to }) => base === undefined || !isBelow(to, base, paths));
  const isOtherCase = ({ to }: LostLink) => listForms(to).some((each) => byCase.has(each.toLowerCase()));
  const show = ({ from, to }: LostLink): LostLink => ({ from, to });
  return {
    ...(base !== undefined && { base }),
    missing: others.filter((link) => !isOtherCase(link)).map(show),
    otherCase: others.filter(isOtherCase).map(show),
    otherHost: [...otherHost.values()],
    loaded: loaded.size,
  };
}

/** Returns the folder that the pages expect to be in; `undefined` if that is the root of the domain. */
export function readBase(written: Iterable<WrittenLink>, paths: ReadonlySet<string>): string | undefined {
  return compareLinks(written, paths, { domain: '', routes: false }).base;
}

function decodePath(pathname: string): string {
  try {
    return decodeURIComponent(pathname.slice(1));
  } catch {
    return pathname.slice(1);
  }
}

/** Returns the files that an address leads to, whatever the site type. */
function listForms(to: string): readonly string[] {
  const page = to.replace(/\/$/, '');
  return page === '' ? ['index.html'] : [to, `${page}.html`, `${page}/index.html`];
}

function isBelow(to: string, base: string, paths: ReadonlySet<string>): boolean {
  return `${to}/` === base || (to.startsWith(base) && listForms(to.slice(base.length)).some((each) => paths.has(each)));
}

/** The most folders of a base path. */
const deepestBase = 3;

/**
 * Finds the first folders without which most links from the root lead to files, and more than do with them. Links to the folder itself are no evidence,
 * unless several pages have them and no page has another link from the root.
 */
function findBase(rooted: ReadonlyMap<string, ReadonlySet<string>>, paths: ReadonlySet<string>): string | undefined {
  const counts = new Map<string, number>();
  for (const to of rooted.keys()) {
    if (listForms(to).some((each) => paths.has(each))) continue;
    const parts = to.split('/');
    const bases = parts.slice(0, deepestBase).map((_, at) => `${parts.slice(0, at + 1).join('/')}/`);
    const base = bases.find((each) => to.length > each.length && isBelow(to, each, paths));
    if (base !== undefined) counts.set(base, (counts.get(base) ?? 0) + 1);
  }
  const [best] = [...counts].sort(([, left], [, right]) => right - left);
  if (best) return best[1] * 2 > rooted.size ? best[0] : undefined;
  const [only, ...others] = rooted;
  const isHome = only !== undefined && others.length === 0 && only[1].size > 1 && paths.has('index.html');
  const isGone = isHome && !listForms(only[0]).some((each) => paths.has(each)) && only[0].endsWith('/');
  return isGone ? only[0] : undefined;
}

/** Returns whether so many links lead nowhere that the site would not work. */
export function isBroken({ base, missing, otherCase, loaded }: SiteLinks): boolean {
  return base !== undefined || (missing.length + otherCase.length) * 2 > Math.max(loaded, 3);
}

/** Describes the links that will not work; empty if all do. */
export function linksText({ base, missing, otherCase, otherHost }: SiteLinks): readonly string[] {
  const lines = (links: readonly LostLink[], say: (count: string, to: string, from: string) => string) =>
    links.slice(0, 1).map(({ from, to }) => say(countText(links.length), to, from));
  return [
    ...(base === undefined
      ? []
      : [l10n.t('The pages expect to be at /{0}, not at /. Build them with the base path /', base)]),
    ...lines(missing, (count, to, from) => l10n.t('Links without a file: {0}, such as /{1} in {2}', count, to, from)),
    ...lines(otherCase, (count, to, from) =>
      l10n.t('Links that differ from the file in upper and lower case: {0}, such as /{1} in {2}', count, to, from),
    ),
    ...lines(otherHost, (count, to, from) =>
      l10n.t('Files that pages load from another host: {0}, such as {1} in {2}', count, to, from),
    ),
  ];
}
