import { isErrorOf } from '../errors.js';
import type { AccountCertificate } from '../ports/certificates.js';
import type { CloudPorts } from '../ports/cloud.js';
import { coversDomain } from './certificateState.js';

/**
 * The certificates of the account that are good for a domain (as the CDN API writes it), from the certificate service and from
 * CDN's own list: those that last longest first, then those whose end is not told, the expired ones last. What may not be listed is left out;
 * what else a list fails with is thrown unless `onUnread` takes it, so that the other list stands alone.
 */
export async function listFitting(
  { cdn, certificates }: Pick<CloudPorts, 'cdn' | 'certificates'>,
  domain: string,
  now: number,
  signal: AbortSignal,
  onUnread?: (error: unknown) => void,
): Promise<readonly AccountCertificate[]> {
  const [ofService, ofCdn] = await Promise.all([
    allowed(certificates.listCertificates(signal), onUnread),
    allowed(cdn.listCertificates(domain, signal), onUnread),
  ]);
  const keyOf = ({ id, region = 'cn-hangzhou' }: AccountCertificate) => `${region} ${id}`;
  const byKey = new Map(
    ofService.filter(({ names }) => coversDomain(names, domain)).map((each) => [keyOf(each), each]),
  );
  // The list of the service tells every name, and the end.
  for (const each of ofCdn) byKey.set(keyOf(each), { ...each, ...byKey.get(keyOf(each)) });
  const end = ({ expires = 0 }: AccountCertificate) => expires;
  const isOver = ({ expires = Number.POSITIVE_INFINITY }: AccountCertificate) => Number(expires <= now);
  return [...byKey.values()].sort((left, right) => isOver(left) - isOver(right) || end(right) - end(left));
}

/** RAM may allow one of the lists alone. */
async function allowed(
  list: Promise<readonly AccountCertificate[]>,
  onUnread: ((error: unknown) => void) | undefined,
): Promise<readonly AccountCertificate[]> {
  try {
    return await list;
  } catch (error) {
    if (isErrorOf(error, 'forbidden', 'refused')) return [];
    if (!onUnread || isErrorOf(error, 'cancelled')) throw error;
    onUnread(error);
    return [];
  }
}
