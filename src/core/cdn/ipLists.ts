import { isAddress } from '../domainName.js';

type Args = Readonly<Record<string, string>>;
type Setting = { readonly functionName: string; readonly args: Args };

/**
 * CDN's argument for the visitor's address that a list is compared with. `on`, the default: the leftmost of the
 * request's X-Forwarded-For, which a visitor can forge. `off`: the address of the connection. `all`: both, and one match
 * suffices. A change that omits the argument keeps its value. Source: Alibaba Cloud CDN, "Configure an IP address
 * blacklist or whitelist".
 */
export const addressRule = 'ip_acl_xfwd';

/** The rule that no forged header bypasses; `undefined` for a function without a list of addresses. */
export function safeRule(functionName: string): 'off' | 'all' | undefined {
  if (functionName === 'ip_allow_list_set') return 'off';
  return functionName === 'ip_black_list_set' ? 'all' : undefined;
}

/** The rule of a list, including the default. */
export function ruleOf(args: Args): string {
  return args[addressRule] ?? 'on';
}

/** Returns whether a forged header bypasses a list. A block list holds with `off` and `all`. */
export function isForgeable({ functionName, args }: Setting): boolean {
  const safe = safeRule(functionName);
  return safe !== undefined && ruleOf(args) !== 'off' && ruleOf(args) !== safe;
}

/** The arguments of a setting with an explicit rule, since CDN keeps an omitted one. */
export function withRule({ functionName, args }: Setting): Args {
  return safeRule(functionName) === undefined ? args : { ...args, [addressRule]: ruleOf(args) };
}

/**
 * Normalizes an address or a network for CDN's lists: IPv6 in full, no network of all addresses; `undefined` if invalid.
 * Source: Alibaba Cloud CDN, "Configure an IP address blacklist or whitelist".
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
