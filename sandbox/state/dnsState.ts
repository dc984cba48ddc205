/** A record as DNS shows it; names without trailing dot, `value` in the notation of the Alidns console. */
export interface DnsEntry {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly value: string;
  readonly priority?: number;
}

/** A record served by name servers outside the sandbox, or still cached by a resolver. */
export type OutsideRecord = Pick<DnsEntry, 'type' | 'value' | 'ttl'>;

/** How a name server behaves. */
export type ServerMode = 'normal' | 'silent' | 'refused' | 'servfail';

/** One name server as those see it who ask it. */
export interface StoredView {
  port53: ServerMode;
  https: ServerMode;
  /** How long an answer on port 53 takes, real ms; absent when none. */
  latencyMs?: number;
  /** Names whose old answer it still tells, lower case; without records, that the name is not there. `expiresAt` in real ms. */
  readonly remembered: Map<string, { readonly records: readonly OutsideRecord[]; readonly expiresAt: number }>;
  /** What it has looked up, by name (lower case) and type; absent where it looks everything up each time. */
  cache?: Map<string, CachedSet>;
}

/** The records of a name and type as they were looked up or, without any, the SOA that proves their absence. */
export interface CachedSet {
  readonly entries: readonly DnsEntry[];
  readonly soa?: DnsEntry;
  /** In real ms. */
  expiresAt: number;
}
