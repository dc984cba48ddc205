import { isWildcard } from '../dns/hostNames.js';
import { type AppError, deniedKinds, isErrorOf, toAppError } from '../errors.js';
import type { AccountCertificate, FreeInstance } from '../ports/certificates.js';
import type { CloudPorts } from '../ports/cloud.js';
import { coversDomain } from './certificateState.js';

/** The certificates of the account that are good for a domain, and why one of the lists could not be read. */
export interface FittingCertificates {
  readonly fitting: readonly AccountCertificate[];
  readonly unread: readonly AppError[];
}

/**
 * Lists the certificates of the account that are good for a domain (as the CDN API writes it), from the certificate service and from
 * CDN's own list: those that last longest first, then those whose end is not told, the expired ones last. A list that may not be read is left out.
 * Throws only `cancelled`.
 */
export async function listFitting(
  {
    cdn,
    certificates,
  }: {
    readonly cdn: Pick<CloudPorts['cdn'], 'listCertificates'>;
    readonly certificates: Pick<CloudPorts['certificates'], 'listCertificates'>;
  },
  domain: string,
  now: number,
  signal: AbortSignal,
): Promise<FittingCertificates> {
  const unread: AppError[] = [];
  const read = (list: Promise<readonly AccountCertificate[]>) =>
    list.catch((error: unknown): readonly AccountCertificate[] => {
      if (isErrorOf(error, 'cancelled')) throw error;
      // RAM may allow only one of the lists.
      if (!isErrorOf(error, ...deniedKinds)) unread.push(toAppError(error));
      return [];
    });
  const [ofService, ofCdn] = await Promise.all([
    read(certificates.listCertificates(signal)),
    read(cdn.listCertificates(domain, signal)),
  ]);
  const keyOf = ({ id, region }: AccountCertificate) => `${region} ${id}`;
  const byKey = new Map(
    ofService.filter(({ names }) => coversDomain(names, domain)).map((each) => [keyOf(each), each]),
  );
  // The service's list has every name and the end.
  for (const each of ofCdn) byKey.set(keyOf(each), { ...each, ...byKey.get(keyOf(each)) });
  const end = ({ expires = 0 }: AccountCertificate) => expires;
  const isOver = ({ expires = Number.POSITIVE_INFINITY }: AccountCertificate) => Number(expires <= now);
  const fitting = [...byKey.values()].sort((left, right) => isOver(left) - isOver(right) || end(right) - end(left));
  return { fitting, unread };
}

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
