import { l10n } from '../l10n.js';
import { countText } from '../text/countText.js';
import { listText } from '../text/plainText.js';
import { type CacheClass, cacheClassOf, isHashed, isPage } from './siteFile.js';
import type { SiteType } from './siteRoutes.js';
import { fallbackPages, findPages } from './siteRoutes.js';
import { type SiteHost, type SitePlan, toSitePlan } from './siteType.js';

/** The files that the site type is derived from. */
export interface SiteFiles {
  /** POSIX paths relative to the folder, or the keys of the bucket. */
  readonly paths: readonly string[];
  /** Set if some files were not listed, possibly including `index.html`. */
  readonly isCut?: boolean;
  /** The folder that the pages expect to be in, such as `docs/`. */
  readonly base?: string | undefined;
  /** Set if `404.html` equals `index.html`. That makes it a single-page app, whose routes the page serves. */
  readonly isSamePage?: boolean;
}

/** The evidence in the files for a site type. `files` and `folders` count what was read. */
interface SiteReason {
  /**
   * `folders`: most pages are in folders of their own. `app`: one page serves all routes. `page`: a page is at the top. `pages`: there are pages, but none
   * at the top. `noPages`: no file is a page. `nothing`: there are no files. `unread`: the files could not be listed.
   */
  readonly kind: 'folders' | 'app' | 'page' | 'pages' | 'noPages' | 'nothing' | 'unread';
  readonly files: number;
  /** The number of folders below the top that have an `index.html`. */
  readonly folders: number;
  /** The number of other pages but the one at the top. */
  readonly others: number;
  /** The number of files by how long they are cached. */
  readonly cached: Readonly<Record<CacheClass, number>>;
  readonly hasNotFound: boolean;
}

/** The site that is proposed, and why. */
export interface SiteProposal {
  readonly site: SitePlan;
  readonly reason: SiteReason;
}

/** The maximum number of files that are read, those at the top first. Further files seldom add another kind. */
export const mostSiteFiles = 20_000;

const typeOf: Readonly<Record<SiteReason['kind'], SiteType>> = {
  folders: 'docs',
  app: 'spa',
  page: 'website',
  pages: 'website',
  noPages: 'downloads',
  nothing: 'website',
  unread: 'website',
};

/** Proposes the site for files at a domain; a website if they could not be read. */
export function proposeSite(files: SiteFiles | undefined, host: SiteHost): SiteProposal {
  const looked = files ? listLooked(files.paths) : [];
  const pages = findPages(looked);
  const reason = files ? readReason(files, looked, pages) : { ...none, kind: 'unread' as const };
  const base = files?.base;
  const planned =
    base === undefined
      ? { paths: new Set(looked), pages }
      : { paths: new Set(looked.map((path) => base + path)), base };
  return { site: toSitePlan(typeOf[reason.kind], planned, host), reason };
}

const none: Omit<SiteReason, 'kind'> = {
  files: 0,
  folders: 0,
  others: 0,
  cached: { hashed: 0, page: 0, other: 0 },
  hasNotFound: false,
};

const isTop = (path: string) => !path.includes('/');

/** Returns at most `mostSiteFiles` files, those at the top first. */
function listLooked(paths: readonly string[]): readonly string[] {
  if (paths.length <= mostSiteFiles) return paths;
  return [...paths.filter(isTop), ...paths.filter((path) => !isTop(path))].slice(0, mostSiteFiles);
}

/** Derives what speaks for a site type from the files. */
function readReason(
  { isCut = false, isSamePage = false }: SiteFiles,
  looked: readonly string[],
  { flat, folders }: ReturnType<typeof findPages>,
): SiteReason {
  const top = new Set(looked.filter(isTop));
  const cached = { hashed: 0, page: 0, other: 0 };
  for (const path of looked) cached[cacheClassOf(path)] += 1;
  const hasScripts = looked.some((path) => /\.m?js$/.test(path) && isHashed(path));
  const has = (name: string) => top.has(name);
  const kind = (): SiteReason['kind'] => {
    if (looked.length === 0) return isCut ? 'unread' : 'nothing';
    // A page for missing addresses that differs from the first page shows that not every address is a route.
    const isOnly = flat.size + folders.size === 0 && !looked.some((path) => isPage(path) && !isKnownPage(path));
    if (has('index.html') && (isSamePage || has('200.html') || (isOnly && hasScripts && !has('404.html'))))
      return 'app';
    if (folders.size > 0 && folders.size >= flat.size) return 'folders';
    if (has('index.html')) return 'page';
    if (isCut) return 'unread';
    return looked.some(isPage) ? 'pages' : 'noPages';
  };
  return {
    kind: kind(),
    files: looked.length,
    folders: folders.size,
    others: flat.size,
    cached,
    hasNotFound: has('404.html'),
  };
}

function isKnownPage(path: string): boolean {
  return path === 'index.html' || fallbackPages.includes(path);
}

/** Matches the default output folders of build tools. */
const outputFolder = /(^|\/)(dist|build|out|public|_site)\/?$/i;

/** Returns whether a folder is build output, by its name (a path or URL) or by hashes in its file names. */
export function isBuildOutput(folder: string, paths: Iterable<string>): boolean {
  return outputFolder.test(folder) || [...paths].some(isHashed);
}

/** Returns why a site type is proposed, such as: index.html in 31 folders, 404.html at the top. */
export function siteReasonText({ kind, files, folders, others, hasNotFound }: SiteReason): string {
  const inFolders = () =>
    folders === 1 ? l10n.t('index.html in one folder') : l10n.t('index.html in {0} folders', countText(folders));
  const beside = () => (others > 0 ? [l10n.t('{0} other pages', countText(others))] : []);
  const facts: Readonly<Record<SiteReason['kind'], () => readonly string[]>> = {
    folders: () => [inFolders(), ...beside()],
    app: () => (folders + others === 0 ? [l10n.t('index.html is the only page')] : [...beside()]),
    page: () => [l10n.t('index.html at the top'), ...(folders > 0 ? [inFolders()] : []), ...beside()],
    pages: () => [l10n.t('web pages, but no index.html at the top')],
    noPages: () => [l10n.t('no web page among {0} files', countText(files))],
    nothing: () => [l10n.t('no files yet')],
    unread: () => [l10n.t('the files could not be read')],
  };
  return listText([...facts[kind](), ...(hasNotFound ? [l10n.t('404.html at the top')] : [])]);
}
