import type { ClientRequest } from 'node:http';
import https from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';

/**
 * The CA certificates that a connection trusts: Node's own and those of `NODE_EXTRA_CA_CERTS`, or also those that the
 * host, VS Code, adds, such as the system's.
 */
export type Trust = 'node' | 'host';

/**
 * Connections that stay open for later requests while idle for less than `idleMs`. VS Code gives every request a new
 * agent for the proxy of the user's settings. That agent is reused; otherwise each request would connect again.
 */
export class KeptConnections {
  private readonly own: https.Agent;
  private context: SecureContext | undefined;
  /** One agent for each kind of trust: whether an agent of VS Code adds CA certificates depends on the request that created it. */
  private readonly taken: { [Each in Trust]?: https.Agent } = {};

  constructor(idleMs: number) {
    this.own = new https.Agent({ keepAlive: true, timeout: idleMs });
  }

  /** Starts a request on one of these connections, and leaves its own open. */
  request(options: https.RequestOptions, trust: Trust): ClientRequest {
    // Without `protocol` the agent of a proxy cannot tell and keeps no connection.
    const wanted = { ...options, protocol: 'https:', agent: this.taken[trust] };
    const request = https.request(trust === 'host' ? wanted : { ...wanted, ...this.nodeTrust() });
    this.taken[trust] = this.takeOver(request);
    return request;
  }

  /**
   * One secure context for all connections. VS Code would add about 140 CA certificates to the context of each, which
   * blocks the extension host for about 40 ms. It skips requests that set `ca`, and Node ignores `ca` if `secureContext`
   * is set. Global changes of other extensions still apply.
   */
  private nodeTrust() {
    const { ca, cert, key, pfx } = https.globalAgent.options;
    if ([ca, cert, key, pfx].some((given) => given !== undefined)) return {};
    this.context ??= createSecureContext();
    return { secureContext: this.context, ca: [] };
  }

  private takeOver(request: ClientRequest): https.Agent {
    const given: unknown = Reflect.get(request, 'agent');
    if (!isAgent(given) || given === https.globalAgent || given === this.own) return this.own;
    given.options.timeout = this.own.options.timeout;
    return Object.assign(given, { keepAlive: true });
  }
}

function isAgent(value: unknown): value is https.Agent {
  return typeof value === 'object' && value !== null && 'keepAlive' in value && 'options' in value;
}
