import { BlockList, isIPv6 } from 'node:net';
import { argsInEffect } from '../cdn/configs/configs.js';
import type { ApiRequest, SandboxState, StoredCdnDomain } from '../state/state.js';
import { readSigned } from './signedUrl.js';

type Args = Readonly<Record<string, string>>;

/** A refusal of the edge: the status, and the reason for the vendor's header. */
export interface Refusal {
  readonly status: number;
  readonly reason?: string;
}

/** The default origin of visitors, at a documentation address (RFC 5737). */
const usualVisitor = { address: '198.51.100.20', country: 'CN' };

/**
 * Refuses a request by the rules about referers, programs, addresses, countries and signed URLs. The reason for a
 * country is not documented. Source of the reasons: Alibaba Cloud CDN, "Access control troubleshooting guide".
 */
export function refusal(request: ApiRequest, domain: StoredCdnDomain, state: SandboxState): Refusal | undefined {
  const find = (name: string) => argsInEffect(state, domain, name)[0];
  const { country } = state.visitor ?? usualVisitor;
  return (
    refusalByReferer(request, find('referer_white_list_set'), find('referer_black_list_set')) ??
    refusalByProgram(request, find('ali_ua')) ??
    (isListed(find('ali_location'), (code) => code === country, /\s+/, 'location') ? { status: 403 } : undefined) ??
    refusalByAddress(request, find('ip_allow_list_set'), find('ip_black_list_set'), state) ??
    unsigned(request, find('aliauth'))
  );
}

function unsigned({ url }: ApiRequest, auth: Args | undefined): Refusal | undefined {
  const reason = auth && readSigned(url, auth).refused;
  return reason === undefined ? undefined : { status: 403, reason };
}

/** Returns whether a block or allow list excludes a request. */
function isListed(args: Args | undefined, fits: (item: string) => boolean, separator: RegExp, name: string): boolean {
  if (!args) return false;
  const isOn = (args[name] ?? '').split(separator).filter(Boolean).some(fits);
  return isOn === (args.type === 'black');
}

function refusalByReferer(
  { headers: { referer = '' } }: ApiRequest,
  white: Args | undefined,
  black: Args | undefined,
): Refusal | undefined {
  const host = URL.canParse(referer) ? new URL(referer).hostname : '';
  const isNamed = (list = '') => list.split(',').some((name) => matches(name.trim(), host));
  const isBarred =
    referer === ''
      ? // Refused by default, as is documented of the allow list.
        (white ?? black) !== undefined && (white ?? black)?.allow_empty !== 'on'
      : (white && !isNamed(white.refer_domain_allow_list)) || (black && isNamed(black.refer_domain_deny_list));
  return isBarred ? { status: 403, reason: 'denied by Referer ACL' } : undefined;
}

function refusalByProgram({ headers }: ApiRequest, args: Args | undefined): Refusal | undefined {
  const isBarred = isListed(args, (ua) => matches(ua, headers['user-agent'] ?? ''), /\|/, 'ua');
  return isBarred ? { status: 403, reason: args?.type === 'black' ? 'black ua' : 'not in white ua' } : undefined;
}

function refusalByAddress(
  { headers }: ApiRequest,
  white: Args | undefined,
  black: Args | undefined,
  state: SandboxState,
): Refusal | undefined {
  const args = white ?? black;
  if (!args) return undefined;
  const { address } = state.visitor ?? usualVisitor;
  const [forwarded = address] = (headers['x-forwarded-for'] ?? address).split(/\s*,\s*/);
  // By default the leftmost address counts, which any visitor can forge. Source: ip_acl_xfwd.
  const asked = { on: [forwarded], all: [forwarded, address], off: [address] }[args.ip_acl_xfwd ?? 'on'] ?? [forwarded];
  const isNamed = asked.some((each) => isInList(each, args.ip_list ?? ''));
  if (isNamed === (args === white)) return undefined;
  const reason = `denied by IP ACL = ${args === white ? 'not in whitelist' : 'blacklist'}`;
  return { status: Number(args.customize_response_status_code ?? 403), reason };
}

/** Returns whether an address is in a list of addresses and networks. */
function isInList(address: string, list: string): boolean {
  const blocked = new BlockList();
  for (const item of list.split(',').map((each) => each.trim())) {
    const [network = '', bits] = item.split('/');
    const family = isIPv6(network) ? 'ipv6' : 'ipv4';
    if (bits === undefined) blocked.addAddress(network, family);
    else blocked.addSubnet(network, Number(bits), family);
  }
  return blocked.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** Matches a name, or a pattern with `*`; a name includes its subdomains. */
function matches(pattern: string, text: string): boolean {
  if (!pattern.includes('*')) return text === pattern || text.endsWith(`.${pattern}`);
  const source = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${source.join('.*')}$`, 'i').test(text);
}
