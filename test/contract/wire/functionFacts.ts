const onOff = /^(on|off)$/;
const seconds = /^\d{1,8}$/;
const weight = /^[1-9]\d?$/;
const ttl = {
  ttl: seconds,
  weight,
  swift_origin_cache_high: onOff,
  swift_no_cache_low: onOff,
  swift_follow_cachetime: onOff,
  force_revalidate: onOff,
};
const referer = { allow_empty: onOff };
/** IPv6 has to be written out. */
const addresses = { ip_list: /^(?!.*::)[\da-f.:/]+(,[\da-f.:/]+)*$/i, ip_acl_xfwd: /^(on|off|all)$/ };

/**
 * The arguments of the functions of a delivery that this extension sets, with the values that the vendor names. Source: Alibaba Cloud CDN,
 * "Functions for configuring domain names".
 */
export const functionFacts: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  host_redirect: {
    regex: /^\^\/[^{}]*$/,
    replacement: /^\//,
    flag: /^(|break|redirect|enhance_break|enhance_redirect)$/,
  },
  error_page: { error_code: /^(400|403|404|405|414|416|50[0-4])$/, rewrite_page: /^https?:\/\// },
  path_based_ttl_set: { path: /^\//, ...ttl },
  filetype_based_ttl_set: { file_type: /^[A-Za-z0-9]+(,[A-Za-z0-9]+)*$/, ...ttl },
  set_hashkey_args: { hashkey_args: /^([\w-]+(,[\w-]+){0,9})?$/, disable: onOff, keep_oss_args: onOff },
  gzip: { enable: onOff },
  brotli: { enable: onOff },
  range: { enable: /^(on|off|force)$/ },
  set_resp_header: {
    key: /^[A-Za-z0-9-]+$/,
    value: /^[\x20-\x7e]+$/,
    header_operation_type: /^(add|delete|modify|rewrite)$/,
    duplicate: onOff,
    access_origin_control: onOff,
  },
  referer_white_list_set: { refer_domain_allow_list: /^[^\s,]+(,[^\s,]+)*$/, ...referer },
  referer_black_list_set: { refer_domain_deny_list: /^[^\s,]+(,[^\s,]+)*$/, ...referer },
  ip_allow_list_set: addresses,
  ip_black_list_set: addresses,
  ali_location: { location: /^[A-Z]{2}( [A-Z]{2})*$/, type: /^(black|white)$/ },
  limit_rate: { ali_limit_rate: /^\d+[km]$/ },
};
