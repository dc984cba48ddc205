import { isErrorOf } from '../errors.js';
import type { AccountCertificate } from '../ports/certificates.js';
import type { CloudPorts } from '../ports/cloud.js';
import { coversDomain } from './certificateState.js';

/** The two lists of the account's certificates. */
export interface CertificateLists {
  readonly cdn: Pick<CloudPorts['cdn'], 'listCertificates'>;
  readonly certificates: Pick<CloudPorts['certificates'], 'listCertificates'>;
}

/**
 * Lists the certificates that cover a domain (in the CDN API's spelling), from the certificate service and CDN: by
 * remaining time, then those with an unknown end, expired ones last. Omits a list without permission.
 */
export async function listFitting(
  { cdn, certificates }: CertificateLists,
  domain: string,
  now: number,
  signal: AbortSignal,
): Promise<readonly AccountCertificate[]> {
  const [ofService, ofCdn] = await Promise.all([
    allowed(certificates.listCertificates(signal)),
    allowed(cdn.listCertificates(domain, signal)),
  ]);
  const keyOf = ({ id, region = 'cn-hangzhou' }: AccountCertificate) => `${region} ${id}`;
  const byKey = new Map(
    ofService.filter(({ names }) => coversDomain(names, domain)).map((each) => [keyOf(each), each]),
  );
  // The service's list has every name and the end.
  for (const each of ofCdn) byKey.set(keyOf(each), { ...each, ...byKey.get(keyOf(each)) });
  const end = ({ expires = 0 }: AccountCertificate) => expires;
  const isOver = ({ expires = Number.POSITIVE_INFINITY }: AccountCertificate) => Number(expires <= now);
  return [...byKey.values()].sort((left, right) => isOver(left) - isOver(right) || end(right) - end(left));
}

/** RAM may allow only one of the lists. */
async function allowed(list: Promise<readonly AccountCertificate[]>): Promise<readonly AccountCertificate[]> {
  try {
    return await list;
  } catch (error) {
    if (isErrorOf(error, 'forbidden', 'refused')) return [];
    throw error;
  }
}
