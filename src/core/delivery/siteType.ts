import { isWildcard } from '../dns/hostNames.js';
import { AppError } from '../errors.js';
import type { PickItem } from '../form.js';
import { l10n } from '../l10n.js';
import { toCdnUrl } from '../objectKey.js';
import type { CdnConfig, CdnDomain } from '../ports/cdn.js';
import type { BucketRef, OssPort } from '../ports/oss.js';
import { planChanges, planSetting, type SettingChange, type WantedSetting } from './settingChange.js';
import {
  findPages,
  planRoutes,
  type RuleName,
  routeRules,
  ruleName,
  type SitePages,
  type SiteRoutes,
  type SiteRule,
  type SiteType,
  typeOfRules,
} from './siteRoutes.js';

/** The decisions about a site. Its settings follow from these. */
export interface SitePlan {
  readonly type: SiteType;
  /** The URL of the error page, to which the edge redirects; absent if the site uses none. */
  readonly notFoundPage?: string;
  /** The key of the error page that the bucket itself sends with status 404, instead of `notFoundPage`. */
  readonly errorPage?: string;
  /** The addresses that the rules of the type do not cover; absent if they cover all. */
  readonly routes?: SiteRoutes;
  /** Which query strings share one cached copy: all (`ignored`), or all but those of image processing (`imagesKept`). Absent to keep the present setting. */
  readonly query?: 'ignored' | 'imagesKept';
}

/** The fields of a domain that its URLs depend on. */
export type SiteHost = Pick<CdnDomain, 'name' | 'httpsOn'>;

/** Plans a site of this type for its files. `404.html` becomes its error page if it exists and both the type and the domain can use it. */
export function toSitePlan(type: SiteType, { paths, base, pages }: PlannedFiles, host: SiteHost): SitePlan {
  const page = `${base ?? ''}404.html`;
  const leads = (type === 'website' || type === 'docs') && paths.has(page) && !isWildcard(host.name);
  const routes = planRoutes(type, pages ?? findPages(paths, base), base);
  return {
    type,
    ...(Object.keys(routes).length > 0 && { routes }),
    ...(leads && { notFoundPage: toCdnUrl(host, page) }),
  };
}

/** Returns the plan of a site whose bucket sends the error page itself, as it can for unsigned requests. Unchanged for a site without an error page. */
export function withBucketErrorPage(site: SitePlan): SitePlan {
  const { notFoundPage, ...others } = site;
  return notFoundPage === undefined ? site : { ...others, errorPage: `${site.routes?.base ?? ''}404.html` };
}

/** The keys of the files of a site, the folder of the bucket that has all of them, and its pages if they were read before. */
interface PlannedFiles {
  readonly paths: ReadonlySet<string>;
  readonly base?: string | undefined;
  readonly pages?: SitePages;
}

/** The functions about query strings that CDN does not accept together with `set_hashkey_args`. Source: BatchSetCdnDomainConfig. */
export const queryRivals = ['ali_remove_args', 'self_defined_cachekey'] as const;

/** The functions that the settings of a site may change. */
export const siteFunctions = [
  'host_redirect',
  'error_page',
  'path_based_ttl_set',
  'set_hashkey_args',
  ...queryRivals,
  'gzip',
  'brotli',
  'range',
] as const;

const hour = '3600';
const days30 = '2592000';

/** Plans all changes that make a domain serve a site, in a valid order. Rules that the user wrote are kept. */
export function planSite(site: SitePlan, configs: readonly CdnConfig[], domain: string): readonly SettingChange[] {
  const wanted = new Set(routeRules(site.type, site.routes).map(({ name }) => name));
  const isKept = ({ args }: CdnConfig) => wanted.has(ruleName(args) as RuleName);
  const isRemoved = (config: CdnConfig) =>
    (isSiteRule(config) && !isKept(config)) ||
    (site.notFoundPage === undefined && isNotFoundPage(config, domain, site.routes?.base));
  return planChanges({ isRemoved, set: wantedOf(site) }, configs);
}

/** The most rewrite rules of a domain, with those of the user. Source: "Create an access URL rewrite rule". */
const mostRules = 50;

/** Throws `tooManyRules` if a domain with these settings has no room for the rewrite rules among the changes. */
export function requireRoom(changes: readonly SettingChange[], configs: readonly CdnConfig[], domain: string): void {
  const isRule = ({ functionName }: Pick<CdnConfig, 'functionName'>) => functionName === 'host_redirect';
  const more = changes.filter(isRule).reduce((sum, { before, after }) => sum + (after ? 1 : 0) - (before ? 1 : 0), 0);
  if (more > 0 && configs.filter(isRule).length + more > mostRules)
    throw new AppError('tooManyRules', { subject: domain });
}

/** Returns the settings that a site needs. */
export function wantedOf({ type, routes, notFoundPage, query }: SitePlan): readonly WantedSetting[] {
  const isText = type !== 'downloads';
  return [
    ...routeRules(type, routes).map(toWanted),
    ...(notFoundPage === undefined ? [] : [notFound(notFoundPage)]),
    followOrigin(isText ? hour : days30),
    ...(query ? [oneCopy(query)] : []),
    ...(isText ? [turnOn('gzip'), turnOn('brotli')] : [turnOn('range')]),
  ];
}

/** The rule that shows the index page at `/`. It replaces any other rule for `/`. */
export const homePage: WantedSetting = {
  functionName: 'host_redirect',
  args: { regex: '^/$', replacement: '/index.html', flag: 'break' },
  isMeant: ({ regex }) => regex === '^/$',
};

function toWanted({ name, args }: SiteRule): WantedSetting {
  return { functionName: 'host_redirect', args, isMeant: (present) => ruleName(present) === name };
}

/** Returns the setting of the error page. The edge redirects to that page, so it cannot serve routes. */
function notFound(page: string): WantedSetting {
  return {
    functionName: 'error_page',
    args: { error_code: '404', rewrite_page: page },
    isMeant: ({ error_code }) => error_code === '404',
  };
}

/**
 * Returns the cache rule that lets the headers of published files decide how long they are cached, at the edge and in browsers. `ttl` applies to files
 * without such headers.
 */
export function followOrigin(ttl: string): WantedSetting {
  return {
    functionName: 'path_based_ttl_set',
    args: { path: '/', ttl, swift_origin_cache_high: 'on', ...plainRule },
    initial: { weight: '1' },
    isMeant: ({ path }) => path === '/',
  };
}

/** The switches of a cache rule that would ignore `no-cache`, send the rule's time to browsers, and revalidate each time. */
export const plainRule = { swift_no_cache_low: 'off', swift_follow_cachetime: 'off', force_revalidate: 'off' } as const;

/** Returns the setting with which one copy serves all query strings, or all but those of image processing, which have to reach the origin. */
export function oneCopy(query: 'ignored' | 'imagesKept'): WantedSetting {
  const kept =
    query === 'ignored'
      ? { hashkey_args: '', keep_oss_args: 'off' }
      : { hashkey_args: 'x-oss-process', keep_oss_args: 'on' };
  return { functionName: 'set_hashkey_args', args: { disable: 'on', ...kept }, rivals: queryRivals };
}

function turnOn(functionName: string): WantedSetting {
  return { functionName, args: { enable: 'on' } };
}

/** Returns whether a setting is a rewrite rule of a site type, and not one that the user wrote. */
function isSiteRule({ functionName, args }: Pick<CdnConfig, 'functionName' | 'args'>): boolean {
  return functionName === 'host_redirect' && ruleName(args) !== undefined;
}

/** Returns whether a setting leads to an error page on this domain itself, as the settings of a site do, and not to another page of the user's choice. */
export function isNotFoundPage({ functionName, args }: CdnConfig, domain: string, base = ''): boolean {
  const { error_code, rewrite_page = '' } = args;
  if (functionName !== 'error_page' || error_code !== '404' || !URL.canParse(rewrite_page)) return false;
  const { host, pathname } = new URL(rewrite_page);
  return host === domain.toLowerCase() && pathname === `/${base}404.html`;
}

/** Returns the settings of a site type that no other topic shows. */
export function configsOfSite<Config extends CdnConfig>(type: SiteType, configs: readonly Config[]): readonly Config[] {
  if (type === 'downloads') return configs.filter(({ functionName }) => functionName === 'range');
  const isPage = ({ functionName, args }: CdnConfig) => functionName === 'error_page' && args.error_code === '404';
  return configs.filter((config) => isSiteRule(config) || (type !== 'spa' && isPage(config)));
}

/** Returns the site type that a domain's settings make; `undefined` if they make none. */
export function siteTypeOf(configs: readonly CdnConfig[]): SiteType | undefined {
  const byRules = typeOfRules(
    configs.flatMap(({ functionName, args }) => (functionName === 'host_redirect' ? [args] : [])),
  );
  // Downloads have no rules, so all of their settings are compared.
  const isAsWanted = wantedOf({ type: 'downloads' }).every((wanted) => !planSetting(wanted, configs));
  return byRules ?? (isAsWanted ? 'downloads' : undefined);
}

const typeNames: Readonly<Record<SiteType, () => string>> = {
  website: () => l10n.t('Website'),
  spa: () => l10n.t('Single-Page App'),
  docs: () => l10n.t('Website with Folders'),
  downloads: () => l10n.t('Downloads'),
};

/** The label of a site type. */
export function siteTypeText(type: SiteType): string {
  return typeNames[type]();
}

/** Returns the site types to choose from, each with what it means for addresses. */
export function siteTypeItems(): readonly PickItem<SiteType>[] {
  const row = (value: SiteType, detail: string) => ({ label: siteTypeText(value), detail, value });
  return [
    row('website', l10n.t('/about serves about.html; text is compressed')),
    row('spa', l10n.t('URLs without a dot serve index.html with status 200; missing files return 404')),
    row('docs', l10n.t('/guide and /guide/ serve index.html of that directory')),
    row('downloads', l10n.t('No index page; only the requested ranges of large files are fetched')),
  ];
}

/** Reads whether a bucket has an error page and a first page, in the folder of the site. */
export async function readSitePages(
  oss: Pick<OssPort, 'readObjectHead'>,
  bucket: BucketRef,
  signal: AbortSignal,
  base = '',
): Promise<{ readonly hasIndex: boolean; readonly hasNotFound: boolean }> {
  const [index, notFound] = await Promise.all(
    ['index.html', '404.html'].map((name) => oss.readObjectHead(bucket, base + name, signal)),
  );
  return { hasIndex: index !== undefined, hasNotFound: notFound !== undefined };
}
