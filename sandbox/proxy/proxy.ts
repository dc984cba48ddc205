import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type SecureContext, TLSSocket } from 'node:tls';
import type { SandboxState, Service } from '../state/state.js';
import { type Authority, createAuthority } from './ca.js';
import { dispatch } from './dispatch.js';
import { badGateway, proxyPage } from './faults.js';
import { readRequest, sendEndless, sendPart, sendRefusal, sendResponse } from './httpMessage.js';

/** A listening server on loopback. */
export interface Listening {
  readonly port: number;
  stop(): Promise<void>;
}

interface Cloud {
  readonly services: readonly Service[];
  readonly state: SandboxState;
  readonly authority: Authority;
}

/** Starts the forward proxy: names that a service owns end here, every other is refused; nothing is ever forwarded. */
export async function startProxy(cloud: Cloud, port = 0): Promise<Listening> {
  const behindTls = new WeakMap<object, Service>();
  const intercepted = new WeakSet<object>();
  const inner = createServer({ keepAliveTimeout: 60_000 }, (message, response) => {
    const service = behindTls.get(message.socket);
    // What was opened before the proxy began to refuse, or to read, is cut.
    const isOld = service && intercepts(cloud, service) !== intercepted.has(message.socket);
    if (!service || refuses(cloud, service) || isOld) message.socket.destroy();
    else void answer(cloud, service, message, response, serverNameOf(message.socket));
  });
  const outer = createServer((message, response) => {
    const host = hostOf(message.url ?? '');
    const service = host === undefined ? undefined : ownerOf(cloud, host);
    if (service && refuses(cloud, service))
      sendResponse(response, { method: 'GET' }, proxyPage(cloud.state.proxyStatus));
    else if (service) void answer(cloud, service, message, response);
    else response.writeHead(502).end('This host is not part of the sandbox.\n');
  });
  outer.on('connect', (message: IncomingMessage, socket: Duplex, head: Buffer) => {
    const [host = '', targetPort] = (message.url ?? '').toLowerCase().split(':');
    const service = targetPort === '443' ? ownerOf(cloud, host) : undefined;
    socket.on('error', () => socket.destroy());
    if (!service || refuses(cloud, service)) {
      sendRefusal(socket, service ? proxyPage(cloud.state.proxyStatus) : badGateway);
      return;
    }
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    const secure = terminateTls(cloud, service, host, socket as Socket);
    behindTls.set(secure, service);
    if (intercepts(cloud, service)) intercepted.add(secure);
    inner.emit('connection', secure);
  });
  return listen(outer, port);
}

/** Listens on loopback; `stop` also cuts the connections that are open. */
export async function listen(server: ReturnType<typeof createServer>, port: number): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { port: (server.address() as AddressInfo).port, stop };
}

function ownerOf({ services, state }: Cloud, host: string): Service | undefined {
  return services.find((service) => service.owns(host, state));
}

function refuses({ state }: Cloud, { name }: Service): boolean {
  return state.proxyRefuses?.has(name) === true;
}

function intercepts({ state }: Cloud, { name }: Service): boolean {
  return state.proxyIntercepts?.has(name) === true;
}

let interceptor: Authority | undefined;

/** The authority of a proxy that reads what it carries; no client trusts it. */
function interceptorOf(): Authority {
  if (interceptor) return interceptor;
  interceptor = createAuthority(undefined, 'Proxy authority');
  interceptor.dispose();
  return interceptor;
}

/** A fatal alert of TLS 1.2 (RFC 8446, 6.2), which every client reads before a version is agreed on. */
const unrecognizedName = Buffer.from([21, 3, 3, 0, 2, 2, 112]);

function terminateTls(cloud: Cloud, service: Service, host: string, socket: Socket): TLSSocket {
  const { state } = cloud;
  const authority = intercepts(cloud, service) ? interceptorOf() : cloud.authority;
  const contextFor = (serverName: string): SecureContext | undefined => {
    const names = service.certificateNames ? service.certificateNames(serverName, state) : ([serverName] as const);
    return names && authority.contextFor(names, service.certificateFlaw?.(serverName, state));
  };
  const unnamed = contextFor(host);
  const secure = new TLSSocket(socket, {
    isServer: true,
    ALPNProtocols: ['http/1.1'],
    ...(unnamed ? { secureContext: unnamed } : {}),
    SNICallback: (serverName, done) => {
      const context = contextFor(serverName.toLowerCase());
      // A server without a certificate ends the handshake with an alert.
      if (!context) socket.write(unrecognizedName);
      done(context ? null : new Error('no certificate'), context);
    },
  });
  secure.on('error', () => socket.destroy());
  return secure;
}

async function answer(
  { state }: Cloud,
  service: Service,
  message: IncomingMessage,
  response: ServerResponse,
  serverName?: string,
): Promise<void> {
  try {
    const request = await readRequest(message, serverName);
    const outcome = await dispatch(service, request, state);
    if (outcome.kind === 'answer') sendResponse(response, request, outcome.response);
    if (outcome.kind === 'truncated') sendPart(message.socket, request, outcome.response);
    if (outcome.kind === 'drip') sendEndless(response, request, outcome.response, { bytes: 1, everyMs: 20 });
    if (outcome.kind === 'flood') sendEndless(response, request, outcome.response, { bytes: 1 << 20, everyMs: 0 });
    if (outcome.kind === 'reset') message.socket.destroy();
  } catch {
    // The client went away while its request was being read; there is nobody to answer.
    message.socket.destroy();
  }
}

function serverNameOf(socket: Socket): string {
  const name = (socket as TLSSocket & { readonly servername?: string | false }).servername;
  return typeof name === 'string' ? name.toLowerCase() : '';
}

function hostOf(url: string): string | undefined {
  return /^http:\/\/([^/?#:]+)(?::80)?(?:[/?#]|$)/i.exec(url)?.[1]?.toLowerCase();
}
