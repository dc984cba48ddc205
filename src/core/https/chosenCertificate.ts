import type { CertificateChoice, DomainCertificate } from '../ports/certificates.js';

/**
 * The certificate that the user chose for a domain, without any key: one of the account, one that is requested, or the present one.
 * `askedAt` is when the user chose it, in ms since the epoch.
 */
export type ChosenCertificate =
  | ({ readonly kind: 'own' } & CertificateChoice)
  /** `contact` is whom the certificate service notifies of it, absent for one that was applied for. */
  | { readonly kind: 'free'; readonly instance: string; readonly contact?: number; readonly askedAt: number }
  /** Issued by Let's Encrypt for these names. */
  | { readonly kind: 'acme'; readonly names: readonly string[]; readonly askedAt: number }
  /** `present` is the key of the present one. */
  | { readonly kind: 'keep'; readonly present: string };

/** A chosen certificate of one kind. */
export type ChosenOf<K extends ChosenCertificate['kind']> = Extract<ChosenCertificate, { readonly kind: K }>;

/** A chosen certificate that takes the place of the present one. */
export type NewCertificate = ChosenOf<'own' | 'free' | 'acme'>;

/** A chosen certificate that the account has. */
export interface IssuedCertificate {
  readonly kind: 'issued';
  readonly chosen: NewCertificate;
  readonly id: number;
  /** Where it is kept; absent for one of the China site. */
  readonly region?: string;
}

/** The text that identifies the certificate of a domain, for comparing; `none` without one. */
export function certificateKey(held: DomainCertificate | undefined): string {
  if (!held) return 'none';
  return held.fingerprint ?? `${held.id ?? ''} ${held.name}`;
}

/** How the names of certificates end that Let's Encrypt issued for us. */
const letsEncryptEnd = '-letsencrypt';

/** A name for a new certificate that no other has: CDN and the certificate service take each name once. */
export function newCertificateName(domain: string, now: number, issuer?: 'letsencrypt'): string {
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+Z$/g, '');
  const end = issuer ? letsEncryptEnd : '';
  return `${domain.replace(/^\./, 'any.').slice(0, 45 - end.length)}-${time}${end}`;
}

/** Says whether a certificate of the account has the name of one that Let's Encrypt issued for us. */
export function isOfLetsEncrypt(name: string): boolean {
  return name.endsWith(letsEncryptEnd);
}
