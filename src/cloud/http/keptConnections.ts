import type { ClientRequest } from 'node:http';
import https from 'node:https';

/**
 * Connections that are kept open for the next requests while they are idle for less than `idleMs`. VS Code gives every request an agent of
 * its own, by which it goes through the proxy of the user's settings; that agent is taken over for the following requests, or each would
 * connect again.
 */
export class KeptConnections {
  private readonly own: https.Agent;
  private taken: https.Agent | undefined;

  constructor(idleMs: number) {
    this.own = new https.Agent({ keepAlive: true, timeout: idleMs });
  }

  /** Begins a request that may use one of them, and leaves its own open. */
  request(options: https.RequestOptions): ClientRequest {
    // Without `protocol` the agent of a proxy cannot tell and keeps none open.
    const request = https.request({ ...options, protocol: 'https:', agent: this.taken });
    this.taken = this.takeOver(request);
    return request;
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
