import type { FreeCertificatePort } from './freeCertificates.js';

/** A certificate of the account, by all that it takes to give it to a domain. */
export interface CertificateRef {
  readonly id: number;
  readonly name: string;
  /** Where it is stored: `cn-hangzhou`, or `ap-southeast-1` for the international site. */
  readonly region: string;
  /** The end of its validity, ms since the epoch; absent in CDN's list. */
  readonly expires?: number;
}

/** A certificate of the account as the certificate service or CDN lists it. */
export interface AccountCertificate extends CertificateRef {
  /** Its names, the common name first. CDN's list has only that one. */
  readonly names: readonly string[];
}

/** A certificate with its chain, the leaf first, and its private key, all in PEM. The key is held only during the call. */
export interface CertificatePair {
  /** Where to store it; by default the site of the account according to the last list of certificates or the user. */
  readonly region?: string;
  /** A new name in the account: letters, digits, `.`, `_` and `-`, at most 63. Source: UploadUserCertificate. */
  readonly name: string;
  readonly chain: string;
  /** Without a password; RSA as PKCS#1. */
  readonly key: string;
}

/** The certificate of a domain at CDN. */
export interface DomainCertificate {
  /** Absent if it is not from the account's certificate service, or CDN does not tell. */
  readonly id?: number;
  readonly name: string;
  readonly region?: string;
  /** SHA-256 of the certificate as 64 hex digits in lower case. */
  readonly fingerprint?: string;
  /** The certificate itself, in PEM. It is public. */
  readonly pem?: string;
  /** The end of its validity, ms since the epoch. */
  readonly expires?: number;
}

/** A domain with HTTPS. `mismatch`: its certificate is for other names. */
export interface HttpsDomain {
  readonly domain: string;
  readonly commonName: string;
  /** The certificate's name in the account, if CDN tells. */
  readonly name?: string;
  readonly state: 'ok' | 'mismatch';
  /** The validity of the certificate, ms since the epoch. */
  readonly from?: number;
  readonly expires?: number;
}

/** The account's certificate service. Each call throws an `AppError`. */
export interface CertificatePort extends FreeCertificatePort {
  /** Lists issued and uploaded certificates of both sites with their regions, including expired ones. */
  listCertificates(signal: AbortSignal): Promise<readonly AccountCertificate[]>;
  /** One of them; its private key is never asked for. */
  readCertificate(of: Pick<CertificateRef, 'id' | 'region'>, signal: AbortSignal): Promise<AccountCertificate>;
  /** Stores a pair in the account. */
  createCertificate(pair: CertificatePair, signal: AbortSignal): Promise<Pick<CertificateRef, 'id' | 'region'>>;
}
