import { showDomain } from '../domainName.js';

/** The name as DNS has it: a wildcard is `*.example.com` there, `.example.com` in CDN. */
export function recordName(domain: string): string {
  return showDomain(domain);
}

/**
 * A concrete host name to ask DNS and the edge for. A wildcard answers for any name one level below it that has no
 * records of its own, as `www` mostly has; so the name is one that nobody uses.
 */
export function probeName(domain: string): string {
  return domain.startsWith('.') ? `oss-cdn-probe${domain}` : domain;
}

/** A host name to show as an example: a wildcard stands for any name one level below it. */
export function exampleName(domain: string): string {
  return domain.startsWith('.') ? `www${domain}` : domain;
}

/** Says whether the domain is a wildcard in CDN's writing. */
export function isWildcard(domain: string): boolean {
  return domain.startsWith('.');
}
