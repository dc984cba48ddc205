import { isErrorOf } from '../errors.js';
import type { AccountCertificate } from '../ports/certificates.js';
import type { CloudPorts } from '../ports/cloud.js';
import { coversDomain } from './certificateState.js';

/**
 * The certificates of the account that are good for a domain (as the CDN API writes it), from the certificate service and from
 * CDN's own list: those that last longest first, then those whose end is not told, the expired ones last. What may not be listed is left out.
 */
export async function listFitting(
  { cdn, certificates }: Pick<CloudPorts, 'cdn' | 'certificates'>,
  domain: string,
  now: number,
  signal: AbortSignal,
): Promise<readonly AccountCertificate[]> {
  const [ofService, ofCdn] = await Promise.all([
    allowed(certificates.listCertificates(signal)),
    allowed(cdn.listCertificates(domain, signal)),
  ]);
  const byId = new Map(ofService.filter(({ names }) => coversDomain(names, domain)).map((each) => [each.id, each]));
  // CDN's list tells the region, the one of the service every name.
  for (const each of ofCdn) byId.set(each.id, { ...each, ...byId.get(each.id) });
  const end = ({ expires = 0 }: AccountCertificate) => expires;
  const isOver = ({ expires = Number.POSITIVE_INFINITY }: AccountCertificate) => Number(expires <= now);
  return [...byId.values()].sort((left, right) => isOver(left) - isOver(right) || end(right) - end(left));
}

/** RAM may allow one of the lists alone. */
async function allowed(list: Promise<readonly AccountCertificate[]>): Promise<readonly AccountCertificate[]> {
  try {
    return await list;
  } catch (error) {
    if (isErrorOf(error, 'forbidden', 'refused')) return [];
    throw error;
  }
}
