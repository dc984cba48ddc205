import type { ClientRequest } from 'node:http';
import https from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';

/** Whose authorities a connection trusts: those of Node, or also what VS Code adds to them, such as those of the system. */
export type Trust = 'node' | 'host';

/**
 * Connections that are kept open for the next requests while they are idle for less than `idleMs`. VS Code gives every request an agent of
 * its own, by which it goes through the proxy of the user's settings; that agent is taken over for the following requests, or each would
 * connect again.
 */
export class KeptConnections {
  private readonly own: https.Agent;
  private context: SecureContext | undefined;
  /** Apart for each: an agent of VS Code adds authorities or not as the request for which it was made. */
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
   * One context for all connections, to which VS Code adds nothing: it adds some 140 authorities to that of each connection, one by one, which
   * blocks the extension host for about 40 ms. It does so unless a request names authorities (`ca`), which has no other effect beside a context.
   */
  private nodeTrust() {
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
