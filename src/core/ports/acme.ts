import type { CertificatePair } from './certificates.js';

/** The server's reason for a refusal: the type of its problem document without the prefix (RFC 8555, 6.7), and its sentence. */
export interface AcmeProblem {
  readonly code: string;
  readonly message?: string;
}

/** The TXT record that validates a name of an order; `host` is its full name. */
export interface AcmeValidation {
  readonly host: string;
  readonly value: string;
  /** `processing`: the server was told about the record. */
  readonly state: 'pending' | 'processing' | 'valid' | 'invalid';
}

/** A request for one certificate. Source: RFC 8555, 7.1.3 and 7.1.6. */
export interface AcmeOrder {
  readonly url: string;
  /** `ready`: every name is validated. `valid`: the certificate is issued. */
  readonly state: 'pending' | 'ready' | 'processing' | 'valid' | 'invalid';
  readonly validations: readonly AcmeValidation[];
  /** The reason why the order is invalid, if given. */
  readonly problem?: AcmeProblem;
}

/** The store of the ACME account key, as base64 of PKCS#8; `undefined` before the first. */
export interface AcmeKeyStore {
  read(): Promise<string | undefined>;
  write(key: string): Promise<void>;
}

/** The best time to renew a certificate, ms since the epoch. */
export interface RenewalWindow {
  readonly from: number;
  readonly until: number;
}

/**
 * Certificates of Let's Encrypt, validated by DNS (RFC 8555, `dns-01`). Each call throws an `AppError`: `acmeLimited`;
 * `acmeUnavailable`; or `acmeRefused` with the server's reason, or with a code that says why its answer cannot be used.
 * The first call creates the account and agrees to the terms.
 */
export interface AcmePort {
  /**
   * Places an order for these names, wildcards as `*.example.com`. `replaces` is the renewed certificate in PEM, which
   * exempts the order from limits. If the server refuses that, the order is placed without it. Source: RFC 9773, 5.
   */
  createOrder(
    order: { readonly names: readonly string[]; readonly replaces?: string },
    signal: AbortSignal,
  ): Promise<AcmeOrder>;
  /** `undefined` if the server no longer knows the order, or it belongs to another account. */
  readOrder(url: string, signal: AbortSignal): Promise<AcmeOrder | undefined>;
  /** Tells the server that the records of the order are in DNS. */
  startValidation(url: string, signal: AbortSignal): Promise<void>;
  /**
   * Creates an RSA 2048 key, has the certificate of a `ready` order issued for it, and waits. Nothing else holds the
   * key: an order whose pair is lost cannot be used again. The chain is checked for this key, exactly these names, and
   * the current time.
   */
  issueCertificate(
    order: { readonly url: string; readonly names: readonly string[] },
    signal: AbortSignal,
  ): Promise<Omit<CertificatePair, 'name'>>;
  /** When the server recommends to renew a certificate (PEM); `undefined` if it does not say. Needs no account. Source: RFC 9773, 4. */
  readRenewal(pem: string, signal: AbortSignal): Promise<RenewalWindow | undefined>;
  /** Throws `acmeUnavailable`, with the server's name as the subject, if it cannot be reached. Needs no account. */
  reachServer(signal: AbortSignal): Promise<void>;
}
