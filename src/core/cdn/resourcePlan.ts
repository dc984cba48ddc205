import { isErrorOf } from '../errors.js';
import { l10n } from '../l10n.js';
import type { CdnDomain } from '../ports/cdn.js';

/**
 * Functions of this extension that a domain of a Global Resource Plan lacks. Source: Alibaba Cloud CDN, "Configure a
 * Global Resource Plan".
 */
const outsidePlan: readonly string[] = [
  'set_resp_header',
  'error_page',
  'host_redirect',
  'https_tls_version',
  'HSTS',
  'referer_white_list_set',
  'referer_black_list_set',
  'ip_black_list_set',
  'ip_allow_list_set',
  'gzip',
  'brotli',
  'set_hashkey_args',
  'range',
  'limit_rate',
];

/**
 * Returns whether CDN refused a function because of a Global Resource Plan. No answer names the plan, so it is
 * recognized by the function, and only domains outside the Chinese mainland can have one.
 */
export function isPlanRefusal(
  error: unknown,
  { region }: Pick<CdnDomain, 'region'>,
  functionName: string | undefined,
): boolean {
  if (!isErrorOf(error, 'operationBarred') || error.details.code !== 'InvalidFunction.NotSupported') return false;
  return region === 'overseas' && functionName !== undefined && isOutsidePlan(functionName);
}

/** Returns whether a Global Resource Plan lacks a function. */
export function isOutsidePlan(functionName: string): boolean {
  return outsidePlan.includes(functionName);
}

/** Why CDN refuses so many settings of a domain. Source: Alibaba Cloud CDN, "Configure a Global Resource Plan". */
export function resourcePlanText(): string {
  return l10n.t(
    'This domain uses a Global Resource Plan, which does not support response headers, error pages, rewrite rules, query string settings, range requests, compression, TLS versions, HSTS, referer and IP address lists, URL signing, speed limits, or prefetch.',
  );
}
