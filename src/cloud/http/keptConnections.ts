import type { ClientRequest } from 'node:http';
import https from 'node:https';
import { SharedTrust } from './sharedTrust.js';

/**
 * Connections that are kept open for the next requests while they are idle for less than `idleMs`. VS Code gives every request an agent of
 * its own, by which it goes through the proxy of the user's settings; that agent is taken over for the following requests, or each would
 * connect again.
 */
export class KeptConnections {
  private readonly own: https.Agent;
  private readonly trust = new SharedTrust();
  private taken: https.Agent | undefined;

  constructor(idleMs: number) {
    this.own = new https.Agent({ keepAlive: true, timeout: idleMs });
  }

  /** While this is there, who waits for it has a cheaper connection. */
  get completing(): Promise<void> | undefined {
    return this.trust.completing;
  }

  /** Whether the next request has a context that was completed before; then one that is not trusted may be sent once more, with a context of its own. */
  get sharesTrust(): boolean {
    return this.trust.isShared;
  }

  /** Begins a request that may use one of them, and leaves its own open. */
  request(options: https.RequestOptions): ClientRequest {
    // Without `protocol` the agent of a proxy cannot tell and keeps none open.
    const wanted = { ...options, protocol: 'https:', agent: this.taken };
    // Where any certificate is taken, no authority is needed.
    const request =
      options.rejectUnauthorized === false
        ? https.request({ ...wanted, ca: [] })
        : this.trust.begin(wanted, (more) => https.request(more));
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
