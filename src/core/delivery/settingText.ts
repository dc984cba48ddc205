import { isSecretArgument } from '../cdn/functionNames.js';
import { ruleOf } from '../cdn/ipLists.js';
import { l10n } from '../l10n.js';
import { listText, plainText } from '../text/plainText.js';

type Args = Readonly<Record<string, string>>;
type Words = (args: Args) => string;

const labels: Readonly<Record<string, () => string>> = {
  host_redirect: () => l10n.t('Rewrite rule'),
  error_page: () => l10n.t('Error page'),
  path_based_ttl_set: () => l10n.t('Cache rule for a directory'),
  filetype_based_ttl_set: () => l10n.t('Cache rule for file types'),
  set_hashkey_args: () => l10n.t('Query strings'),
  ali_remove_args: () => l10n.t('Ignored query strings'),
  self_defined_cachekey: () => l10n.t('Custom cache key'),
  range: () => l10n.t('Range requests'),
  set_resp_header: () => l10n.t('Response header'),
  referer_white_list_set: () => l10n.t('Allowed sites'),
  referer_black_list_set: () => l10n.t('Blocked sites'),
  ip_allow_list_set: () => l10n.t('Allowed IP addresses'),
  ip_black_list_set: () => l10n.t('Blocked IP addresses'),
  ali_ua: () => l10n.t('User agents'),
  aliauth: () => l10n.t('URL signing'),
  ali_location: () => l10n.t('Countries'),
  limit_rate: () => l10n.t('Speed limit'),
  set_req_host_header: () => l10n.t('Origin host'),
  l2_oss_key: () => l10n.t('Private bucket access'),
  https_option: () => l10n.t('HTTPS options'),
  https_tls_version: () => l10n.t('TLS versions'),
  https_force: () => l10n.t('Redirect to HTTPS'),
  http_force: () => l10n.t('Redirect to HTTP'),
  gzip: () => 'gzip',
  brotli: () => 'Brotli',
};

/** The name of a CDN function; the vendor's own name if there is no translation. */
export function functionText(functionName: string): string {
  return labels[functionName]?.() ?? functionName;
}

const words: Readonly<Record<string, Words>> = {
  // `break` is what a rewrite does unless said otherwise: the rule that applies is the last one.
  host_redirect: ({ regex = '', replacement = '', flag }) =>
    withSwitches(`${regex} → ${replacement}`, flag === undefined || flag === 'break' ? [] : [['on', flag]]),
  error_page: ({ error_code = '', rewrite_page = '' }) => `${error_code} → ${rewrite_page}`,
  path_based_ttl_set: (args) => ttlText(args.path ?? '', args),
  filetype_based_ttl_set: (args) => ttlText(args.file_type ?? '', args),
  set_hashkey_args: queryText,
  set_resp_header: ({ key = '', value = '', access_origin_control }) =>
    withSwitches(`${key}: ${value}`, [[access_origin_control, l10n.t('only the site that asks')]]),
  gzip: switchText,
  brotli: switchText,
  range: switchText,
  ip_allow_list_set: addressesText,
  ip_black_list_set: addressesText,
  referer_white_list_set: ({ refer_domain_allow_list = '', allow_empty }) =>
    refererText(refer_domain_allow_list, allow_empty),
  referer_black_list_set: ({ refer_domain_deny_list = '', allow_empty }) =>
    refererText(refer_domain_deny_list, allow_empty),
  ali_location: ({ location = '', type }) =>
    type === 'white' ? l10n.t('only {0}', spacedText(location)) : l10n.t('all except {0}', spacedText(location)),
  limit_rate: ({ ali_limit_rate = '' }) => speedText(ali_limit_rate),
  aliauth: authText,
};

/** One setting as a sentence, or argument by argument with secrets hidden; `undefined` if it is off. */
export function settingText(functionName: string, args: Args | undefined): string {
  if (!args) return l10n.t('not set');
  return plainText(words[functionName]?.(args) ?? argsText({ functionName, args }));
}

/** Every argument of a setting by its name, with secret keys hidden. */
export function argsText({ functionName, args }: { readonly functionName: string; readonly args: Args }): string {
  const shown = ([name, value]: readonly [string, string]) =>
    `${name}=${isSecretArgument(functionName, name) ? '•••' : value}`;
  return listText(Object.entries(args).map(shown));
}

function spacedText(list: string): string {
  return list.split(/[\s,]+/).join(' ');
}

function addressesText(args: Args): string {
  return l10n.t('{0}; by {1}', spacedText(args.ip_list ?? ''), addressRuleText(ruleOf(args)));
}

/** Which visitor address is compared with a list, by the value of `ip_acl_xfwd`. */
export function addressRuleText(rule: string): string {
  if (rule === 'off') return l10n.t('the address of the connection');
  return rule === 'all'
    ? l10n.t('the address of the connection or X-Forwarded-For')
    : l10n.t('X-Forwarded-For, which anyone can forge');
}

/** By default, requests without a Referer are refused. Source: referer_white_list_set. */
function refererText(list: string, allowEmpty: string | undefined): string {
  return allowEmpty === 'on' ? spacedText(list) : l10n.t('{0}; not opened directly', spacedText(list));
}

/** The vendor writes `1m`, `100k`, or a number of bytes. */
function speedText(rate: string): string {
  const [, number, unit = ''] = /^(\d+)([km]?)$/i.exec(rate) ?? [];
  return number === undefined ? rate : `${number} ${unit.toUpperCase()}B/s`;
}

function authText(args: Args): string {
  const { auth_type = '' } = args;
  if (auth_type === 'no_auth') return switchState(false);
  const [, letter] = /^type_([a-z])$/.exec(auth_type) ?? [];
  return letter === undefined ? argsText({ functionName: 'aliauth', args }) : l10n.t('type {0}', letter.toUpperCase());
}

function switchText({ enable }: Args): string {
  return enable === 'on' || enable === 'off' ? switchState(enable === 'on') : (enable ?? '');
}

/** On or off. */
export function switchState(isOn: boolean): string {
  return isOn
    ? l10n.t({ message: 'on', comment: 'The state of a setting' })
    : l10n.t({ message: 'off', comment: 'The state of a setting' });
}

function ttlText(place: string, args: Args): string {
  const { ttl, swift_origin_cache_high, swift_no_cache_low, swift_follow_cachetime, force_revalidate } = args;
  const revalidated = l10n.t('revalidated each time');
  const isChecked = ttl === '0' && force_revalidate === 'on';
  const time = isChecked ? revalidated : durationText(Number(ttl));
  const text =
    swift_origin_cache_high === 'on'
      ? l10n.t('{0}: {1} for files without Cache-Control', place, time)
      : l10n.t('{0}: {1}', place, time);
  return withSwitches(text, [
    [swift_no_cache_low, l10n.t('even with no-cache')],
    [swift_follow_cachetime, l10n.t('also in browsers')],
    [isChecked ? 'off' : force_revalidate, revalidated],
  ]);
}

function queryText({ disable, hashkey_args: kept = '', keep_oss_args }: Args): string {
  const text = disable === 'on' ? ignoredText(kept) : copiesText(kept);
  return keep_oss_args === 'on' ? l10n.t('{0}; all are sent to the origin', text) : text;
}

function ignoredText(kept: string): string {
  return kept ? l10n.t('ignored in the cache, except {0}', kept) : l10n.t('ignored in the cache');
}

function copiesText(kept: string): string {
  return kept ? l10n.t('a copy for each of: {0}', kept) : l10n.t('a copy for each');
}

/** Appends the texts of the enabled switches. */
function withSwitches(
  text: string,
  switches: readonly (readonly [value: string | undefined, words: string])[],
): string {
  return [text, ...switches.flatMap(([value, words]) => (value === 'on' ? [words] : []))].join(' · ');
}

/** How long a file is cached, in the largest exact unit; 0 `seconds` means not at all. */
export function durationText(seconds: number): string {
  if (seconds === 0) return l10n.t('not cached');
  if (seconds % 86_400 === 0) return l10n.t('{0} d', seconds / 86_400);
  if (seconds % 3600 === 0) return l10n.t('{0} h', seconds / 3600);
  return seconds % 60 === 0 ? l10n.t('{0} min', seconds / 60) : l10n.t('{0} s', seconds);
}
