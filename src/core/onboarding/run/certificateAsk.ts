import type { AppError } from '../../errors.js';
import type { AccountCertificate, DomainCertificate } from '../../ports/certificates.js';

/** The certificate that the user chose: one of the account, or the present one. No key is ever in it. */
export type ChosenCertificate =
  | (Required<Pick<AccountCertificate, 'id' | 'name' | 'region'>> & Pick<AccountCertificate, 'expires'>)
  | { readonly keep: string };

/** The certificate of a domain as a question shows it. */
export type HeldCertificate = Pick<DomainCertificate, 'id' | 'name' | 'expires'>;

/** What setting up HTTPS needs from the user. */
export type CertificateAsk =
  /** `held` is the present one, with what identifies it, and `error` why the chosen one was refused. */
  | {
      readonly kind: 'chooseCertificate';
      readonly held?: HeldCertificate;
      readonly present?: string;
      readonly error?: Pick<AppError, 'kind' | 'details'>;
    }
  /** Another one was set since the choice. */
  | {
      readonly kind: 'replaceCertificate';
      readonly held?: HeldCertificate;
      readonly present: string;
      /** The name of the one that was chosen. */
      readonly chosen: string;
      readonly approval: string;
    }
  /** For minutes the edge has not shown the certificate; `shown` are the names of the one that it shows. */
  | { readonly kind: 'certificateUnserved'; readonly shown?: readonly string[] }
  /** `opposite`: https is redirected to http today, which ends with it. */
  | { readonly kind: 'offerRedirect'; readonly approval: string; readonly opposite?: true };

/** The text that identifies the certificate of a domain, for comparing; `none` without one. */
export function certificateKey(held: DomainCertificate | undefined): string {
  if (!held) return 'none';
  return held.fingerprint ?? `${held.id ?? ''} ${held.name}`;
}
