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
