import { isIP } from 'node:net';
import { readJsonList } from '../../rpc.js';
import { RpcError } from '../../rpcError.js';

/** A function of a domain in a call. */
export interface WantedFunction {
  readonly functionName: string;
  readonly args: Readonly<Record<string, string>>;
  readonly configId?: string;
}

interface FunctionShape {
  /** The names of arguments; required ones have `!`. */
  readonly args: string;
  /** It also has undocumented arguments. */
  readonly open?: boolean;
  /** It may be set several times on a domain. */
  readonly many?: boolean;
  /** Functions that must not coexist with it. */
  readonly rivals?: readonly string[];
  /** A change keeps omitted arguments instead of removing them. */
  readonly merges?: boolean;
  readonly check?: (args: Args) => boolean;
}

type Args = Readonly<Record<string, string>>;

/** The most functions of a call. Source: BatchSetCdnDomainConfig, Functions. */
const maxFunctions = 50;

const ttl = 'ttl! weight swift_origin_cache_high swift_no_cache_low swift_follow_cachetime force_revalidate';
const isSwitch = (value: string | undefined) => value === 'on' || value === 'off';
const isTtl = ({ ttl: seconds = '', weight = '1' }: Args) => /^\d{1,8}$/.test(seconds) && /^[1-9]\d?$/.test(weight);
/** Addresses and networks. The console's page accepts neither `::` nor a network of all addresses. */
const isIpList = ({ ip_list = '', ip_acl_xfwd = 'on' }: Args) =>
  ['on', 'off', 'all'].includes(ip_acl_xfwd) && ip_list.split(',').every((item) => isNetwork(item.trim()));
const ipList = {
  args: 'ip_list! ip_acl_xfwd customize_response_status_code ip_list_notes',
  merges: true,
  check: isIpList,
};
const flags = ['', 'break', 'redirect', 'enhance_break', 'enhance_redirect'];

/** The functions of a domain with the vendor's limits (BatchSetCdnDomainConfig, function list). */
const shapes: Readonly<Record<string, FunctionShape>> = {
  set_req_host_header: { args: 'domain_name!', check: ({ domain_name = '' }) => /^[a-z0-9.-]+$/i.test(domain_name) },
  oss_auth: { args: 'oss_bucket_id! oss_pri_buckets!' },
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
  path_based_ttl_set: {
    args: `path! ${ttl}`,
    many: true,
    check: (args) => isTtl(args) && args.path?.startsWith('/') === true,
  },
  filetype_force_ttl_code: { args: 'file_type! code_string!', many: true },
  path_force_ttl_code: { args: 'path! code_string!', many: true },
  default_ttl_code: { args: 'default_ttl_code!' },
  https_option: { args: 'http2 ocsp_stapling', open: true },
  https_tls_version: { args: 'tls10 tls11 tls12 tls13 ciphersuitegroup ciphersuite' },
  HSTS: {
    args: 'enabled! https_hsts_max_age! https_hsts_include_subdomains',
    check: ({ enabled, https_hsts_max_age = '' }) => isSwitch(enabled) && /^\d+$/.test(https_hsts_max_age),
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
  ali_remove_args: { args: 'ali_remove_args! keep_oss_args!', rivals: ['set_hashkey_args'] },
  self_defined_cachekey: { args: '', open: true, rivals: ['set_hashkey_args'] },
  set_resp_header: {
    args: 'key! value! header_operation_type duplicate header_source header_destination match_all access_origin_control',
    many: true,
    check: isResponseHeader,
  },
  error_page: { args: 'error_code! rewrite_page!', many: true },
  ali_ua: { args: 'ua! type!' },
  tesla: { args: 'enable! trim_js trim_css' },
  ip_black_list_set: { ...ipList, rivals: ['ip_allow_list_set'] },
  ip_allow_list_set: { ...ipList, rivals: ['ip_black_list_set'] },
  ali_location: { args: 'location! type!' },
  limit_rate: {
    args: 'ali_limit_rate! ali_limit_rate_after traffic_limit_arg traffic_limit_unit ali_limit_start_hour ali_limit_end_hour',
    check: ({ ali_limit_rate = '' }) => /^\d+[km]$/.test(ali_limit_rate),
  },
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
  forward_scheme: { args: 'enable! scheme_origin scheme_origin_port', check: isOriginScheme },
};

/** Parses the JSON of `Functions`; throws InvalidFunctions.Malformed or InvalidArgValue.Malformed. */
export function readFunctions(text: string): WantedFunction[] {
  const list = readJsonList(text, malformed);
  if (list.length > maxFunctions) throw malformed();
  return list.map(readFunction);
}

/** Returns whether a function has this name. */
export function isFunction(name: string): boolean {
  return Object.hasOwn(shapes, name);
}

/** Returns whether a function may be set several times. */
export function isRepeatable(name: string): boolean {
  return shapes[name]?.many === true;
}

/** The functions that must be deleted before this one is set. */
export function rivalsOf(name: string): readonly string[] {
  return shapes[name]?.rivals ?? [];
}

/** Returns whether a change keeps omitted arguments. Source: Alibaba Cloud CDN, "Configure an IP address blacklist or whitelist". */
export function mergesArgs(name: string): boolean {
  return shapes[name]?.merges === true;
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

/** Returns whether an item is an address or a network in full notation. */
function isNetwork(item: string): boolean {
  const [address = '', bits] = item.split('/');
  const most = isIP(address) === 4 ? 32 : 128;
  const isRange = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= most);
  return isIP(address) !== 0 && !address.includes('::') && isRange;
}

/** Cross-origin validation is allowed only when a header is added. Source: Alibaba Cloud CDN, "Modify outbound response headers". */
function isResponseHeader({ key = '', header_operation_type: operation = '', duplicate, ...rest }: Args): boolean {
  if (!['', 'add', 'delete', 'modify', 'rewrite'].includes(operation) || !/^[A-Za-z0-9-]{1,100}$/.test(key))
    return false;
  if (operation === 'add' && !isSwitch(duplicate)) return false;
  const isCompared = rest.access_origin_control === 'on';
  return !isCompared || (operation === 'add' && key.toLowerCase() === 'access-control-allow-origin');
}

function isOriginScheme({ scheme_origin = 'follow', scheme_origin_port: port }: Args): boolean {
  if (!['http', 'https', 'follow'].includes(scheme_origin)) return false;
  return port === undefined || (scheme_origin === 'follow' ? /^\d+:\d+$/ : /^\d+$/).test(port);
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
