import { isWildcard } from '../dns/hostNames.js';
import type { FreeInstance } from '../ports/freeCertificates.js';

/** A free certificate for a domain, and the number of unused ones in the account. */
export interface FreeOffer {
  readonly instance: FreeInstance;
  readonly unused: number;
}

/**
 * Finds the free certificate for a domain (in the CDN API's spelling): one applied for or issued, else an unused one.
 * Omits issued ones that are already in `listed`. None for a wildcard.
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

/** The validation record's name for a free certificate of a domain. */
export function freeHost(domain: string): string {
  return `_dnsauth.${domain}`;
}
