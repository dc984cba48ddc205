/** A record of a DNS answer; `data` is its text form, with names without a trailing dot. `ttl` in seconds. */
export interface DnsAnswerRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly data: string;
}

/** The record types that can be queried. */
export type DnsQueryType = 'A' | 'AAAA' | 'CAA' | 'CNAME' | 'MX' | 'NS' | 'TXT';

export type DnsOutcome = 'answer' | 'noData' | 'nxdomain' | 'servfail' | 'refused' | 'timeout' | 'unreachable';

/** The answer of one server to one question. `negativeTtl` is from the SOA record of a negative answer. */
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
  /** When the question was sent, in ms since the epoch. */
  readonly at: number;
  readonly durationMs: number;
}

/** Queries name servers. A failed query is returned as an outcome; throws only `cancelled`. */
export interface ResolverPort {
  /** Sends one question to one server. `server` is `ip` or `ip:port`, `https://…` for DNS over HTTPS, or `system` for the computer's own resolver. */
  query(server: string, name: string, type: DnsQueryType, signal: AbortSignal): Promise<DnsAnswer>;
}

/** The certificate that a server presented, whether trusted or not. */
export interface PeerCertificate {
  /** Whether a trusted authority signed the certificate, it is valid now, and it covers the requested name. */
  readonly trusted: boolean;
  /** The names that the certificate covers, including wildcards, the common name first. */
  readonly names: readonly string[];
  /** When the certificate becomes valid, as ISO 8601, and in `expires` when it ends. Each is absent if the date cannot be parsed. */
  readonly from?: string;
  readonly expires?: string;
  /** The SHA-256 of the certificate as 64 hex digits in lower case, with which it can be recognized. */
  readonly fingerprint: string;
}

/** The answer of an edge (or an origin) to GET; header names are lower case. */
export interface EdgeAnswer {
  /** `proxyRefused`: a proxy did not forward the request, which says nothing about the server. */
  readonly outcome: 'answered' | 'unreachable' | 'tlsFailed' | 'timeout' | 'refusedAddress' | 'proxyRefused';
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** The certificate of the TLS handshake; absent over plain HTTP, or if there was no handshake. */
  readonly certificate?: PeerCertificate;
  /** The address of the server; absent behind a proxy, where it is unknown. */
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
      /** The scheme; `https` by default. */
      readonly scheme?: 'https' | 'http';
      /** The origin of a page that would send the GET. If given, the CORS preflight of a browser is sent instead. */
      readonly preflight?: string;
      /**
       * Over HTTPS, shares connections with other probes that set this and whose bodies end within `maxBytes`. That saves thousands of handshakes, but the
       * answer may have no certificate.
       */
      readonly keepsConnection?: boolean;
    },
    signal: AbortSignal,
  ): Promise<EdgeAnswer>;
}
