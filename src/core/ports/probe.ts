/** One record in a DNS answer; `data` is the text form, names without trailing dot. `ttl` in seconds. */
export interface DnsAnswerRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly data: string;
}

/** The types of record that are asked for. */
export type DnsQueryType = 'A' | 'AAAA' | 'CAA' | 'CNAME' | 'MX' | 'NS' | 'TXT';

export type DnsOutcome = 'answer' | 'noData' | 'nxdomain' | 'servfail' | 'refused' | 'timeout' | 'unreachable';

/** What one server said to one question. `negativeTtl` comes from the SOA of a negative answer. */
export interface DnsAnswer {
  readonly server: string;
  readonly outcome: DnsOutcome;
  readonly records: readonly DnsAnswerRecord[];
  readonly negativeTtl?: number;
  /**
   * How the answer came, or was asked for last: `tcp` after a truncated one, `https` where port 53 is closed, `system`
   * through Node, which tells no chain, and a TTL only of addresses.
   */
  readonly transport: 'system' | 'udp' | 'tcp' | 'https';
  /** When it was asked, ms since the epoch. */
  readonly at: number;
  readonly durationMs: number;
}

/** Asks name servers. Never throws but `cancelled`: a failure is an outcome. */
export interface ResolverPort {
  /** `server` is `ip` or `ip:port`, `https://…` for DNS over HTTPS, or `system` for the computer's own resolver. */
  query(server: string, name: string, type: DnsQueryType, signal: AbortSignal): Promise<DnsAnswer>;
}

/** The certificate that a server showed, whatever it is worth. */
export interface PeerCertificate {
  /** An authority that this computer trusts signed it, it is in date, and it covers the name that was asked. */
  readonly trusted: boolean;
  /** Every name in it, the common name first; wildcards as they are written. */
  readonly names: readonly string[];
  /** The beginning and the end of its validity, ISO 8601; absent where the date cannot be read. */
  readonly from?: string;
  readonly expires?: string;
  /** SHA-256 of the certificate as 64 hex digits in lower case; says whether it is the same one as before. */
  readonly fingerprint: string;
}

/** What an edge (or an origin) answered to GET; header names are lower case. */
export interface EdgeAnswer {
  /** `proxyRefused`: the proxy in between does not carry this, which says nothing about the server. */
  readonly outcome: 'answered' | 'unreachable' | 'tlsFailed' | 'timeout' | 'refusedAddress' | 'proxyRefused';
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** What the server showed in the handshake; absent over plain HTTP, and where there was no handshake. */
  readonly certificate?: PeerCertificate;
  /** The address at the other end, unknown behind a proxy. */
  readonly address?: string;
  readonly durationMs: number;
  readonly message?: string;
}

/** Asks a web server over HTTPS or HTTP. Never throws but `cancelled`. */
export interface EdgePort {
  /**
   * GETs `path`, or asks with `preflight` whether a page of that origin may, (already percent-encoded) at `connectTo` with `name` as SNI and Host, asking for identity encoding.
   * Reads at most `maxBytes`. Private and metadata addresses are refused. Carries no credential. Behind a proxy, plain HTTP
   * goes through a tunnel, which many proxies open to port 443 alone; at the name itself every proxy carries it.
   */
  probe(
    request: {
      readonly connectTo: string;
      readonly name: string;
      readonly path: string;
      readonly maxBytes: number;
      /** `https` unless said. */
      readonly scheme?: 'https' | 'http';
      /** The origin of a page that wants to GET: asked with OPTIONS, as browsers do. */
      readonly preflight?: string;
      /**
       * Over HTTPS, shares connections with other such probes whose bodies end within `maxBytes`, which saves thousands of handshakes; the
       * answer may have no certificate then.
       */
      readonly keepsConnection?: boolean;
    },
    signal: AbortSignal,
  ): Promise<EdgeAnswer>;
}
