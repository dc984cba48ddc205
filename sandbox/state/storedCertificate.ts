/** A certificate (the leaf first, then its chain) and its key, both in PEM. */
export interface IssuedPair {
  readonly certificate: string;
  readonly key: string;
}

/** The edge's possible flaws with a certificate; `none` ends the connection. */
export const certificateFlaws = ['otherName', 'wrongName', 'expired', 'expiring', 'untrusted', 'none'] as const;
export type CertificateFlaw = (typeof certificateFlaws)[number];

/** A flaw of the certificate itself: it has expired, expires within days, or has an unknown issuer. */
export type LeafFlaw = Extract<CertificateFlaw, 'expired' | 'expiring' | 'untrusted'>;

/** A certificate in the account's certificate service. */
export interface StoredCertificate extends IssuedPair {
  readonly id: number;
  readonly name: string;
  readonly region: string;
  /** It was uploaded, not issued by the service. */
  readonly uploaded: boolean;
  /** When it was added, real ms. */
  readonly keptAt: number;
}

/** An ordered test certificate of the account; times in real ms. */
export interface StoredInstance {
  readonly id: string;
  readonly orderedAt: number;
  readonly days: number;
  /** The upgrade status of one that is not free, such as `payed`. */
  readonly upgradeStatus?: string;
  domain?: string;
  contacts?: readonly number[];
  csrMethod?: string;
  autoReissue?: string;
  appliedAt?: number;
  /** When the record was first seen. */
  seenAt?: number;
  /** Its validation record. */
  validation?: { readonly key: string; readonly value: string };
  refused?: boolean;
  closed?: boolean;
  /** Its application was withdrawn in the console. */
  withdrawn?: boolean;
  certificateId?: number;
}

/** A contact of the certificate service. */
export interface StoredContact {
  readonly id: number;
  readonly name: string;
  readonly email: string;
}

/** A domain's certificate; both times in real ms. Until `readyAt` the edges show the former one. */
export interface DomainCertificate {
  readonly id: number;
  readonly type: 'cas' | 'upload';
  readonly setAt: number;
  readonly readyAt: number;
  /** Absent without a former one. */
  readonly formerId?: number;
}
