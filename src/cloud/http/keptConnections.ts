import { EventEmitter } from 'node:events';
import type { ClientRequest } from 'node:http';
import https from 'node:https';
import { createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { standardPorts } from '../../core/origin.js';
import { abortError } from './transportErrors.js';

/**
 * The CA certificates that a connection trusts: Node's own and those of `NODE_EXTRA_CA_CERTS`, and for `host` also those that VS Code adds, such as the
 * system's.
 */
export type Trust = 'node' | 'host';

/** An agent of VS Code. For each new connection it finds the way: a socket, or the agent that connects without a proxy. */
interface HostAgent extends https.Agent {
  connect(request: ClientRequest, options: https.RequestOptions): Promise<unknown>;
}

/**
 * Connections that stay open for later requests while idle for less than `idleMs`. VS Code gives every request a new agent for the proxy of the user's
 * settings. One such agent is used for all requests, since otherwise each would connect again.
 */
export class KeptConnections {
  private readonly own: https.Agent;
  private context: SecureContext | undefined;
  /** The agents of all requests, one for each kind of trust: whether an agent of VS Code adds CA certificates depends on the request that created it. */
  private readonly agents: { [Each in Trust]?: https.Agent } = {};

  constructor(idleMs: number) {
    this.own = new https.Agent({ keepAlive: true, timeout: idleMs });
  }

  /** Starts a request on one of these connections, and keeps a connection that it opens for later requests. */
  request(options: https.RequestOptions, trust: Trust): ClientRequest {
    // Without `protocol` the agent of a proxy cannot tell and keeps no connection.
    return https.request({ ...options, protocol: 'https:', agent: this.agentOf(trust), ...this.optionsOf(trust) });
  }

  /** See `HttpsSender.openings`. */
  openings(host: string, count: number, trust: Trust): readonly (() => Promise<void>)[] {
    const agent = this.agentOf(trust);
    if (!('addRequest' in agent) || typeof agent.addRequest !== 'function') return [];
    const { addRequest } = agent;
    const options = { host, port: standardPorts.https, protocol: 'https:', ...this.optionsOf(trust) };
    // An agent takes an idle connection out of its pool for a moment, so none is asked while enough are open.
    if (this.countOpen(agent, this.own.getName(options)) >= count) return [];
    return Array.from({ length: count }, () => () => {
      const opening = new Opening();
      addRequest.call(agent, opening, options);
      return opening.ended;
    });
  }

  private countOpen(agent: https.Agent, name: string): number {
    const lists = [...new Set([agent, this.own])].flatMap((each) => [each.sockets[name], each.freeSockets[name]]);
    return lists.flatMap((sockets = []) => sockets).length;
  }

  private optionsOf(trust: Trust): https.RequestOptions {
    return trust === 'host' ? {} : this.nodeTrust();
  }

  /**
   * Returns the one secure context of all connections. VS Code would add about 140 CA certificates to the context of each connection, which blocks the
   * extension host for about 40 ms. VS Code skips requests that set `ca`, and Node ignores `ca` if `secureContext` is set. Global changes of other
   * extensions still apply.
   */
  private nodeTrust() {
    if (hasGlobalTrust()) return {};
    this.context ??= createSecureContext();
    return { secureContext: this.context, ca: [] };
  }

  private agentOf(trust: Trust): https.Agent {
    this.agents[trust] ??= this.takeOver(findAgent(this.optionsOf(trust)));
    return this.agents[trust];
  }

  /** Makes an agent of VS Code keep connections, also those without a proxy, for which it would use Node's agent and its idle time. */
  private takeOver(given: https.Agent | undefined): https.Agent {
    if (!given || given === https.globalAgent) return this.own;
    given.options.timeout = this.own.options.timeout;
    Object.assign(given, { keepAlive: true });
    if (!isHostAgent(given)) return given;
    const { connect } = given;
    given.connect = async (request, options) => {
      if (request.destroyed) throw abortError();
      const way = await connect.call(given, request, options);
      return way === https.globalAgent && isNodes(https.globalAgent) && !hasGlobalTrust() ? this.own : way;
    };
    return given;
  }
}

/** The longest time for which an opening connection is waited for, ms. */
const openingMs = 10_000;

/** Takes the place of a request for which an agent finds or opens a connection, and returns that to the agent as if it had been answered. */
class Opening extends EventEmitter {
  readonly path = '/';
  readonly shouldKeepAlive = true;
  /** Resolves once the connection is open or has failed. */
  readonly ended: Promise<void>;
  private end: () => void = () => undefined;
  /** Set by an agent that has an idle connection. */
  reusedSocket = false;

  constructor() {
    super();
    this.ended = new Promise((resolve) => {
      // An agent need not tell of a failure.
      const timer = setTimeout(resolve, openingMs);
      timer.unref();
      this.end = () => {
        clearTimeout(timer);
        resolve();
      };
      this.once('error', this.end);
    });
  }

  /** Agents look for the header `host`. Without it they use the name of the host. */
  getHeader(): undefined {
    return undefined;
  }

  onSocket(socket: (TLSSocket & { _httpMessage?: unknown }) | undefined, error?: unknown): void {
    // One that is not encrypted has the answer of a proxy that refuses.
    if (!socket?.encrypted || error) {
      socket?.destroy();
      this.end();
      return;
    }
    const giveUp = () => socket.destroy();
    const giveBack = () => {
      socket.removeListener('timeout', giveUp);
      socket._httpMessage = this;
      socket.emit('free');
      this.end();
    };
    // The agent is not ready for it before it has given the connection out.
    if (this.reusedSocket) {
      process.nextTick(giveBack);
      return;
    }
    socket
      .on('error', () => undefined)
      .once('timeout', giveUp)
      .once('close', this.end);
    socket.once('secureConnect', giveBack);
  }
}

/** Returns the agent that a request gets if it names none. VS Code chooses it when the request is created. This one ends before it connects. */
function findAgent(options: https.RequestOptions): https.Agent | undefined {
  const lookup: https.RequestOptions['lookup'] = (_host, _options, done) => done(abortError(), '');
  const request = https.request({ ...options, protocol: 'https:', host: 'localhost', lookup });
  request.on('error', () => undefined).destroy();
  const agent: unknown = Reflect.get(request, 'agent');
  return isAgent(agent) ? agent : undefined;
}

/** Returns whether another extension has set whom all connections trust. */
function hasGlobalTrust(): boolean {
  const { ca, cert, key, pfx } = https.globalAgent.options;
  return [ca, cert, key, pfx].some((given) => given !== undefined);
}

/** Returns whether an agent is one of Node, and not of another extension. */
function isNodes(agent: https.Agent): boolean {
  return agent.constructor === https.Agent;
}

function isAgent(value: unknown): value is https.Agent {
  return typeof value === 'object' && value !== null && 'keepAlive' in value && 'options' in value;
}

function isHostAgent(agent: https.Agent): agent is HostAgent {
  return 'connect' in agent && typeof agent.connect === 'function';
}
