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

/** A record that proves a domain to a service; `host` is its full name. */
export interface ValidationRecord {
  readonly host: string;
  readonly type: 'TXT' | 'CNAME';
  readonly value: string;
}

/**
 * A free test certificate of the account ("instance" of the certificate service): for one name, ordered without cost in
 * the console, and applied for once. Source: Certificate Management Service, "GetInstanceDetail".
 */
export interface FreeInstance {
  readonly id: string;
  /** `over`: unusable, because it ended, was revoked, refused or withdrawn, or is prepared for another key. */
  readonly state: 'unused' | 'pending' | 'issued' | 'over';
  /** Its name, once set. */
  readonly domain?: string;
  /** Everything for an application is set. */
  readonly complete: boolean;
  /** Present once it is issued, like `expires`, ms since the epoch. */
  readonly certificateId?: number;
  readonly expires?: number;
  /** Present in the detail some seconds after an application, until it is issued. */
  readonly validations: readonly ValidationRecord[];
}

/** The contact for notifications about a certificate. */
export interface CertificateContact {
  readonly id: number;
  readonly name: string;
  readonly email?: string;
}

/** The free certificates of the account. Each call throws an `AppError`. */
export interface FreeCertificatePort {
  /** Lists only certainly free ones. */
  listFreeInstances(signal: AbortSignal): Promise<readonly FreeInstance[]>;
  /** Throws `certificateGone` unless it is certainly free. */
  readFreeInstance(id: string, signal: AbortSignal): Promise<FreeInstance>;
  listContacts(signal: AbortSignal): Promise<readonly CertificateContact[]>;
  /** Prepares an unused one: one name, validated by DNS, with a key that the service creates and keeps. */
  updateInstance(
    id: string,
    wanted: { readonly domain: string; readonly contact: number },
    signal: AbortSignal,
  ): Promise<void>;
  /** Applies for the certificate, which uses the instance up. */
  applyCertificate(id: string, signal: AbortSignal): Promise<void>;
  /** The result of the last application; `none` if there was none. */
  readApplication(id: string, signal: AbortSignal): Promise<'none' | 'processing' | 'taken' | 'failed'>;
}
