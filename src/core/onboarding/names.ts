import { showDomain } from '../domainName.js';

/** The name as DNS has it: a wildcard is `*.example.com` there, `.example.com` in CDN. */
export function recordName(domain: string): string {
  return showDomain(domain);
}

/** A concrete host name to ask the edge for: a wildcard answers for any name one level below it. */
export function probeName(domain: string): string {
  return domain.startsWith('.') ? `www${domain}` : domain;
}

/** Says whether the domain is a wildcard in CDN's writing. */
export function isWildcard(domain: string): boolean {
  return domain.startsWith('.');
}
