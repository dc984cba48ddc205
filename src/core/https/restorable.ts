import type { CertificateChoice, DomainCertificate } from '../ports/certificates.js';

/** Whether a certificate that is taken from a domain can be given to it again: CDN sets only those of the certificate service. */
export function isRestorable(held: DomainCertificate): held is DomainCertificate & CertificateChoice {
  return held.id !== undefined && held.region !== undefined;
}
