/** A certificate (the leaf first, then those that it depends on) and its key, both PEM. */
export interface IssuedPair {
  readonly certificate: string;
  readonly key: string;
}

/** What an edge can do wrong with a certificate; `none` ends the connection. */
export const certificateFlaws = ['otherName', 'wrongName', 'expired', 'expiring', 'untrusted', 'none'] as const;
export type CertificateFlaw = (typeof certificateFlaws)[number];

/** A certificate that is itself bad: it has expired or does so within days, or its issuer is unknown. */
export type LeafFlaw = Extract<CertificateFlaw, 'expired' | 'expiring' | 'untrusted'>;

/** A certificate in the account's certificate service. */
export interface StoredCertificate extends IssuedPair {
  readonly id: number;
  readonly name: string;
  readonly region: string;
  /** It was uploaded, and not issued by the service. */
  readonly uploaded: boolean;
  /** When the account got it, real ms. */
  readonly keptAt: number;
}

/** A test certificate of the account that is not a certificate yet; times in real ms. */
export interface StoredInstance {
  readonly id: string;
  readonly orderedAt: number;
  readonly days: number;
  /** As it is told of one that is not free, such as `payed`. */
  readonly upgradeStatus?: string;
  domain?: string;
  contacts?: readonly number[];
  csrMethod?: string;
  autoReissue?: string;
  appliedAt?: number;
  /** When the record was first seen. */
  seenAt?: number;
  /** The record that validates it. */
  validation?: { readonly key: string; readonly value: string };
  refused?: boolean;
  closed?: boolean;
  /** Its application was withdrawn in the console. */
  withdrawn?: boolean;
  certificateId?: number;
}

/** Whom the service tells about a certificate. */
export interface StoredContact {
  readonly id: number;
  readonly name: string;
  readonly email: string;
}

/** The certificate that a domain has been given; both times in real ms. Until `readyAt` the edges show the former one. */
export interface DomainCertificate {
  readonly id: number;
  readonly type: 'cas' | 'upload';
  readonly setAt: number;
  readonly readyAt: number;
  /** Absent where there was none. */
  readonly formerId?: number;
}
