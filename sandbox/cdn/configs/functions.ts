import { readJsonList } from '../../rpc.js';
import { RpcError } from '../../rpcError.js';

/** A function of a domain as a call gives it. */
export interface WantedFunction {
  readonly functionName: string;
  readonly args: Readonly<Record<string, string>>;
  readonly configId?: string;
}

interface FunctionShape {
  /** Names of arguments, the needed ones with `!`. */
  readonly args: string;
  /** It also has arguments that no page names. */
  readonly open?: boolean;
  /** It may be set several times on one domain. */
  readonly many?: boolean;
  /** The functions that must not be there beside it. */
  readonly rivals?: readonly string[];
  readonly check?: (args: Readonly<Record<string, string>>) => boolean;
}

const ttl = 'ttl! weight swift_origin_cache_high swift_no_cache_low swift_follow_cachetime force_revalidate';
const isSwitch = (value: string | undefined) => value === 'on' || value === 'off';
const isTtl = ({ ttl: seconds = '' }: Readonly<Record<string, string>>) => /^\d{1,8}$/.test(seconds);
const flags = ['', 'break', 'redirect', 'enhance_break', 'enhance_redirect'];

/** The functions that a domain can have, with the vendor's own limits (BatchSetCdnDomainConfig, function list). */
const shapes: Readonly<Record<string, FunctionShape>> = {
  set_req_host_header: { args: 'domain_name!', check: ({ domain_name = '' }) => /^[a-z0-9.-]+$/i.test(domain_name) },
  oss_auth: { args: 'oss_bucket_id! oss_pri_buckets' },
  l2_oss_key: {
    args: 'private_oss_auth! perm_private_oss_tbl',
    check: ({ private_oss_auth }) => isSwitch(private_oss_auth),
  },
  host_redirect: {
    args: 'regex! replacement! flag rewrite_method',
    many: true,
    check: ({ regex = '', flag = '' }) => isPattern(regex) && flags.includes(flag),
  },
  back_to_origin_url_rewrite: { args: 'source_url! target_url! flag', many: true },
  filetype_based_ttl_set: { args: `file_type! ${ttl}`, many: true, check: isTtl },
  path_based_ttl_set: { args: `path! ${ttl}`, many: true, check: isTtl },
  filetype_force_ttl_code: { args: 'file_type! code_string!', many: true },
  path_force_ttl_code: { args: 'path! code_string!', many: true },
  default_ttl_code: { args: 'default_ttl_code!' },
  https_option: { args: 'http2 ocsp_stapling', open: true },
  https_tls_version: { args: 'tls10 tls11 tls12 tls13 ciphersuitegroup ciphersuite' },
  HSTS: {
    args: 'enabled! https_hsts_max_age https_hsts_include_subdomains',
    check: ({ enabled, https_hsts_max_age = '0' }) => isSwitch(enabled) && /^\d+$/.test(https_hsts_max_age),
  },
  https_force: { args: 'enable! https_rewrite', rivals: ['http_force'] },
  http_force: { args: 'enable! http_rewrite', rivals: ['https_force'] },
  gzip: { args: 'enable!' },
  brotli: { args: 'enable! brotli_level' },
  range: { args: 'enable!', check: ({ enable = '' }) => ['on', 'off', 'force'].includes(enable) },
  set_hashkey_args: {
    args: 'hashkey_args disable! keep_oss_args!',
    rivals: ['ali_remove_args', 'self_defined_cachekey'],
  },
  ali_remove_args: { args: 'ali_remove_args! keep_oss_args', rivals: ['set_hashkey_args'] },
  self_defined_cachekey: { args: '', open: true, rivals: ['set_hashkey_args'] },
  set_resp_header: {
    args: 'key! value! header_operation_type duplicate header_source header_destination match_all access_origin_control',
    many: true,
  },
  error_page: { args: 'error_code! rewrite_page!', many: true },
  ali_ua: { args: 'ua! type!' },
  tesla: { args: 'enable! trim_js trim_css' },
  ip_black_list_set: { args: 'ip_list! ip_acl_xfwd customize_response_status_code', rivals: ['ip_allow_list_set'] },
  ip_allow_list_set: { args: 'ip_list! ip_acl_xfwd customize_response_status_code', rivals: ['ip_black_list_set'] },
  ali_location: { args: 'location! type!' },
  limit_rate: { args: 'ali_limit_rate! ali_limit_rate_after traffic_limit_arg traffic_limit_unit', open: true },
  aliauth: { args: 'auth_type! auth_key1 auth_key2 ali_auth_delta', open: true },
  condition: { args: 'rule!', open: true },
  referer_white_list_set: {
    args: 'refer_domain_allow_list! allow_empty redirect_url disable_ast ignore_scheme',
    rivals: ['referer_black_list_set'],
  },
  referer_black_list_set: {
    args: 'refer_domain_deny_list! allow_empty redirect_url disable_ast ignore_scheme',
    rivals: ['referer_white_list_set'],
  },
  forward_scheme: { args: 'enable! scheme_origin' },
};

/** Reads the JSON text of `Functions`, or throws InvalidFunctions.Malformed or InvalidArgValue.Malformed. */
export function readFunctions(text: string): WantedFunction[] {
  return readJsonList(text, malformed).map(readFunction);
}

/** Whether a function has this name. */
export function isFunction(name: string): boolean {
  return Object.hasOwn(shapes, name);
}

/** Whether a function may be set several times. */
export function isRepeatable(name: string): boolean {
  return shapes[name]?.many === true;
}

/** The functions that must be deleted before this one can be set. */
export function rivalsOf(name: string): readonly string[] {
  return shapes[name]?.rivals ?? [];
}

function readFunction(item: unknown): WantedFunction {
  const { functionName, functionArgs, configId } = (item ?? {}) as Record<string, unknown>;
  const shape = typeof functionName === 'string' && isFunction(functionName) ? shapes[functionName] : undefined;
  if (!shape || !Array.isArray(functionArgs)) throw malformed();
  const args = readArgs(functionArgs);
  const known = shape.args.split(' ');
  const isKnown = (name: string) => known.includes(name) || known.includes(`${name}!`);
  const isComplete = known.every((name) => !name.endsWith('!') || args[name.slice(0, -1)] !== undefined);
  if ((!shape.open && !Object.keys(args).every(isKnown)) || !isComplete) throw malformed();
  if (shape.check?.(args) === false) throw badValue();
  const id = configId === undefined ? {} : { configId: String(configId) };
  return { functionName: String(functionName), args, ...id };
}

function readArgs(list: readonly unknown[]): Record<string, string> {
  const pairs = list.map((item) => {
    const { argName, argValue } = (item ?? {}) as Record<string, unknown>;
    if (typeof argName !== 'string') throw malformed();
    if (typeof argValue !== 'string') throw badValue();
    return [argName, argValue] as const;
  });
  return Object.fromEntries(pairs);
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) !== undefined;
  } catch {
    return false;
  }
}

function malformed(): RpcError {
  return new RpcError('InvalidFunctions.Malformed', 400, 'The specified Functions is invalid.');
}

function badValue(): RpcError {
  return new RpcError('InvalidArgValue.Malformed', 400, 'The specified ArgValue is invalid.');
}
