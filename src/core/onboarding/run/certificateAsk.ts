import type { AcmeObstacle } from '../../https/acmeObstacle.js';
import type { AcmeProblem } from '../../ports/acme.js';
import type { AccountCertificate, DomainCertificate } from '../../ports/certificates.js';

/** A certificate that the account has. */
export type OwnCertificate = Required<Pick<AccountCertificate, 'id' | 'name' | 'region'>> &
  Pick<AccountCertificate, 'expires'>;

/**
 * A free certificate that is applied for, unless it was. `contact` is whom the certificate service tells about it, absent for one
 * that was applied for; `askedAt` is when the user chose it, in ms since the epoch.
 */
export interface FreeCertificate {
  readonly instance: string;
  readonly contact?: number;
  readonly askedAt: number;
}

/** What became of a free certificate so that another one has to be chosen. `wildcard`: its record would take the domain from the wildcard by which alone it is reached. */
export type FreeFailure = 'usedElsewhere' | 'over' | 'refused' | 'unconfirmed' | 'wildcard';

/** A certificate of Let's Encrypt that is requested for these names; `askedAt` is when the user chose it, in ms since the epoch. */
export interface AcmeCertificate {
  readonly acme: readonly string[];
  readonly askedAt: number;
}

/**
 * How far the request for a certificate of Let's Encrypt has come that was chosen at `askedAt`: the URL of its order, the name
 * under which its certificate is stored, the id of that, and how many were issued and lost before they were stored.
 */
export interface AcmeFacts {
  readonly askedAt: number;
  readonly order?: string;
  readonly name?: string;
  readonly certificateId?: number;
  readonly spent?: number;
}

/**
 * What became of the request for a certificate of Let's Encrypt so that another one has to be chosen. `spent`: some were issued and
 * lost before they were stored, each of which counts towards a limit. `until` is in ms since the epoch.
 */
export type AcmeFailure =
  | AcmeObstacle
  | { readonly kind: 'spent' }
  | { readonly kind: 'refused'; readonly problem: AcmeProblem }
  | { readonly kind: 'limited'; readonly until?: number; readonly message?: string };

/** A certificate to be set for the domain. No key is ever in it. */
export type GivenCertificate = OwnCertificate | FreeCertificate | AcmeCertificate;

/** The certificate that the user chose; `keep` is the present one. */
export type ChosenCertificate = GivenCertificate | { readonly keep: string };

/** The certificate of a domain as a question shows it. */
export type HeldCertificate = Pick<DomainCertificate, 'id' | 'name' | 'region' | 'expires'>;

/** Why visitors over HTTPS may get an error: the edge was not seen to serve the certificate, or this computer does not trust it. */
export type HttpsDoubt = 'unproven' | 'untrusted';

/** What a run that sets up HTTPS has learned. */
export interface HttpsRunFacts {
  /**
   * What CDN accepted and has not shown yet, and when, in ms since the epoch: the approval by which it was set or, once the user is asked
   * because it stays `unshown`, by which it may be set again.
   */
  readonly certificateSent?: { readonly approval: string; readonly at: number; readonly unshown?: true };
  /** Why HTTPS may fail although its proof counts as done; absent once the edge served a trusted certificate. */
  readonly httpsDoubt?: HttpsDoubt;
  /** HTTP/2 and the versions of TLS were seen as wanted: what is changed later is left alone. */
  readonly protocolsSet?: true;
  /** The free certificate that was applied for, when that was accepted, in ms since the epoch, and what was issued. */
  readonly free?: { readonly instance: string; readonly appliedAt?: number; readonly certificateId?: number };
  readonly acme?: AcmeFacts;
}

/** The text that identifies the certificate of a domain, for comparing; `none` without one. */
export function certificateKey(held: DomainCertificate | undefined): string {
  if (!held) return 'none';
  return held.fingerprint ?? `${held.id ?? ''} ${held.name}`;
}
