import type { CertificateChoice, DomainCertificate } from '../ports/certificates.js';

type Known = Pick<DomainCertificate, 'id' | 'region'>;

/** Whether a certificate that is taken from a domain can be given to it again: CDN sets only those of the certificate service. */
export function isRestorable<Held extends Known>(held: Held): held is Held & Pick<CertificateChoice, 'id' | 'region'> {
  return held.id !== undefined && held.region !== undefined;
}
