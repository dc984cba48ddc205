import { l10n } from '../l10n.js';
import { countText } from '../text/countText.js';
import { listText } from '../text/plainText.js';
import { type SiteHost, type SitePlan, type SiteType, toSitePlan } from './siteType.js';

/** The files that the site type is derived from. */
export interface SiteFiles {
  /** POSIX paths relative to the folder, or the keys of the bucket. */
  readonly paths: readonly string[];
  /** Set if some files were not listed, possibly including `index.html`. */
  readonly isCut?: boolean;
  /** Set if `404.html` equals `index.html`. That makes it a single-page app, whose routes the page serves. */
  readonly isSamePage?: boolean;
}

/** The evidence in the files for a site type. `files` and `folders` count what was read. */
interface SiteReason {
  /**
   * `folders`: folders have pages of their own. `app`: one page serves all routes. `page`: a page is at the top. `pages`: there are pages, but none at the
   * top. `noPages`: no file is a page. `nothing`: there are no files. `unread`: the files could not be listed.
   */
  readonly kind: 'folders' | 'app' | 'page' | 'pages' | 'noPages' | 'nothing' | 'unread';
  readonly files: number;
  /** The number of folders below the top that have an `index.html`. */
  readonly folders: number;
  /** The number of files with a content hash in their names, as build tools write them. */
  readonly hashed: number;
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
  const reason = files ? readSiteFiles(files) : { kind: 'unread' as const, ...none };
  return { site: toSitePlan(typeOf[reason.kind], reason.hasNotFound, host), reason };
}

const none = { files: 0, folders: 0, hashed: 0, hasNotFound: false };

/** Derives what speaks for a site type from at most `mostSiteFiles` files, those at the top first. */
function readSiteFiles({ paths, isCut = false, isSamePage = false }: SiteFiles): SiteReason {
  const isTop = (path: string) => !path.includes('/');
  const top = new Set(paths.filter(isTop));
  const looked = paths.length <= mostSiteFiles ? paths : [...top, ...paths.filter((path) => !isTop(path))];
  const counts = { ...none, pages: 0, scripts: 0 };
  for (const path of looked.slice(0, mostSiteFiles)) {
    counts.files += 1;
    if (isPage(path) && !(isTop(path) && fallbacks.includes(path))) counts.pages += 1;
    if (path.endsWith('/index.html')) counts.folders += 1;
    if (!hasHash(path)) continue;
    counts.hashed += 1;
    if (/\.m?js$/.test(path)) counts.scripts += 1;
  }
  const { files, folders, hashed } = counts;
  const kind = kindOf(top, { ...counts, isCut, isSamePage });
  return { kind, files, folders, hashed, hasNotFound: top.has('404.html') };
}

function kindOf(
  top: ReadonlySet<string>,
  found: {
    readonly files: number;
    readonly folders: number;
    readonly pages: number;
    readonly scripts: number;
    readonly isCut: boolean;
    readonly isSamePage: boolean;
  },
): SiteReason['kind'] {
  const { files, folders, pages, scripts, isCut, isSamePage } = found;
  if (files === 0) return isCut ? 'unread' : 'nothing';
  if (folders > 0) return 'folders';
  if (top.has('index.html')) {
    // A page for missing addresses that differs from the first page shows that not every address is a route.
    const mayRoute = isSamePage || top.has('200.html') || (scripts > 0 && !top.has('404.html'));
    return pages === 1 && mayRoute ? 'app' : 'page';
  }
  if (isCut) return 'unread';
  return pages > 0 || fallbacks.some((page) => top.has(page)) ? 'pages' : 'noPages';
}

/** The pages that web hosts serve for addresses without a file. */
const fallbacks: readonly string[] = ['404.html', '200.html'];

/** Returns whether a file is a web page, by its name. */
export function isPage(path: string): boolean {
  return /\.html?$/i.test(path);
}

/** Matches the default output folders of build tools. */
const outputFolder = /(^|\/)(dist|build|out|public|_site)\/?$/i;

/** Returns whether a folder is build output, by its name (a path or URL) or by hashes in its file names. */
export function isBuildOutput(folder: string, paths: Iterable<string>): boolean {
  return outputFolder.test(folder) || [...paths].some(hasHash);
}

const hashPlaces = /[.\-_]([\w-]{8}|[0-9a-f]{9,64})(?:\.(?:chunk|bundle|min))?\.[a-z0-9]+$/;

/**
 * Returns whether a name has a hash of a build tool: hexadecimal, or eight letters and digits mixed unlike any word or
 * date, such as `index-4f3a9b2c.js`, `index-DiwrgTda.js` and `chunk-5J3KQ2VX.js`.
 */
function hasHash(path: string): boolean {
  const hash = hashPlaces.exec(path.slice(path.lastIndexOf('/') + 1))?.[1] ?? '';
  if (!/[a-z]/i.test(hash)) return false;
  if (/^[0-9a-f]+$/.test(hash)) return /\d/.test(hash);
  return /\d[a-z]/i.test(hash) || /[a-z0-9].*[A-Z]/.test(hash);
}

/** Returns why a site type is proposed, such as: index.html in 31 folders, 404.html at the top. */
export function siteReasonText({ kind, files, folders, hashed, hasNotFound }: SiteReason): string {
  const facts: Readonly<Record<SiteReason['kind'], () => string>> = {
    folders: () =>
      folders === 1 ? l10n.t('index.html in one folder') : l10n.t('index.html in {0} folders', countText(folders)),
    app: () => l10n.t('index.html is the only page'),
    page: () => l10n.t('index.html at the top, none in folders'),
    pages: () => l10n.t('web pages, but no index.html at the top'),
    noPages: () => l10n.t('no web page among {0} files', countText(files)),
    nothing: () => l10n.t('no files yet'),
    unread: () => l10n.t('the files could not be read'),
  };
  return listText([
    facts[kind](),
    ...(hasNotFound ? [l10n.t('404.html at the top')] : []),
    ...(hashed > 0 ? [l10n.t('{0} names with a hash', countText(hashed))] : []),
  ]);
}
