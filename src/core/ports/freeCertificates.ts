/** A record by which the certificate service checks that a domain is ours; `name` is the full one. */
export interface ValidationRecord {
  readonly name: string;
  readonly type: 'TXT' | 'CNAME';
  readonly value: string;
}

/**
 * A free test certificate of the account ("instance" of the certificate service): for one name, ordered at no cost in the console
 * and applied for once. Source: Certificate Management Service, "GetInstanceDetail".
 */
export interface FreeInstance {
  readonly id: string;
  /** `over`: it cannot be used, as one that has ended, was revoked, refused or withdrawn, or is prepared for another key. */
  readonly state: 'unused' | 'pending' | 'issued' | 'over';
  /** The name that it is for, once that was said. */
  readonly domain?: string;
  /** Everything that an application needs was said. */
  readonly complete: boolean;
  /** Present once it is issued, and `expires`, ms since the epoch. */
  readonly certificateId?: number;
  readonly expires?: number;
  /** Present in the detail of one that was applied for: some seconds later, and no longer once it is issued. */
  readonly validations: readonly ValidationRecord[];
}

/** Whom the certificate service tells about a certificate. */
export interface CertificateContact {
  readonly id: number;
  readonly name: string;
  readonly email?: string;
}

/** The free certificates of the account. Each call throws an `AppError`. */
export interface FreeCertificatePort {
  /** Only those that are certain to be free. */
  listFreeInstances(signal: AbortSignal): Promise<readonly FreeInstance[]>;
  /** Throws `certificateGone` for one that is not certain to be free. */
  readFreeInstance(id: string, signal: AbortSignal): Promise<FreeInstance>;
  listContacts(signal: AbortSignal): Promise<readonly CertificateContact[]>;
  /** Says what an unused one is for: one name, checked by DNS, with a key that the service makes and keeps. */
  updateInstance(
    id: string,
    wanted: { readonly domain: string; readonly contact: number },
    signal: AbortSignal,
  ): Promise<void>;
  /** Uses it up: the service asks for the certificate. */
  applyCertificate(id: string, signal: AbortSignal): Promise<void>;
  /** How the last application for it was taken; `none` where there was none. */
  readApplication(id: string, signal: AbortSignal): Promise<'none' | 'processing' | 'taken' | 'failed'>;
}
