import type { AcmeOrder } from '../ports/acme.js';
import type { CertificateRef, DomainCertificate, FreeInstance } from '../ports/certificates.js';

/**
 * The certificate that the user chose for a domain: one of the account, one that is requested, or the present one. Contains no key. `askedAt` is when it was
 * chosen, in ms since the epoch.
 */
export type ChosenCertificate =
  | ({ readonly kind: 'own' } & CertificateRef)
  /** `contact` is the id of the contact that the certificate service notifies; absent once the certificate was applied for. */
  | { readonly kind: 'free'; readonly instance: string; readonly contact?: number; readonly askedAt: number }
  /** Let's Encrypt issues a certificate for these names. */
  | { readonly kind: 'acme'; readonly names: readonly string[]; readonly askedAt: number }
  /** The present certificate stays. `present` is the text that `certificateKey` returns for it. */
  | { readonly kind: 'keep'; readonly present: string };

/** The chosen certificates of this kind. */
export type ChosenOf<K extends ChosenCertificate['kind']> = Extract<ChosenCertificate, { readonly kind: K }>;

/** A chosen certificate that replaces the present one, if there is one. */
export type NewCertificate = ChosenOf<'own' | 'free' | 'acme'>;

/** Returns the choice of a certificate of the account, with only the fields that a saved run needs. */
export function chooseOwn({ id, name, region, expires }: CertificateRef): ChosenOf<'own'> {
  return { kind: 'own', id, name, region, ...(expires !== undefined && { expires }) };
}

/** How far a chosen certificate has come: the present one is kept, the account already has it, or it is being requested. */
export type CertificateProgress =
  | ChosenOf<'keep'>
  | ({ readonly kind: 'issued'; readonly chosen: NewCertificate } & Pick<CertificateRef, 'id' | 'region'>)
  /** `instance` is `undefined` if it is no longer certain that the service issues it without cost. */
  | { readonly kind: 'free'; readonly chosen: ChosenOf<'free'>; readonly instance: FreeInstance | undefined }
  /** `order` is `undefined` if none was placed or the server no longer knows it. */
  | { readonly kind: 'acme'; readonly chosen: ChosenOf<'acme'>; readonly order: AcmeOrder | undefined };

/** The progress of certificates of this kind. */
export type ProgressOf<K extends CertificateProgress['kind']> = Extract<CertificateProgress, { readonly kind: K }>;

/** Returns a text that identifies the certificate of a domain, for comparisons; `none` if there is no certificate. */
export function certificateKey(held: DomainCertificate | undefined): string {
  if (!held) return 'none';
  return held.fingerprint ?? `${held.id ?? ''} ${held.name}`;
}

/** The suffix of the names that we give to certificates of Let's Encrypt. */
const letsEncryptEnd = '-letsencrypt';

/** Returns a unique name for a new certificate, since CDN and the certificate service accept each name only once. */
export function newCertificateName(domain: string, now: number, issuer?: 'letsencrypt'): string {
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+Z$/g, '');
  const end = issuer ? letsEncryptEnd : '';
  return `${domain.replace(/^\./, 'any.').slice(0, 45 - end.length)}-${time}${end}`;
}

/** Returns whether this is a name that we gave to a certificate of Let's Encrypt. */
export function isOfLetsEncrypt(name: string): boolean {
  return name.endsWith(letsEncryptEnd);
}
