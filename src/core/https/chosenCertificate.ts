import type { AcmeOrder } from '../ports/acme.js';
import type { CertificateRef, DomainCertificate, FreeInstance } from '../ports/certificates.js';

/**
 * The chosen certificate of a domain, without a key: one of the account, a requested one, or the present one. `askedAt`
 * is the time of the choice, in ms since the epoch.
 */
export type ChosenCertificate =
  | ({ readonly kind: 'own' } & CertificateRef)
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

/** Identifies the certificate of a domain, for comparison; `none` without one. */
export function certificateKey(held: DomainCertificate | undefined): string {
  if (!held) return 'none';
  return held.fingerprint ?? `${held.id ?? ''} ${held.name}`;
}

/** The suffix of our names for certificates of Let's Encrypt. */
const letsEncryptEnd = '-letsencrypt';

/** A unique name for a new certificate: CDN and the certificate service accept each name once. */
export function newCertificateName(domain: string, now: number, issuer?: 'letsencrypt'): string {
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+Z$/g, '');
  const end = issuer ? letsEncryptEnd : '';
  return `${domain.replace(/^\./, 'any.').slice(0, 45 - end.length)}-${time}${end}`;
}

/** Returns whether the name is one of ours for a certificate of Let's Encrypt. */
export function isOfLetsEncrypt(name: string): boolean {
  return name.endsWith(letsEncryptEnd);
}
