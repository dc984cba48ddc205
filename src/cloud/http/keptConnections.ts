import type { ClientRequest } from 'node:http';
import https from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';

/** Which CA certificates a connection trusts: those that come with Node and of `NODE_EXTRA_CA_CERTS`, or also what the host, VS Code, adds, such as those of the system. */
export type Trust = 'node' | 'host';

/**
 * Connections that are kept open for the next requests while they are idle for less than `idleMs`. VS Code gives every request an agent of
 * its own, by which it goes through the proxy of the user's settings; that agent is taken over for the following requests, or each would
 * connect again.
 */
export class KeptConnections {
  private readonly own: https.Agent;
  private context: SecureContext | undefined;
  /** One agent for each: an agent of VS Code adds CA certificates or not, depending on the request that it was created for. */
  private readonly taken: { [Each in Trust]?: https.Agent } = {};

  constructor(idleMs: number) {
    this.own = new https.Agent({ keepAlive: true, timeout: idleMs });
  }

  /** Begins a request that may use one of them, and leaves its own open. */
  request(options: https.RequestOptions, trust: Trust): ClientRequest {
    // Without `protocol` the agent of a proxy cannot tell and keeps none open.
    const wanted = { ...options, protocol: 'https:', agent: this.taken[trust] };
    const request = https.request(trust === 'host' ? wanted : { ...wanted, ...this.nodeTrust() });
    this.taken[trust] = this.takeOver(request);
    return request;
  }

  /**
   * One secure context for all connections. VS Code would add about 140 CA certificates to the context of each, which blocks the extension host
   * for about 40 ms; it skips requests that set `ca`, and Node ignores `ca` beside `secureContext`. What another extension has set for all
   * requests stays in force.
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
