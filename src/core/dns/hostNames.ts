import { showDomain } from '../domainName.js';

/** The name as DNS has it: a wildcard is `*.example.com` there, `.example.com` in CDN. */
export function recordName(domain: string): string {
  return showDomain(domain);
}

/**
 * A concrete host name to query in DNS and at the edge. A wildcard matches any name one level below it that has no
 * records of its own, as `www` mostly has; so the name is one that is unlikely to exist.
 */
export function probeName(domain: string): string {
  return domain.startsWith('.') ? `oss-cdn-probe${domain}` : domain;
}

/**
 * The host of a name as a zone writes it: `@` for the zone itself, `www` for `www.example.com` in `example.com`; the
 * whole name outside the zone.
 */
export function hostIn(zone: string, name: string): string {
  if (sameHost(name, zone)) return '@';
  return name.toLowerCase().endsWith(`.${zone.toLowerCase()}`) ? name.slice(0, -zone.length - 1) : name;
}

/** The full name of a host in a zone: `example.com` for `@`. */
export function fullName({ rr, zone }: { readonly rr: string; readonly zone: string }): string {
  return rr === '@' ? zone : `${rr}.${zone}`;
}

/** A host name to show as an example: a wildcard stands for any name one level below it. */
export function exampleName(domain: string): string {
  return domain.startsWith('.') ? `www${domain}` : domain;
}

/** Says whether the domain is a wildcard in CDN's writing. */
export function isWildcard(domain: string): boolean {
  return domain.startsWith('.');
}

/** A host name as DNS compares it: in lower case and without the trailing dot. */
export function normalizeHost(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** Compares two host names as DNS does. */
export function sameHost(left: string, right: string): boolean {
  return normalizeHost(left) === normalizeHost(right);
}

/** Says whether a name is a CNAME target of Alibaba Cloud CDN, such as `a.example.com.w.kunlunsl.com`. */
export function isCdnTarget(host: string): boolean {
  return /\.(?:(?:ali)?kunlun[a-z]*\.(?:com|net)|cdngslb\.com)$/.test(normalizeHost(host));
}

/** Says whether a name is one of OSS: its public domains, or the newer ones of bound domains. */
export function isOssTarget(host: string): boolean {
  return /(?:\.oss-[a-z0-9-]+\.aliyuncs\.com|\.taihangcda\.cn)$/.test(normalizeHost(host));
}
