import { showDomain } from '../domainName.js';

/** Returns a domain as DNS writes it. A wildcard is `*.example.com` in DNS and `.example.com` in CDN. */
export function recordName(domain: string): string {
  return showDomain(domain);
}

/**
 * Returns a host name that can be queried in DNS and at the edge. A wildcard covers names one level below it that have no records; `www` often has some, so
 * an unlikely name is used.
 */
export function probeName(domain: string): string {
  return domain.startsWith('.') ? `oss-cdn-probe${domain}` : domain;
}

/**
 * Returns the host of a name within a zone: `@` for the zone itself, `www` for `www.example.com` in `example.com`. Returns the whole name if it is outside
 * the zone.
 */
export function hostIn(zone: string, name: string): string {
  if (sameHost(name, zone)) return '@';
  return name.toLowerCase().endsWith(`.${zone.toLowerCase()}`) ? name.slice(0, -zone.length - 1) : name;
}

/** Returns the full name of a host in a zone, such as `example.com` for `@`. */
export function fullName({ rr, zone }: { readonly rr: string; readonly zone: string }): string {
  return rr === '@' ? zone : `${rr}.${zone}`;
}

/** Returns an example of a host name of the domain. For a wildcard, that is a name one level below it. */
export function exampleName(domain: string): string {
  return domain.startsWith('.') ? `www${domain}` : domain;
}

/** Returns whether the domain is a wildcard, written as in CDN with a leading dot. */
export function isWildcard(domain: string): boolean {
  return domain.startsWith('.');
}

/** Normalizes a host name for comparison: lower case, no trailing dot. */
export function normalizeHost(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** Returns whether two host names are equal in DNS, which ignores case and a trailing dot. */
export function sameHost(left: string, right: string): boolean {
  return normalizeHost(left) === normalizeHost(right);
}

/** Returns whether a name is a CNAME target of Alibaba Cloud CDN, such as `a.example.com.w.kunlunsl.com`. */
export function isCdnTarget(host: string): boolean {
  return /\.(?:(?:ali)?kunlun[a-z]*\.(?:com|net)|cdngslb\.com)$/.test(normalizeHost(host));
}

/** Returns whether a host belongs to OSS: its public domains, or the newer ones for bound domains. */
export function isOssTarget(host: string): boolean {
  return /(?:\.oss-[a-z0-9-]+\.aliyuncs\.com|\.taihangcda\.cn)$/.test(normalizeHost(host));
}
