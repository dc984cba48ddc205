import type { FreeCertificatePort } from './freeCertificates.js';

/** A certificate of the account, by all that it takes to give it to a domain. */
export interface CertificateRef {
  readonly id: number;
  readonly name: string;
  /** Where it is kept: `cn-hangzhou`, or `ap-southeast-1` for one of the international site. */
  readonly region: string;
  /** The end of its validity, ms since the epoch; absent in CDN's list. */
  readonly expires?: number;
}

/** A certificate of the account as the certificate service or CDN lists it. */
export interface AccountCertificate extends CertificateRef {
  /** The names that it is for, the common one first; CDN's list tells only that one. */
  readonly names: readonly string[];
}

/** A certificate with those that it depends on, the leaf first, and its private key, all PEM. The key is held no longer than the call takes. */
export interface CertificatePair {
  /** Where it is to be kept; else on the site that the account is of, as far as the last list of certificates or the user says it. */
  readonly region?: string;
  /** New in the account: letters, digits, `.`, `_` and `-`, at most 63. Source: UploadUserCertificate. */
  readonly name: string;
  readonly chain: string;
  /** Without a password; RSA as PKCS#1. */
  readonly key: string;
}

/** The certificate that CDN has for a domain. */
export interface DomainCertificate {
  /** Absent where it is none of the account's certificate service, or CDN does not tell it. */
  readonly id?: number;
  readonly name: string;
  readonly region?: string;
  /** SHA-256 of the certificate as 64 hex digits in lower case. */
  readonly fingerprint?: string;
  /** The certificate itself, which anybody is shown, in PEM. */
  readonly pem?: string;
  /** The end of its validity, ms since the epoch. */
  readonly expires?: number;
}

/** A domain that has HTTPS. `mismatch`: its certificate is for other names. */
export interface HttpsDomain {
  readonly domain: string;
  readonly commonName: string;
  /** The certificate's name in the account, where CDN tells it. */
  readonly name?: string;
  readonly state: 'ok' | 'mismatch';
  /** The beginning and the end of the certificate's validity, ms since the epoch. */
  readonly from?: number;
  readonly expires?: number;
}

/** The account's certificate service. Each call throws an `AppError`. */
export interface CertificatePort extends FreeCertificatePort {
  /** Those of both sites that were issued or uploaded, with their regions, the expired ones among them. */
  listCertificates(signal: AbortSignal): Promise<readonly AccountCertificate[]>;
  /** One of them; its private key is never asked for. */
  readCertificate(of: Pick<CertificateRef, 'id' | 'region'>, signal: AbortSignal): Promise<AccountCertificate>;
  /** Keeps a pair in the account. */
  createCertificate(pair: CertificatePair, signal: AbortSignal): Promise<Pick<CertificateRef, 'id' | 'region'>>;
}
