import type { AcmeOrder } from '../ports/acme.js';
import type { CertificateRef, DomainCertificate } from '../ports/certificates.js';
import type { FreeInstance } from '../ports/freeCertificates.js';

/**
 * The certificate that the user chose for a domain, without any key: one of the account, one that is requested, or the present one.
 * `askedAt` is when the user chose it, in ms since the epoch.
 */
export type ChosenCertificate =
  | ({ readonly kind: 'own' } & CertificateRef)
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

/** The choice of a certificate of the account, without what a record need not keep. */
export function chooseOwn({ id, name, region, expires }: CertificateRef): ChosenOf<'own'> {
  return { kind: 'own', id, name, region, ...(expires !== undefined && { expires }) };
}

/** How far a chosen certificate has come: the present one is kept, the account has it, or its request is under way. */
export type CertificateProgress =
  | ChosenOf<'keep'>
  | ({ readonly kind: 'issued'; readonly chosen: NewCertificate } & Pick<CertificateRef, 'id' | 'region'>)
  /** `instance` is `undefined` where it is not certain to be free any more. */
  | { readonly kind: 'free'; readonly chosen: ChosenOf<'free'>; readonly instance: FreeInstance | undefined }
  /** Without an order none is placed, or the server has forgotten it. */
  | { readonly kind: 'acme'; readonly chosen: ChosenOf<'acme'>; readonly order: AcmeOrder | undefined };

/** The progress of one kind. */
export type ProgressOf<K extends CertificateProgress['kind']> = Extract<CertificateProgress, { readonly kind: K }>;

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
