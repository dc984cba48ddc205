import type { CertificatePair } from './certificates.js';

/** Why the server refused: the type of its problem document without the prefix (RFC 8555, 6.7), and the sentence that it sent. */
export interface AcmeProblem {
  readonly code: string;
  readonly message?: string;
}

/** A TXT record that validates one name of an order. `host` is the full name of the record. */
export interface AcmeValidation {
  readonly host: string;
  readonly value: string;
  /** `processing`: the server was told that the record exists. */
  readonly state: 'pending' | 'processing' | 'valid' | 'invalid';
}

/** An order for one certificate. Source: RFC 8555, 7.1.3 and 7.1.6. */
export interface AcmeOrder {
  readonly url: string;
  /** `ready`: all names are validated. `valid`: the certificate is issued. */
  readonly state: 'pending' | 'ready' | 'processing' | 'valid' | 'invalid';
  readonly validations: readonly AcmeValidation[];
  /** Why the order is invalid, if the server says so. */
  readonly problem?: AcmeProblem;
}

/** Stores the private key of the ACME account as base64 of PKCS#8. `read` resolves to `undefined` before the first `write`. */
export interface AcmeKeyStore {
  read(): Promise<string | undefined>;
  write(key: string): Promise<void>;
}

/** The time in which a certificate should be renewed, in ms since the epoch. */
export interface RenewalWindow {
  readonly from: number;
  readonly until: number;
}

/**
 * Has Let's Encrypt issue certificates, validated by DNS (RFC 8555, `dns-01`). Each call throws an `AppError`: `acmeLimited`, `acmeUnavailable`, or
 * `acmeRefused` with the server's reason or a code that says why its answer cannot be used. The first call creates the ACME account and agrees to the terms.
 */
export interface AcmePort {
  /**
   * Places an order for these names; a wildcard is written `*.example.com`. `replaces` is the certificate to renew, in PEM, which exempts the order from
   * limits. If the server refuses `replaces`, the order is placed without it. Source: RFC 9773, 5.
   */
  createOrder(
    order: { readonly names: readonly string[]; readonly replaces?: string },
    signal: AbortSignal,
  ): Promise<AcmeOrder>;
  /** Reads an order; resolves to `undefined` if the server no longer knows it, or if it belongs to another ACME account. */
  readOrder(url: string, signal: AbortSignal): Promise<AcmeOrder | undefined>;
  /** Tells the server that the records of the order are in DNS. */
  startValidation(url: string, signal: AbortSignal): Promise<void>;
  /**
   * Creates an RSA 2048 key, has the certificate of a `ready` order issued for it, and waits for that. The key is stored nowhere else, so an order whose
   * result is lost cannot be used again. Checks that the chain fits this key, exactly these names and the current time.
   */
  issueCertificate(
    order: { readonly url: string; readonly names: readonly string[] },
    signal: AbortSignal,
  ): Promise<Omit<CertificatePair, 'name'>>;
  /** When the server recommends to renew a certificate (PEM); `undefined` if it does not say. Needs no account. Source: RFC 9773, 4. */
  readRenewal(pem: string, signal: AbortSignal): Promise<RenewalWindow | undefined>;
  /** Checks that the server can be reached. If not, throws `acmeUnavailable` with the server's name as its subject. Needs no ACME account. */
  reachServer(signal: AbortSignal): Promise<void>;
}
