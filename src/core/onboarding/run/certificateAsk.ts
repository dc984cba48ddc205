import type { AppError } from '../../errors.js';
import type { AcmeObstacle } from '../../https/acmeObstacle.js';
import type { AcmeProblem } from '../../ports/acme.js';
import type { DomainCertificate } from '../../ports/certificates.js';
import type { NewRecord } from '../../ports/dns.js';
import type { HttpsDoubt } from './facts.js';

/** What became of a free certificate so that another one has to be chosen. `wildcard`: its record would take the domain from the wildcard by which alone it is reached. */
export type FreeFailure = 'usedElsewhere' | 'over' | 'refused' | 'unconfirmed' | 'wildcard';

/**
 * What became of the request for a certificate of Let's Encrypt so that another one has to be chosen. `spent`: some were issued and
 * lost before they were stored, each of which counts towards a limit. `until` is in ms since the epoch.
 */
export type AcmeFailure =
  | AcmeObstacle
  | { readonly kind: 'spent' }
  | { readonly kind: 'refused'; readonly problem: AcmeProblem }
  | { readonly kind: 'limited'; readonly until?: number; readonly message?: string };

/** What setting up HTTPS needs from the user. */
export type CertificateAsk =
  /** `held` is the present one, with what identifies it, and `error` why the chosen one was refused; `free` and `acme`: what became of the request that was chosen; `unshown`: CDN accepted it and does not show it. */
  | {
      readonly kind: 'chooseCertificate';
      readonly held?: DomainCertificate;
      readonly present?: string;
      readonly error?: Pick<AppError, 'kind' | 'details'>;
      readonly free?: FreeFailure;
      readonly acme?: AcmeFailure;
      readonly unshown?: true;
    }
  /** The records that validate a certificate are to be written. */
  | {
      readonly kind: 'approveValidation';
      readonly records: readonly NewRecord[];
      readonly approval: string;
      /** For Let's Encrypt, and not for the certificate service. */
      readonly acme?: true;
    }
  /** Another one was set since the choice. */
  | {
      readonly kind: 'replaceCertificate';
      readonly held?: DomainCertificate;
      readonly present: string;
      /** The name of the one that was chosen; absent for one that is requested. */
      readonly chosen?: string;
      /** The one that is requested is of Let's Encrypt. */
      readonly acme?: true;
      readonly approval: string;
    }
  /** For minutes the edge has not shown the certificate; `shown` are the names of the one that it shows. */
  | { readonly kind: 'certificateUnserved'; readonly shown?: readonly string[] }
  /** `opposite`: https is redirected to http today, which ends with it. */
  | {
      readonly kind: 'offerRedirect';
      readonly approval: string;
      readonly opposite?: true;
      readonly doubt?: HttpsDoubt;
    };
