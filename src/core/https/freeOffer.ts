import { isWildcard } from '../dns/hostNames.js';
import type { FreeInstance } from '../ports/freeCertificates.js';

/** A free certificate that a domain can get, and how many of the account are not used yet. */
export interface FreeOffer {
  readonly instance: FreeInstance;
  readonly unused: number;
}

/**
 * The free certificate to offer for a domain (as the CDN API writes it): one that was applied for or issued for it, or else an
 * unused one. What is issued is left out where it is in a list already (`listed`); a wildcard gets none.
 */
export function findFreeOffer(
  instances: readonly FreeInstance[],
  domain: string,
  listed: ReadonlySet<number>,
  now: number,
): FreeOffer | undefined {
  if (isWildcard(domain)) return undefined;
  const unused = instances.filter(({ state }) => state === 'unused');
  const ours = instances.filter((each) => each.domain === domain);
  const issued = ours.find(({ state, certificateId = 0, expires = 0 }) => {
    return state === 'issued' && expires > now && !listed.has(certificateId);
  });
  const fresh = [...unused].sort((left, right) => left.id.localeCompare(right.id));
  const instance =
    ours.find(({ state }) => state === 'pending') ??
    issued ??
    fresh.find((each) => each.domain === domain) ??
    fresh.find((each) => each.domain === undefined);
  return instance && { instance, unused: unused.length };
}

/** The name of the record that validates a domain for a free certificate, as the certificate service asks for it. */
export function freeHost(domain: string): string {
  return `_dnsauth.${domain}`;
}
