/** A certificate of the account, with all that is needed to set it for a domain. */
export interface CertificateRef {
  readonly id: number;
  readonly name: string;
  /** The region where the certificate is stored: `cn-hangzhou`, or `ap-southeast-1` for the international site. */
  readonly region: string;
  /** When the certificate expires, in ms since the epoch; absent in CDN's list. */
  readonly expires?: number;
}

/** A certificate of the account as the certificate service or CDN lists it. */
export interface AccountCertificate extends CertificateRef {
  /** The names that the certificate covers, the common name first. CDN's list has only the common name. */
  readonly names: readonly string[];
}

/** A certificate with its chain, the leaf first, and its private key, all in PEM. The key is held only during the call. */
export interface CertificatePair {
  /** Where to store it; by default the site of the account according to the last list of certificates or the user. */
  readonly region?: string;
  /** A new name in the account: letters, digits, `.`, `_` and `-`, at most 63. Source: UploadUserCertificate. */
  readonly name: string;
  readonly chain: string;
  /** The private key, without a password. An RSA key is in the form PKCS#1. */
  readonly key: string;
}

/** The certificate that CDN has for a domain. */
export interface DomainCertificate {
  /** The id in the account's certificate service; absent if the certificate is from elsewhere or CDN does not return the id. */
  readonly id?: number;
  readonly name: string;
  readonly region?: string;
  /** The SHA-256 of the certificate, as 64 hex digits in lower case. */
  readonly fingerprint?: string;
  /** The certificate in PEM, which is public. */
  readonly pem?: string;
  /** When the certificate expires, in ms since the epoch. */
  readonly expires?: number;
}

/** A domain with HTTPS. `mismatch`: its certificate is for other names. */
export interface HttpsDomain {
  readonly domain: string;
  readonly commonName: string;
  /** The name of the certificate in the account, if CDN returns it. */
  readonly name?: string;
  readonly state: 'ok' | 'mismatch';
  /** The validity of the certificate, which begins at `from` and ends at `expires`, in ms since the epoch. */
  readonly from?: number;
  readonly expires?: number;
}

/** Calls the account's certificate service. Each call throws an `AppError`. */
export interface CertificatePort extends FreeCertificatePort {
  /** Lists issued and uploaded certificates of both sites with their regions, including expired ones. */
  listCertificates(signal: AbortSignal): Promise<readonly AccountCertificate[]>;
  /** Reads one certificate. Its private key is never requested. */
  readCertificate(of: Pick<CertificateRef, 'id' | 'region'>, signal: AbortSignal): Promise<AccountCertificate>;
  /** Stores a certificate with its key in the account. */
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
  /** `over`: the instance can no longer be used. It expired, or was revoked, refused or withdrawn, or is prepared for another key. */
  readonly state: 'unused' | 'pending' | 'issued' | 'over';
  /** Its name, once set. */
  readonly domain?: string;
  /** Whether everything that an application needs is set. */
  readonly complete: boolean;
  /** The id of the certificate; like `expires` (in ms since the epoch), present once it is issued. */
  readonly certificateId?: number;
  readonly expires?: number;
  /** The records to add. Present only in the detail of one instance, from some seconds after the application until the certificate is issued. */
  readonly validations: readonly ValidationRecord[];
}

/** A person whom the certificate service notifies about a certificate. */
export interface CertificateContact {
  readonly id: number;
  readonly name: string;
  readonly email?: string;
}

/** Calls the certificate service about the free certificates of the account. Each call throws an `AppError`. */
export interface FreeCertificatePort {
  /** Lists the instances that certainly cost nothing. */
  listFreeInstances(signal: AbortSignal): Promise<readonly FreeInstance[]>;
  /** Reads an instance. Throws `certificateGone` unless it certainly costs nothing. */
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
  /** Reads the result of the last application; resolves to `none` if there was none. */
  readApplication(id: string, signal: AbortSignal): Promise<'none' | 'processing' | 'taken' | 'failed'>;
}
