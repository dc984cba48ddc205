import type { CdnConfig } from '../ports/cdn.js';
import { isHashed } from './siteFile.js';

type Args = CdnConfig['args'];

/** The kind of site of a domain: pages, a single-page app, pages in folders, or downloads. */
export type SiteType = 'website' | 'spa' | 'docs' | 'downloads';

/**
 * The addresses of a site that the rules of its type do not cover, each a part of a regular expression that matches paths without the leading slash. A path
 * is listed once; `pages` and `folders` are absent where the rules of the type cover all of them.
 */
export interface SiteRoutes {
  /** Pages that are addressed without their `.html`. */
  readonly pages?: readonly string[];
  /** Folders that have an `index.html`. */
  readonly folders?: readonly string[];
  /** Folders whose `index.html` serves every route below them. */
  readonly apps?: readonly string[];
  /** Files without a suffix, which look like a page or a folder. */
  readonly files?: readonly string[];
  /** The page of routes that no file serves, if that is not `index.html`. */
  readonly fallback?: string;
  /** The folder that has the whole site, such as `docs/`, since its pages expect to be there. `/` redirects to it. */
  readonly base?: string;
  /** How many pages are not served at their address, since the rules of a domain have no room for them. */
  readonly left?: number;
}

/** The longest regular expression of a rule, in characters. The vendor names no limit. */
const longestRegex = 1_000;
/** This many pages of one folder become one part. */
const fewPages = 3;

/** The pages of a site by the form of their addresses, as paths without a leading slash. */
export interface SitePages {
  readonly flat: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
  readonly apps: readonly string[];
  readonly files: readonly string[];
  readonly hasFallback: boolean;
}

/** The pages that web hosts serve for addresses without a file. */
export const fallbackPages: readonly string[] = ['404.html', '200.html'];

/** Reads the pages among the files of a site: those in folders, those beside, and the folders with an app of their own. */
export function findPages(paths: Iterable<string>, base = ''): SitePages {
  const [flat, folders, scripted] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const files: string[] = [];
  let hasFallback = false;
  for (const path of paths) {
    if (path === `${base}200.html`) hasFallback = true;
    if (path === 'index.html' || fallbackPages.includes(path)) continue;
    if (path.endsWith('/index.html')) folders.add(path.slice(0, -'/index.html'.length));
    else if (path.endsWith('.html')) flat.add(path.slice(0, -'.html'.length));
    else if (!path.includes('.')) files.push(path);
    else if (/\.m?js$/.test(path) && isHashed(path)) for (const each of listParents(path)) scripted.add(each);
  }
  const pageParents = new Set([...flat, ...folders].flatMap(listParents));
  const isApp = (folder: string) => scripted.has(folder) && !pageParents.has(folder) && !flat.has(folder);
  const apps = [...folders].filter(isApp);
  return { flat, folders, apps: apps.sort(), files: files.sort(), hasFallback };
}

/** Returns what the rules of a type have to list for these pages. An address that both a page and a folder could have belongs to what is more frequent. */
export function planRoutes(type: SiteType, pages: SitePages, base?: string): SiteRoutes {
  const folder = base === undefined ? {} : { base };
  if (type === 'downloads') return folder;
  const { flat, folders, files, hasFallback } = pages;
  const hasDot = (path: string) => path.includes('.');
  const isPageListed = (path: string) => (type === 'docs' ? !folders.has(path) : type === 'spa' || hasDot(path));
  const isFolderListed = (path: string) =>
    type === 'website' || type === 'spa' ? !flat.has(path) : hasDot(path) && !flat.has(path);
  const wanted = {
    apps: pages.apps,
    pages: shorten([...flat].filter(isPageListed), folders),
    folders: shorten([...folders].filter(isFolderListed), flat),
    files,
  };
  const page = `${base ?? ''}${hasFallback ? '200.html' : 'index.html'}`;
  return {
    ...fitRoutes(wanted),
    ...(type === 'spa' && page !== 'index.html' && { fallback: page }),
    ...folder,
  };
}

function listParents(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

const parentOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')));
const quote = (text: string) => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
const anyName = '[^./?#]+';

/** Returns parts of an expression for these paths, those for the most pages first. Where a folder has several of them and none of the others, one part is for all. */
function shorten(paths: readonly string[], others: ReadonlySet<string>): readonly Part[] {
  const taken = new Set([...others].map(parentOf));
  const byParent = new Map<string, string[]>();
  for (const path of paths) {
    const own = byParent.get(parentOf(path)) ?? [];
    own.push(path);
    byParent.set(parentOf(path), own);
  }
  const parts = [...byParent].flatMap(([parent, own]): readonly Part[] => {
    const isDotted = (path: string) => path.slice(parent.length).includes('.');
    const dotted = own.filter(isDotted);
    const count = own.length - dotted.length;
    if (count < fewPages || taken.has(parent) || !isListable(parent)) return own.map(toPart);
    return [{ text: parent === '' ? anyName : `${quote(parent)}/${anyName}`, count }, ...dotted.map(toPart)];
  });
  const order = (left: Part, right: Part) =>
    right.count - left.count || left.text.length - right.text.length || (left.text < right.text ? -1 : 1);
  return parts.sort(order);
}

/** A part of an expression, and the number of pages that it is for. A part without a text cannot be written in a rule. */
interface Part {
  readonly text: string;
  readonly count: number;
}

function toPart(path: string): Part {
  return { text: isListable(path) ? quote(path) : '', count: 1 };
}

/** The vendor refuses braces, and in which encoding other letters are compared is not documented. */
function isListable(path: string): boolean {
  return /^[\w\-./~!@$&'()*+,;=]*$/.test(path);
}

interface WantedRoutes extends Pick<SitePages, 'apps' | 'files'> {
  readonly pages: readonly Part[];
  readonly folders: readonly Part[];
}

/** Returns as many of the wanted addresses as the rules have room for. */
function fitRoutes({ pages, folders, ...others }: WantedRoutes): SiteRoutes {
  // A general rule names all of them.
  let room = longestRegex - '^/(?!(?:)/|(?:)/?$)([^.?#]*[^./?#])$'.length;
  let left = 0;
  const take = (parts: readonly Part[]) =>
    parts.flatMap(({ text, count }) => {
      const isIn = text !== '' && text.length < room;
      if (isIn) room -= text.length + 1;
      else left += count;
      return isIn ? [text] : [];
    });
  const [apps, files] = [take(others.apps.map(toPart)), take(others.files.map(toPart))];
  const routes = { pages: take(pages), folders: take(folders), apps, files };
  const used = Object.entries(routes).filter(([, list]) => list.length > 0);
  return { ...Object.fromEntries(used), ...(left > 0 && { left }) };
}

/** A rule of a site. Its expression may leave out some paths, so it is told by how it ends and what it leads to. */
interface RuleShape {
  readonly end: string;
  readonly replacement: string;
  readonly flag: 'break' | 'redirect';
  /** Whether a list of paths stands before the end, and not only those that are left out. */
  readonly isList?: true;
}

/** Those without a list come first, since their ends also fit a list. */
const shapes = {
  index: { end: '$', replacement: '/index.html', flag: 'break' },
  home: { end: '$', replacement: '', flag: 'redirect' },
  folder: { end: '(.+)/$', replacement: '/$1/index.html', flag: 'break' },
  page: { end: '([^.?#]*[^./?#])$', replacement: '/$1.html', flag: 'break' },
  route: { end: '[^.]*$', replacement: '', flag: 'break' },
  addSlash: { end: '([^.?#]*[^./?#])$', replacement: '/$1/', flag: 'redirect' },
  dropSlash: { end: '(.+)/$', replacement: '/$1', flag: 'redirect' },
  app: { end: '/[^.]*$', replacement: '/$1/index.html', flag: 'break', isList: true },
  listedPage: { end: '$', replacement: '/$1.html', flag: 'break', isList: true },
  listedFolder: { end: '/$', replacement: '/$1/index.html', flag: 'break', isList: true },
  addListedSlash: { end: '$', replacement: '/$1/', flag: 'redirect', isList: true },
  dropListedSlash: { end: '/$', replacement: '/$1', flag: 'redirect', isList: true },
} as const satisfies Record<string, RuleShape>;
export type RuleName = keyof typeof shapes;

/** The rules that each type has whatever its files are. */
const generalRules: Readonly<Record<SiteType, readonly RuleName[]>> = {
  website: ['index', 'page', 'dropSlash'],
  spa: ['route'],
  docs: ['index', 'folder', 'addSlash'],
  downloads: [],
};

/** A rule of a site with the arguments of `host_redirect`. */
export interface SiteRule {
  readonly name: RuleName;
  readonly args: Args;
}

/**
 * Returns the rewrite rules from addresses to files. Those with `break` act inside the edge, so the address bar and the status do not change, and one copy
 * serves all routes. No path matches two of them, so that their order does not matter; redirects are last, since it is not documented whether later rules
 * apply after one. Source: Alibaba Cloud CDN, "Create an access URL rewrite rule" (PCRE, 50 rules, redirects are 302).
 */
export function routeRules(type: SiteType, routes: SiteRoutes = {}): readonly SiteRule[] {
  if (type === 'downloads') return [];
  const { pages = [], folders = [], apps = [], files = [], fallback = 'index.html', base } = routes;
  const home = general('home');
  const [indexes, homes] =
    base === undefined
      ? [[general('index')], []]
      : [[], [{ ...home, args: { ...home.args, replacement: `/${base}` } }]];
  const ofApps = group(apps, '/');
  const ownSlash = [...folders, ...apps];
  const shared = [...listed('app', apps), ...listed('listedPage', pages)];
  switch (type) {
    case 'docs':
      return [
        ...indexes,
        ...shared,
        general('folder', [ofApps, group(pages, '/$')]),
        general('addSlash', [ofApps, group([...pages, ...files], '$')]),
        ...listed('addListedSlash', folders),
        ...listed('dropListedSlash', pages),
        ...homes,
      ];
    case 'website':
      return [
        ...indexes,
        ...shared,
        ...listed('listedFolder', folders),
        general('page', [ofApps, group([...ownSlash, ...files], '$')]),
        general('dropSlash', [ofApps, group(folders, '/$')]),
        ...listed('addListedSlash', ownSlash),
        ...homes,
      ];
    case 'spa': {
      const first = fallback === 'index.html' ? '' : '$';
      const route = general('route', [first, ofApps, group([...ownSlash, ...pages], '/?$'), group(files, '$')]);
      return [
        ...(first === '' ? [] : indexes),
        ...shared,
        ...listed('listedFolder', folders),
        { ...route, args: { ...route.args, replacement: `/${fallback}` } },
        ...listed('addListedSlash', ownSlash),
        ...listed('dropListedSlash', pages),
        ...homes,
      ];
    }
  }
}

/** Returns an expression for any of these paths; empty without one. */
function group(paths: readonly string[], end: string): string {
  return paths.length === 0 ? '' : `(?:${paths.join('|')})${end}`;
}

/** Returns a rule for all paths of its form but those that match one of `others`. */
function general(name: RuleName, others: readonly string[] = []): SiteRule {
  const { end, replacement, flag } = shapes[name];
  const left = others.filter(Boolean).join('|');
  return { name, args: { regex: `^/${left && `(?!${left})`}${end}`, replacement, flag } };
}

/** Returns the rule for these paths; an empty list without one. */
function listed(name: RuleName, paths: readonly string[]): readonly SiteRule[] {
  const { end, replacement, flag } = shapes[name];
  return paths.length === 0 ? [] : [{ name, args: { regex: `^/(${paths.join('|')})${end}`, replacement, flag } }];
}

/** Returns which rule of a site the arguments are, whatever paths they name; `undefined` if the user wrote them. */
export function ruleName({ regex = '', replacement = '' }: Args): RuleName | undefined {
  const names = Object.keys(shapes) as readonly RuleName[];
  return names.find((name) => {
    const shape: RuleShape = shapes[name];
    if (name === 'home') return regex === '^/$' && /^\/.+\/$/.test(replacement);
    if (name === 'route' ? !/\/(index|200)\.html$/.test(replacement) : shape.replacement !== replacement) return false;
    if (!regex.startsWith('^/') || !regex.endsWith(shape.end)) return false;
    const middle = regex.slice(2, regex.length - shape.end.length);
    return shape.isList
      ? /^\([^?].*\)$/.test(middle)
      : middle === '' || (name !== 'index' && /^\(\?!.*\)$/.test(middle));
  });
}

/** Returns the site type that these rules of a domain make; `undefined` if they make none. */
export function typeOfRules(rules: readonly Args[]): Exclude<SiteType, 'downloads'> | undefined {
  const names = new Set(rules.map(ruleName));
  if (names.has('home')) names.add('index');
  return (['spa', 'docs', 'website'] as const).find((type) => generalRules[type].every((name) => names.has(name)));
}

/**
 * Returns which of these pages the rules of a domain do not show at their address: the folder of an `index.html`, or the path without `.html`. None if the
 * rules make no site type, since each file then has its own address only.
 */
export function listHidden(keys: readonly string[], rules: readonly Args[]): readonly string[] {
  if (typeOfRules(rules) === undefined) return [];
  const found = rules.map((args) => ({ args }));
  const isShown = (key: string) => {
    let at = `/${key.replace(/(^|\/)index\.html$/, '$1').replace(/\.html$/, '')}`;
    for (let hops = 0; hops <= mostHops; hops += 1) {
      const led = followRules(found, at);
      at = led?.path ?? at;
      if (!led?.isRedirect) break;
    }
    return at === `/${key}`;
  };
  return keys.filter((key) => key.endsWith('.html') && !isFallback(key) && !isShown(key));
}

const mostHops = 3;
const isFallback = (key: string) => fallbackPages.some((page) => key === page || key.endsWith(`/${page}`));

/** Returns the path that the rules lead a path to, and whether that is a redirect; `undefined` if no rule applies. Paths are not percent-encoded. */
export function followRules(
  rules: readonly Pick<SiteRule, 'args'>[],
  path: string,
): { readonly path: string; readonly isRedirect: boolean } | undefined {
  for (const { args } of rules) {
    const regex = new RegExp(args.regex ?? '');
    if (regex.test(path))
      return { path: path.replace(regex, args.replacement ?? ''), isRedirect: args.flag === 'redirect' };
  }
  return undefined;
}
