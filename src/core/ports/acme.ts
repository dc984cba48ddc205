import type { CertificatePair } from './certificates.js';

/** The server's reason for a refusal: the type of its problem document without the prefix (RFC 8555, 6.7), and its sentence. */
export interface AcmeProblem {
  readonly code: string;
  readonly message?: string;
}

/** A name of an order and the TXT record that validates it; `host` is the full name of the record. */
export interface AcmeValidation {
  readonly host: string;
  readonly value: string;
  /** `processing`: the server was told that the record is there. */
  readonly state: 'pending' | 'processing' | 'valid' | 'invalid';
}

/** A request for one certificate. Source: RFC 8555, 7.1.3 and 7.1.6. */
export interface AcmeOrder {
  readonly url: string;
  /** `ready`: every name is validated. `valid`: the certificate is issued. */
  readonly state: 'pending' | 'ready' | 'processing' | 'valid' | 'invalid';
  readonly validations: readonly AcmeValidation[];
  /** Why it is invalid, as far as the server says. */
  readonly problem?: AcmeProblem;
}

/** Where the key of the ACME account is kept, as base64 of PKCS#8; `undefined` before there is one. */
export interface AcmeKeyStore {
  read(): Promise<string | undefined>;
  write(key: string): Promise<void>;
}

/** When a certificate is best renewed, ms since the epoch. */
export interface RenewalWindow {
  readonly from: number;
  readonly until: number;
}

/**
 * Certificates of Let's Encrypt that are validated by DNS (RFC 8555, `dns-01`). Each call throws an `AppError`: `acmeLimited`,
 * `acmeRefused` with the server's reason or, as the code, why its answer cannot be used, `acmeUnavailable`. The account is created, and its terms agreed to, by the first call.
 */
export interface AcmePort {
  /** Whether the server answers at all; needs no account. Throws nothing but `cancelled`. */
  isReachable(signal: AbortSignal): Promise<boolean>;
  /**
   * Places an order for these names, wildcards as `*.example.com`. `replaces` is the certificate that is renewed, in PEM, which exempts
   * the order from limits; where the server refuses that, it is placed without it. Source: RFC 9773, 5.
   */
  createOrder(
    order: { readonly names: readonly string[]; readonly replaces?: string },
    signal: AbortSignal,
  ): Promise<AcmeOrder>;
  /** `undefined` for one that the server does not know any more, or that is of another account. */
  readOrder(url: string, signal: AbortSignal): Promise<AcmeOrder | undefined>;
  /** Tells the server that the records of the order are in DNS. */
  startValidation(url: string, signal: AbortSignal): Promise<void>;
  /**
   * Has the certificate of a `ready` order issued for a key that is created for it, RSA 2048, and waits for it. Nothing
   * else has that key: an order whose pair is lost cannot be used again. The chain is for that key and exactly these names, and valid now.
   */
  issueCertificate(
    order: { readonly url: string; readonly names: readonly string[] },
    signal: AbortSignal,
  ): Promise<Omit<CertificatePair, 'name'>>;
  /** When the server wants a certificate (PEM) renewed; `undefined` where it does not say. Needs no account. Source: RFC 9773, 4. */
  readRenewal(pem: string, signal: AbortSignal): Promise<RenewalWindow | undefined>;
  /** Throws `acmeUnavailable` where the server cannot be reached, with its name as the subject. Needs no account. */
  reachServer(signal: AbortSignal): Promise<void>;
}
