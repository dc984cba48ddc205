/** A record of a DNS answer; `data` is its text form, with names without a trailing dot. `ttl` in seconds. */
export interface DnsAnswerRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly data: string;
}

/** The queried record types. */
export type DnsQueryType = 'A' | 'AAAA' | 'CAA' | 'CNAME' | 'MX' | 'NS' | 'TXT';

export type DnsOutcome = 'answer' | 'noData' | 'nxdomain' | 'servfail' | 'refused' | 'timeout' | 'unreachable';

/** The answer of one server to one question. `negativeTtl` is from the SOA of a negative answer. */
export interface DnsAnswer {
  readonly server: string;
  readonly outcome: DnsOutcome;
  readonly records: readonly DnsAnswerRecord[];
  readonly negativeTtl?: number;
  /**
   * How the question was last sent: `tcp` after a truncated answer, `https` if port 53 is closed, `system` through Node,
   * which returns no chain and TTLs of addresses only.
   */
  readonly transport: 'system' | 'udp' | 'tcp' | 'https';
  /** When it was sent, ms since the epoch. */
  readonly at: number;
  readonly durationMs: number;
}

/** Queries name servers. A failure is an outcome; throws only `cancelled`. */
export interface ResolverPort {
  /** `server` is `ip` or `ip:port`, `https://…` for DNS over HTTPS, or `system` for the computer's own resolver. */
  query(server: string, name: string, type: DnsQueryType, signal: AbortSignal): Promise<DnsAnswer>;
}

/** The certificate of a server, trusted or not. */
export interface PeerCertificate {
  /** A trusted authority signed it, it is valid now, and it covers the requested name. */
  readonly trusted: boolean;
  /** Its names, the common name first, with wildcards. */
  readonly names: readonly string[];
  /** Its validity, ISO 8601; absent if a date cannot be parsed. */
  readonly from?: string;
  readonly expires?: string;
  /** SHA-256 of the certificate as 64 hex digits in lower case, to recognize it. */
  readonly fingerprint: string;
}

/** The answer of an edge (or an origin) to GET; header names are lower case. */
export interface EdgeAnswer {
  /** `proxyRefused`: a proxy does not forward the request, which is no finding about the server. */
  readonly outcome: 'answered' | 'unreachable' | 'tlsFailed' | 'timeout' | 'refusedAddress' | 'proxyRefused';
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** The certificate of the handshake; absent over plain HTTP or without a handshake. */
  readonly certificate?: PeerCertificate;
  /** The address of the server; unknown behind a proxy. */
  readonly address?: string;
  readonly durationMs: number;
  readonly message?: string;
}

/** Sends requests to web servers over HTTPS or HTTP. Throws only `cancelled`. */
export interface EdgePort {
  /**
   * Requests `path` (percent-encoded) at `connectTo`, with `name` as SNI and Host and identity encoding. Sends GET or,
   * for `preflight`, OPTIONS. Reads at most `maxBytes`. Refuses private and metadata addresses. Sends no credentials.
   * Behind a proxy, plain HTTP uses a tunnel, which many proxies open to port 443 alone; requests to the name itself
   * work with every proxy.
   */
  probe(
    request: {
      readonly connectTo: string;
      readonly name: string;
      readonly path: string;
      readonly maxBytes: number;
      /** `https` by default. */
      readonly scheme?: 'https' | 'http';
      /** The origin of a page that would GET: sends its CORS preflight as browsers do. */
      readonly preflight?: string;
      /**
       * Over HTTPS, shares connections with other such probes whose bodies end within `maxBytes`, which saves thousands
       * of handshakes. The answer may then have no certificate.
       */
      readonly keepsConnection?: boolean;
    },
    signal: AbortSignal,
  ): Promise<EdgeAnswer>;
}
