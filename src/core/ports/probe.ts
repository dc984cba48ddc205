/** One record in a DNS answer; `data` is the text form, names without trailing dot. `ttl` in seconds. */
export interface DnsAnswerRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly data: string;
}

export type DnsOutcome = 'answer' | 'noData' | 'nxdomain' | 'servfail' | 'refused' | 'timeout' | 'unreachable';

/** What one server said to one question. `negativeTtl` comes from the SOA of a negative answer. */
export interface DnsAnswer {
  readonly server: string;
  readonly outcome: DnsOutcome;
  readonly records: readonly DnsAnswerRecord[];
  readonly negativeTtl?: number;
  readonly durationMs: number;
}

/** Asks name servers. Never throws but `cancelled`: a failure is an outcome. */
export interface ResolverPort {
  /** `server` is `ip` or `ip:port`, or `system` for the computer's own resolver. */
  query(
    server: string,
    name: string,
    type: 'A' | 'AAAA' | 'CNAME' | 'NS' | 'SOA' | 'TXT',
    signal: AbortSignal,
  ): Promise<DnsAnswer>;
}

/** What an edge (or an origin) answered to GET; header names are lower case. */
export interface EdgeAnswer {
  readonly outcome: 'answered' | 'unreachable' | 'tlsFailed' | 'timeout' | 'refusedAddress';
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** The certificate's names match and a trusted authority signed it. */
  readonly certificateTrusted?: boolean;
  readonly certificateName?: string;
  readonly certificateExpires?: string;
  readonly durationMs: number;
  readonly message?: string;
}

/** Asks a web server over HTTPS. Never throws but `cancelled`. */
export interface EdgePort {
  /**
   * GETs `path` (already percent-encoded) at `connectTo` with `name` as SNI and Host, asking for identity encoding.
   * Reads at most `maxBytes`. Private and metadata addresses are refused. Carries no credential.
   */
  probe(
    request: { readonly connectTo: string; readonly name: string; readonly path: string; readonly maxBytes: number },
    signal: AbortSignal,
  ): Promise<EdgeAnswer>;
}
