import type { CertificateChoice, DomainCertificate } from '../ports/certificates.js';

/**
 * The chosen certificate of a domain, without a key: one of the account, a requested one, or the present one. `askedAt`
 * is the time of the choice, in ms since the epoch.
 */
export type ChosenCertificate =
  | ({ readonly kind: 'own' } & CertificateChoice)
  /** `contact` is notified by the certificate service; absent after an application. */
  | { readonly kind: 'free'; readonly instance: string; readonly contact?: number; readonly askedAt: number }
  /** Issued by Let's Encrypt for these names. */
  | { readonly kind: 'acme'; readonly names: readonly string[]; readonly askedAt: number }
  /** `present` is the key of the present certificate. */
  | { readonly kind: 'keep'; readonly present: string };

/** A chosen certificate of one kind. */
export type ChosenOf<K extends ChosenCertificate['kind']> = Extract<ChosenCertificate, { readonly kind: K }>;

/** A chosen certificate that replaces the present one. */
export type NewCertificate = ChosenOf<'own' | 'free' | 'acme'>;

/** A chosen certificate of the account. */
export interface IssuedCertificate {
  readonly kind: 'issued';
  readonly chosen: NewCertificate;
  readonly id: number;
  /** Where it is stored; absent for the China site. */
  readonly region?: string;
}

/** Identifies the certificate of a domain, for comparison; `none` without one. */
export function certificateKey(held: DomainCertificate | undefined): string {
  if (!held) return 'none';
  return held.fingerprint ?? `${held.id ?? ''} ${held.name}`;
}
