import { isAddress } from '../domainName.js';

type Args = Readonly<Record<string, string>>;
type Setting = { readonly functionName: string; readonly args: Args };

/**
 * The argument that says which address of a visitor CDN compares with a list. `on` (default): the leftmost in X-Forwarded-For, which a visitor can forge.
 * `off`: the address of the connection. `all`: both, and one match suffices. A change that omits the argument keeps its value. Source: Alibaba Cloud CDN,
 * "Configure an IP address blacklist or whitelist".
 */
export const addressRule = 'ip_acl_xfwd';

/** Returns the value of `ip_acl_xfwd` with which no forged header bypasses the list; `undefined` for a function that has no list of addresses. */
export function safeRule(functionName: string): 'off' | 'all' | undefined {
  if (functionName === 'ip_allow_list_set') return 'off';
  return functionName === 'ip_black_list_set' ? 'all' : undefined;
}

/** Returns the value of `ip_acl_xfwd` that applies to a list, which is `on` if it is not set. */
export function ruleOf(args: Args): string {
  return args[addressRule] ?? 'on';
}

/** Returns whether a forged header bypasses a list. A list of blocked addresses is safe with `off` and `all`. */
export function isForgeable({ functionName, args }: Setting): boolean {
  const safe = safeRule(functionName);
  return safe !== undefined && ruleOf(args) !== 'off' && ruleOf(args) !== safe;
}

/** Returns the arguments of a setting with an explicit `ip_acl_xfwd`, since CDN keeps the value of an omitted one. */
export function withRule({ functionName, args }: Setting): Args {
  return safeRule(functionName) === undefined ? args : { ...args, [addressRule]: ruleOf(args) };
}

/**
 * Converts an address or network to the form of CDN's lists, with IPv6 in full. Returns `undefined` if it is invalid or a network of all addresses. Source:
 * Alibaba Cloud CDN, "Configure an IP address blacklist or whitelist".
 */
export function toListed(text: string): string | undefined {
  const [, address = '', bits] = /^([^/]+)(?:\/([1-9]\d{0,2}))?$/.exec(text) ?? [];
  const isVersion6 = address.includes(':');
  if (!isAddress(address) || (isVersion6 && address.includes('.')) || Number(bits ?? 1) > (isVersion6 ? 128 : 32))
    return undefined;
  const [head = [], tail = []] = address.split('::').map((part) => part.split(':').filter(Boolean));
  const zeros = address.includes('::') ? Array<string>(8 - head.length - tail.length).fill('0') : [];
  return [[...head, ...zeros, ...tail].join(':'), ...(bits === undefined ? [] : [bits])].join('/');
}
