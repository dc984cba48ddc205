import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { toRealMs } from '../state/clock.js';
import type { SandboxState, Service } from '../state/state.js';
import { dispatch } from './dispatch.js';
import { badGateway, proxyPage } from './errorPages.js';
import { readRequest, sendEndless, sendPart, sendRefusal, sendResponse } from './httpMessage.js';
import { type Cloud, intercepts, terminateTls } from './terminateTls.js';

/** A server listening on loopback. */
export interface Listening {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts the forward proxy. Names of a service end here; all others are refused. Nothing is forwarded. */
export async function startProxy(cloud: Cloud, port = 0): Promise<Listening> {
  const behindTls = new WeakMap<object, Service>();
  const inTheClear = new WeakMap<object, Service>();
  const intercepted = new WeakSet<object>();
  const inner = createServer({ keepAliveTimeout: 60_000 }, (message, response) => {
    const plain = inTheClear.get(message.socket);
    if (plain && !refuses(cloud, plain)) return void answer(cloud, plain, { message, response });
    const service = behindTls.get(message.socket);
    // Closes connections from before the proxy began to refuse or inspect.
    const isOld = service && intercepts(cloud, service) !== intercepted.has(message.socket);
    if (!service || refuses(cloud, service) || isOld) message.socket.destroy();
    else void answer(cloud, service, { message, response, serverName: serverNameOf(message.socket) });
  });
  const outer = createServer((message, response) => {
    const host = hostOf(message.url ?? '');
    const service = host === undefined ? undefined : ownerOf(cloud, host);
    if (service && refuses(cloud, service))
      sendResponse(response, { method: 'GET' }, proxyPage(cloud.state.proxyStatus));
    else if (service) void answer(cloud, service, { message, response });
    else response.writeHead(502).end('This host is not part of the sandbox.\n');
  });
  outer.on('connect', (message: IncomingMessage, socket: Duplex, head: Buffer) => {
    // An IPv6 address is in brackets.
    const [, host = '', targetPort] = /^\[?(.*?)\]?:(\d+)$/.exec((message.url ?? '').toLowerCase()) ?? [];
    const service = targetPort === '443' || targetPort === '80' ? ownerOf(cloud, host) : undefined;
    socket.on('error', () => socket.destroy());
    const mayTunnel = targetPort === '443' || cloud.state.proxyTunnels80 === true;
    if (!service || !mayTunnel || refuses(cloud, service)) {
      sendRefusal(socket, service ? proxyPage(cloud.state.proxyStatus) : badGateway);
      return;
    }
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    if (targetPort === '80') {
      inTheClear.set(socket, service);
      inner.emit('connection', socket);
      return;
    }
    const secure = terminateTls(cloud, service, host, socket as Socket);
    behindTls.set(secure, service);
    if (intercepts(cloud, service)) intercepted.add(secure);
    inner.emit('connection', secure);
  });
  return listen(outer, port);
}

/** Listens on loopback; `stop` also closes open connections. */
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

/** A received request and its connection; `serverName` is the SNI. */
interface Exchange {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly serverName?: string;
}

const endless: readonly string[] = ['drip', 'flood', 'silence'];

async function answer({ state }: Cloud, service: Service, { message, response, serverName }: Exchange): Promise<void> {
  try {
    const request = await readRequest(message, serverName);
    const outcome = await dispatch(service, request, state);
    if (outcome.kind === 'answer') sendResponse(response, request, outcome.response, state.pause ?? pauseOf(state));
    if (outcome.kind === 'truncated') sendPart(message.socket, request, outcome.response);
    if (outcome.kind === 'drip') sendEndless(response, request, outcome.response, { bytes: 1, everyMs: 20 });
    if (outcome.kind === 'flood') sendEndless(response, request, outcome.response, { bytes: 1 << 20, everyMs: 0 });
    if (outcome.kind === 'reset') message.socket.destroy();
    // An endless answer closes when the client does.
    if (endless.includes(outcome.kind)) {
      response.once('close', () => void state.events.emit('clientClosed'));
    }
  } catch {
    // The client disconnected while its request was being read.
    message.socket.destroy();
  }
}

function pauseOf(state: SandboxState): (vendorMs: number) => Promise<void> {
  return (vendorMs) => sleep(toRealMs(state, vendorMs), undefined, { ref: false });
}

function serverNameOf(socket: Socket): string {
  const name = (socket as TLSSocket & { readonly servername?: string | false }).servername;
  return typeof name === 'string' ? name.toLowerCase() : '';
}

function hostOf(url: string): string | undefined {
  return /^http:\/\/([^/?#:]+)(?::80)?(?:[/?#]|$)/i.exec(url)?.[1]?.toLowerCase();
}
