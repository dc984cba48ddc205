import { isAddress } from '../domainName.js';

type Args = Readonly<Record<string, string>>;
type Setting = { readonly functionName: string; readonly args: Args };

/**
 * CDN's argument that says which address of a visitor is compared with a list: `on`, which is the default, the leftmost one of the
 * X-Forwarded-For of the request itself, which any visitor can write; `off` the one of the connection; `all` both, of which one that is
 * listed suffices. A change that omits it leaves it as it is. Source: Alibaba Cloud CDN, "Configure an IP address blacklist or whitelist".
 */
export const addressRule = 'ip_acl_xfwd';

/** The rule by which no visitor gets around a list with a header of their own; `undefined` for a function that lists no addresses. */
export function safeRule(functionName: string): 'off' | 'all' | undefined {
  if (functionName === 'ip_allow_list_set') return 'off';
  return functionName === 'ip_black_list_set' ? 'all' : undefined;
}

/** The rule of a list, also where that is the default. */
export function ruleOf(args: Args): string {
  return args[addressRule] ?? 'on';
}

/** Whether a visitor gets around a list with a header of their own: a block list holds both for the connection and for both addresses. */
export function isForgeable({ functionName, args }: Setting): boolean {
  const safe = safeRule(functionName);
  return safe !== undefined && ruleOf(args) !== 'off' && ruleOf(args) !== safe;
}

/** The arguments of a setting with the rule of a list written out, since CDN would leave a rule that is omitted as it is. */
export function withRule({ functionName, args }: Setting): Args {
  return safeRule(functionName) === undefined ? args : { ...args, [addressRule]: ruleOf(args) };
}

/**
 * An address or a network as CDN takes it in a list: IPv6 written out, and no network of all addresses; `undefined` for what is none.
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
