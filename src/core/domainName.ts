import { l10n } from './l10n.js';

/** Why CDN does not accept a domain name. */
type DomainProblem =
  | 'empty'
  | 'nonAscii'
  | 'punycode'
  | 'underscore'
  | 'ipAddress'
  | 'labelTooLong'
  | 'tooLong'
  | 'badCharacter'
  | 'singleLabel'
  | 'publicSuffix'
  | 'badWildcard'
  | 'reserved';

/** A domain name as the CDN API writes it: lower case, and for a wildcard a leading dot (`.example.com`). If it is not valid, the reason. */
export type ParsedDomain =
  | { readonly ok: true; readonly name: string; readonly wildcard: boolean }
  | { readonly ok: false; readonly problem: DomainProblem };

const longestName = 253;
const longestLabel = 63;
/** The root domains of names that OSS refuses to bind (EC 0018-00000401). */
const reservedRoots = ['aliyuncs.com', 'aliyun.com', 'aliyun-inc.com', 'taobaocdn.com', 'taobao.com'];

/** Removes spaces, scheme, credentials, port, path, query and trailing dot from a typed name, and lower-cases it. */
export function tidyDomain(text: string): string {
  const bare = text
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/^\/\//, '')
    .replace(/[/?#].*$/s, '');
  const host = bare.slice(bare.lastIndexOf('@') + 1);
  return host.replace(/^([^:]*):\d*$/, '$1').replace(/\.+$/, '');
}

/** Parses a domain name for acceleration. `isPublicSuffix` returns whether a name is a public suffix such as `com.cn`. */
export function parseDomainName(text: string, isPublicSuffix: (name: string) => boolean): ParsedDomain {
  const tidy = tidyDomain(text);
  const wildcard = tidy.startsWith('*.') || tidy.startsWith('.');
  const plain = wildcard ? tidy.slice(tidy.indexOf('.') + 1) : tidy;
  const problem = findProblem(plain, isPublicSuffix);
  if (problem) return { ok: false, problem };
  return { ok: true, name: wildcard ? `.${plain}` : plain, wildcard };
}

/** Returns the sentence that says why a typed domain is not accepted. */
export function describeDomainProblem(problem: DomainProblem): string {
  switch (problem) {
    case 'empty':
      return l10n.t('Enter the domain to accelerate');
    case 'nonAscii':
      return l10n.t('Chinese domain names are not supported by Alibaba Cloud CDN: use a-z, 0-9, and hyphens');
    case 'punycode':
      return l10n.t('Chinese domain names are not supported by Alibaba Cloud CDN, including in Punycode (xn--)');
    case 'underscore':
      return l10n.t('An accelerated domain cannot contain an underscore');
    case 'ipAddress':
      return l10n.t('An IP address cannot be accelerated: enter a domain name');
    case 'labelTooLong':
      return l10n.t('A label between two dots cannot be longer than 63 characters');
    case 'tooLong':
      return l10n.t('A domain name cannot be longer than 253 characters');
    case 'badCharacter':
      return l10n.t(
        'Use only a-z, 0-9, and hyphens, in labels separated by dots; a label cannot start or end with a hyphen',
      );
    case 'singleLabel':
      return l10n.t('Enter the full domain name, such as www.example.com');
    case 'publicSuffix':
      return l10n.t('This is a public suffix under which domains are registered: enter your own domain');
    case 'badWildcard':
      return l10n.t('A wildcard must be the entire first label: *.example.com');
    case 'reserved':
      return l10n.t('Alibaba Cloud domains cannot be accelerated: enter your own domain');
  }
}

/** Returns a name as people write it, where a wildcard begins with `*.`. */
export function showDomain(name: string): string {
  return name.startsWith('.') ? `*${name}` : name;
}

function findProblem(name: string, isPublicSuffix: (name: string) => boolean): DomainProblem | undefined {
  if (name === '') return 'empty';
  if (name.includes('*')) return 'badWildcard';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII is meant
  if (/[^\x00-\x7f]/.test(name)) return 'nonAscii';
  if (name.length > longestName) return 'tooLong';
  const labels = name.split('.');
  if (looksLikeAddress(name)) return 'ipAddress';
  if (labels.some((label) => label.startsWith('xn--'))) return 'punycode';
  if (name.includes('_')) return 'underscore';
  if (labels.some((label) => label.length > longestLabel)) return 'labelTooLong';
  if (!labels.every((label) => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(label))) return 'badCharacter';
  if (labels.length < 2) return 'singleLabel';
  if (isPublicSuffix(name)) return 'publicSuffix';
  if (reservedRoots.some((root) => name === root || name.endsWith(`.${root}`))) return 'reserved';
  return undefined;
}

/**
 * Returns the registrable domain of a name, which is a public suffix and one label more: `example.com.cn` for `a.b.example.com.cn`. `undefined` if there is
 * none.
 */
export function registrableDomain(name: string, isPublicSuffix: (name: string) => boolean): string | undefined {
  const labels = name.replace(/^\./, '').split('.');
  const suffixAt = labels.findIndex((_label, index) => isPublicSuffix(labels.slice(index).join('.')));
  return suffixAt > 0 ? labels.slice(suffixAt - 1).join('.') : undefined;
}

/** Returns whether a text is an IPv4 address of four decimal numbers or an IPv6 address without brackets and zone. */
export function isAddress(text: string): boolean {
  const octets = text.split('.');
  if (octets.length === 4 && octets.every((octet) => /^(?:0|[1-9]\d{0,2})$/.test(octet) && Number(octet) <= 255))
    return true;
  return /^[0-9a-f:.]*$/i.test(text) && text.includes(':') && URL.canParse(`http://[${text}]`);
}

/** Returns whether a text is meant as an IP address, valid or not. */
function looksLikeAddress(text: string): boolean {
  return /^(?:\d+(?:\.\d+){3}$|\[|[0-9a-f.]*:[0-9a-f:.]*$)/.test(text);
}
