import { configsOf } from '../cdn/configs/configs.js';
import type { ApiResponse, SandboxState, StoredCdnDomain } from '../state/state.js';

type Args = Readonly<Record<string, string>>;

/** The rule with the cache time of a file: the highest weight, then the oldest. Source: Alibaba Cloud CDN, "Cache-related FAQ". */
export function findTtlRule(state: SandboxState, domain: StoredCdnDomain, url: string): Args | undefined {
  const path = url.split('?', 1)[0] ?? '/';
  const suffix = /\.([^./]+)$/.exec(path)?.[1];
  const fits = (name: string, args: Args) => {
    if (name === 'path_based_ttl_set') return path.startsWith(args.path ?? '');
    return (
      name === 'filetype_based_ttl_set' && suffix !== undefined && (args.file_type ?? '').split(',').includes(suffix)
    );
  };
  const rules = inEffect(state, domain).filter(({ functionName, args }) => fits(functionName, args));
  const weight = ({ weight: heavy = '1' }: Args) => Number(heavy);
  return rules
    .map(({ args }) => args)
    .reduce<Args | undefined>((best, each) => (best && weight(best) >= weight(each) ? best : each), undefined);
}

/** The cache time of an answer, s: the origin's prohibitions first, then the rule, then the origin's headers. */
export function lifetimeSeconds(answer: ApiResponse, now: number, rule: Args | undefined): number {
  const { status } = answer;
  if (status >= 500) return 0;
  if (status >= 400) return 1;
  const control = headerOf(answer, 'cache-control')?.toLowerCase() ?? '';
  const isForbidden =
    /no-cache|no-store|private|max-age=0\b/.test(control) || headerOf(answer, 'pragma')?.toLowerCase() === 'no-cache';
  if (isForbidden && rule?.swift_no_cache_low !== 'on') return 0;
  const says = control !== '' || headerOf(answer, 'expires') !== undefined;
  if (rule && !(rule.swift_origin_cache_high === 'on' && says)) return Number(rule.ttl);
  return ofOrigin(answer, control, now);
}

/** The vendor's default without rules: the headers, else a tenth of the age between 10 s and an hour. */
function ofOrigin(answer: ApiResponse, control: string, now: number): number {
  const age = /s-maxage=(\d+)/.exec(control)?.[1] ?? /max-age=(\d+)/.exec(control)?.[1];
  if (age !== undefined) return Number(age);
  const expires = Date.parse(headerOf(answer, 'expires') ?? '');
  if (!Number.isNaN(expires)) return Math.max(0, (expires - now) / 1000);
  const modified = Date.parse(headerOf(answer, 'last-modified') ?? '');
  if (Number.isNaN(modified)) return headerOf(answer, 'etag') === undefined ? 0 : 10;
  return Math.min(3600, Math.max(10, ((now - modified) / 1000) * 0.1));
}

/** The significant part of a query: all of it, or what `set_hashkey_args` or `ali_remove_args` keeps. */
export function keptQuery(state: SandboxState, domain: StoredCdnDomain, query: string): string {
  const find = (name: string) => inEffect(state, domain).find(({ functionName }) => functionName === name)?.args;
  const [hash, removed] = [find('set_hashkey_args'), find('ali_remove_args')];
  if (!hash && !removed) return query;
  const isOss = (name: string) => /^x-oss-/.test(name);
  const listed = (text = '') => text.split(/[ ,]+/).filter(Boolean);
  const isKept = (name: string) => {
    if (removed)
      return !listed(removed.ali_remove_args).includes(name) || (removed.keep_oss_args === 'on' && isOss(name));
    return listed(hash?.hashkey_args).includes(name) || (hash?.keep_oss_args === 'on' && isOss(name));
  };
  return query
    .split('&')
    .filter((pair) => isKept(pair.split('=', 1)[0] ?? ''))
    .join('&');
}

function inEffect(state: SandboxState, domain: StoredCdnDomain) {
  const now = Date.now();
  // Settings of a condition are ignored, since conditions are not implemented.
  return configsOf(state, domain).filter(
    ({ readyAt, failed, parentId }) => readyAt <= now && !failed && parentId === undefined,
  );
}

function headerOf({ headers }: ApiResponse, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}
