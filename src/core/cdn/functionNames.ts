/** CDN's function for the Host header towards the origin. Source: BatchSetCdnDomainConfig. */
export const originHostFunction = 'set_req_host_header';

/** CDN's function for reading a private bucket of the same account. Source: BatchSetCdnDomainConfig. */
export const privateBucketFunction = 'l2_oss_key';

/** Returns whether an argument of a CDN function holds a key that signs URLs or reads buckets. Elsewhere `key` names a header. */
export function isSecretArgument(functionName: string, name: string): boolean {
  if (functionName === 'oss_key_list') return name === 'key';
  return /^key\d+$|^(auth_key|access_key|oss_key_list|perm_private_oss_tbl)|secret|password/i.test(name);
}

/** Returns whether a CDN setting holds a key, which is never shown or stored. */
export function hasSecretArgument(setting: { readonly functionName: string; readonly args: object }): boolean {
  return Object.keys(setting.args).some((name) => isSecretArgument(setting.functionName, name));
}

/** Functions that a domain has at most once. Source: BatchSetCdnDomainConfig. */
export const setOnce: ReadonlySet<string> = new Set([
  'set_req_host_header',
  'l2_oss_key',
  'https_option',
  'https_tls_version',
  'https_force',
  'http_force',
  'HSTS',
  'gzip',
  'brotli',
  'range',
  'set_hashkey_args',
  'ali_remove_args',
  'referer_white_list_set',
  'referer_black_list_set',
  'ip_black_list_set',
  'ip_allow_list_set',
  'ali_ua',
  'ali_location',
  'limit_rate',
]);
