/** A record in DNS; names without trailing dot, `value` in the notation of the Alidns console. */
export interface DnsEntry {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly value: string;
  readonly priority?: number;
}

/** A record of name servers outside the sandbox, or one cached by a resolver. */
export type OutsideRecord = Pick<DnsEntry, 'type' | 'value' | 'ttl'>;

/** The behaviour of a name server. */
export type ServerMode = 'normal' | 'silent' | 'refused' | 'servfail';

/** The view of one name server. */
export interface StoredView {
  port53: ServerMode;
  https: ServerMode;
  /** The latency of answers on port 53, real ms; none if absent. */
  latencyMs?: number;
  /** Fixed old answers by name in lower case; an empty one denies the name. `expiresAt` in real ms. */
  readonly remembered: Map<string, { readonly records: readonly OutsideRecord[]; readonly expiresAt: number }>;
  /** Cached answers by name (lower case) and type; absent without a cache. */
  cache?: Map<string, CachedSet>;
}

/** The cached records of a name and type or, without any, the SOA that proves their absence. */
export interface CachedSet {
  readonly entries: readonly DnsEntry[];
  readonly soa?: DnsEntry;
  /** In real ms. */
  expiresAt: number;
}
