import { showDomain } from '../domainName.js';

/** The name in DNS: a wildcard is `*.example.com` there, and `.example.com` in CDN. */
export function recordName(domain: string): string {
  return showDomain(domain);
}

/**
 * A concrete host name to query in DNS and at the edge. A wildcard covers names one level below without records; `www`
 * often has some, so an unlikely name is used.
 */
export function probeName(domain: string): string {
  return domain.startsWith('.') ? `oss-cdn-probe${domain}` : domain;
}

/** The host of a name in a zone: `@` for the zone itself, `www` for `www.example.com` in `example.com`; the whole name outside the zone. */
export function hostIn(zone: string, name: string): string {
  if (sameHost(name, zone)) return '@';
  return name.toLowerCase().endsWith(`.${zone.toLowerCase()}`) ? name.slice(0, -zone.length - 1) : name;
}

/** The full name of a host in a zone: `example.com` for `@`. */
export function fullName({ rr, zone }: { readonly rr: string; readonly zone: string }): string {
  return rr === '@' ? zone : `${rr}.${zone}`;
}

/** An example host name; for a wildcard, a name one level below it. */
export function exampleName(domain: string): string {
  return domain.startsWith('.') ? `www${domain}` : domain;
}

/** Returns whether the domain is a wildcard in CDN's spelling. */
export function isWildcard(domain: string): boolean {
  return domain.startsWith('.');
}

/** Normalizes a host name for comparison: lower case, no trailing dot. */
export function normalizeHost(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** Compares two host names as DNS does. */
export function sameHost(left: string, right: string): boolean {
  return normalizeHost(left) === normalizeHost(right);
}

/** Returns whether a name is a CNAME target of Alibaba Cloud CDN, such as `a.example.com.w.kunlunsl.com`. */
export function isCdnTarget(host: string): boolean {
  return /\.(?:(?:ali)?kunlun[a-z]*\.(?:com|net)|cdngslb\.com)$/.test(normalizeHost(host));
}

/** Returns whether a name belongs to OSS: its public domains, or the newer ones of bound domains. */
export function isOssTarget(host: string): boolean {
  return /(?:\.oss-[a-z0-9-]+\.aliyuncs\.com|\.taihangcda\.cn)$/.test(normalizeHost(host));
}
