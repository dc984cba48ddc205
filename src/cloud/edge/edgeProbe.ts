import { lookup as resolve } from 'node:dns';
import http, { ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import { checkServerIdentity, type PeerCertificate as Peer, type TLSSocket } from 'node:tls';
import { normalizeHost } from '../../core/dns/hostNames.js';
import { AppError, throwIfAborted } from '../../core/errors.js';
import { standardPorts } from '../../core/origin.js';
import type { ClockPort } from '../../core/ports/local.js';
import type { EdgeAnswer, EdgePort, PeerCertificate } from '../../core/ports/probe.js';
import { isLocalAddress, toAddressBits } from '../../core/publicAddress.js';
import { definedOnly } from '../definedOnly.js';
import { KeptConnections } from '../http/keptConnections.js';
import { withTimeLimit } from '../http/timeLimit.js';
import { isMisled, isProxyFailure, openTunnel, TunnelRefused, whyNotCarried } from './edgeProxy.js';

/** Options of the probe. */
interface EdgeOptions {
  readonly clock: ClockPort;
  readonly timeoutMs: number;
}

type Probe = Parameters<EdgePort['probe']>[0];

/** How long an idle connection is kept open, ms. */
const idleMs = 4_000;

/**
 * Creates a port that sends HTTPS or HTTP requests to web servers. It accepts any certificate, reports whether the certificate is trusted, and follows no
 * redirect.
 */
export function createEdge({ clock, timeoutMs }: EdgeOptions): EdgePort {
  const connections = new KeptConnections(idleMs);
  return {
    async probe(request, signal) {
      throwIfAborted(signal);
      const startedAt = clock.now();
      const finding = isPublicHost(request.connectTo)
        ? await withTimeLimit(timeoutMs, signal, (limited) => send(request, connections, limited)).catch(toProbeFailure)
        : ({ outcome: 'refusedAddress', headers: {} } as const);
      throwIfAborted(signal);
      return { ...finding, durationMs: clock.now() - startedAt };
    },
  };
}

function send(probe: Probe, connections: KeptConnections, signal: AbortSignal): Promise<ProbeResult> {
  return new Promise((resolvePromise, reject) => {
    const guard = createPublicLookup(probe.connectTo);
    const options = { ...optionsOf(probe, signal), lookup: guard.lookup };
    const request = open(probe, options, connections);
    const answered = receive(request, probe, guard);
    answered.then(resolvePromise, (error) => {
      // The server may have closed the idle connection: retry once over a new one.
      if (!request.reusedSocket || signal.aborted) reject(error);
      else resolvePromise(send({ ...probe, keepsConnection: false }, connections, signal));
    });
    if (!isMisled(probe)) return void request.end();
    // Sends nothing until it is known that the other end is no proxy.
    onConnected(request, (socket) => {
      if (guard.addressOf(socket) !== undefined) return void request.end();
      resolvePromise(sendThroughTunnel(probe, { request, socket }, signal));
    });
  });
}

/** Sends a probe through the tunnel of a proxy. A proxy that refuses a tunnel to port 80 says nothing about the edge. */
async function sendThroughTunnel(
  probe: Probe,
  proxy: { readonly request: ClientRequest; readonly socket: Socket },
  signal: AbortSignal,
): Promise<ProbeResult> {
  try {
    const tunnel = await openTunnel(plainHost(probe), proxy, signal);
    const request = new ClientRequest({ ...optionsOf(probe, signal), createConnection: () => tunnel });
    const answered = receive(request, { ...probe, isTunnelled: true });
    request.end();
    return await answered;
  } catch (error) {
    if (!(error instanceof TunnelRefused)) throw error;
    return { outcome: 'proxyRefused', headers: {}, message: error.message };
  } finally {
    proxy.request.destroy();
  }
}

/** Reads the response and returns it as a result. If a proxy answered in place of the server, the outcome is `proxyRefused`. */
function receive(
  request: ClientRequest,
  probe: Probe & { readonly isTunnelled?: true },
  guard?: PublicLookup,
): Promise<ProbeResult> {
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response) => {
      const address = guard?.addressOf(response.socket);
      const notCarried = probe.isTunnelled ? undefined : whyNotCarried(probe, response, address);
      if (notCarried !== undefined) {
        resolve({ outcome: 'proxyRefused', headers: {}, message: notCarried });
        return void request.destroy();
      }
      // The response has no socket any more once the body has been read.
      const socket = response.socket as Partial<TLSSocket>;
      const certificate = probe.keepsConnection ? {} : describeCertificate(socket, probe.name);
      readStart(response, probe.maxBytes).then((body) => {
        resolve(toProbeResult(response, { body, address, ...certificate }));
      }, reject);
    });
  });
}

function onConnected(request: ClientRequest, connected: (socket: Socket) => void): void {
  request.on('socket', (socket) => {
    if (socket.connecting) socket.once('connect', () => connected(socket));
    else connected(socket);
  });
}

function open(probe: Probe, options: RequestOptions, connections: KeptConnections): ClientRequest {
  if (probe.scheme === 'http') return http.request({ ...options, port: standardPorts.http });
  // A missing or wrong certificate is a finding, not a failure.
  const secure = { ...options, port: standardPorts.https, servername: probe.name, rejectUnauthorized: false };
  if (probe.keepsConnection) return connections.request(secure, 'node');
  // A kept connection or a resumed session shows no certificate. `sessionIdContext` is part of the key of a pool, so
  // neither is reused here.
  const own = { ...secure, session: undefined, sessionIdContext: 'own' };
  return https.request(own);
}

function optionsOf(probe: Probe, signal: AbortSignal): RequestOptions {
  const { preflight, scheme, keepsConnection } = probe;
  const asking = preflight !== undefined && { origin: preflight, 'access-control-request-method': 'GET' };
  // A new connection shows the current certificate.
  const isOwn = scheme === 'http' || !keepsConnection;
  const own = { 'accept-encoding': 'identity', 'user-agent': 'oss-cdn', ...(isOwn && { connection: 'close' }) };
  return {
    host: plainHost(probe),
    method: asking ? 'OPTIONS' : 'GET',
    path: probe.path,
    headers: { host: probe.name, ...own, ...asking },
    signal,
  };
}

function plainHost({ connectTo }: Probe): string {
  return connectTo.replace(/^\[|\]$/g, '');
}

/** An answer of an edge without its duration. */
type ProbeResult = Omit<EdgeAnswer, 'durationMs'>;

/** Reads the body up to `maxBytes`. */
async function readStart(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= maxBytes) break;
  }
  return new Uint8Array(Buffer.concat(chunks).subarray(0, maxBytes));
}

/** Converts a response to a result. */
function toProbeResult(
  response: IncomingMessage,
  more: { [Key in keyof ProbeResult]?: ProbeResult[Key] | undefined },
): ProbeResult {
  const headers = flatten(response);
  return { outcome: 'answered', headers, ...definedOnly({ status: response.statusCode }), ...definedOnly(more) };
}

function flatten(response: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [key, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers[key] = [value].flat().join(', ');
  }
  return headers;
}

/**
 * Converts a transport error to an outcome. Rethrows an `AppError` such as `cancelled`. If several addresses were tried (`AggregateError`), the error of the
 * last address is used, since Node gives each of the others only a quarter of a second (`autoSelectFamilyAttemptTimeout`).
 */
export function toProbeFailure(error: unknown): ProbeResult {
  if (error instanceof AppError) throw error;
  const last = error instanceof AggregateError ? error.errors.at(-1) : error;
  const { code = '', message = '' } = last as NodeJS.ErrnoException;
  if (code === privateAddressCode) return { outcome: 'refusedAddress', headers: {} };
  if (isTimeout(last as NodeJS.ErrnoException)) return { outcome: 'timeout', headers: {} };
  if (isProxyFailure(message)) return { outcome: 'proxyRefused', headers: {}, message };
  // A connection that breaks in the handshake is no finding about certificates: firewalls do that to unwanted names.
  const inTls = /^(ERR_TLS|ERR_SSL|EPROTO|CERT_)/.test(code);
  return { outcome: inTls ? 'tlsFailed' : 'unreachable', headers: {}, ...definedOnly({ message }) };
}

function isTimeout({ name, code, cause }: NodeJS.ErrnoException): boolean {
  return name === 'TimeoutError' || (cause instanceof Error && cause.name === 'TimeoutError') || code === 'ETIMEDOUT';
}

/**
 * Describes the certificate of a connection and whether it is valid for `name`. Returns `undefined` for a connection without TLS. `message` is OpenSSL's
 * reason for not trusting the certificate.
 */
export function describeCertificate(
  socket: Partial<TLSSocket>,
  name: string,
): Pick<EdgeAnswer, 'certificate' | 'message'> {
  const peer = socket.getPeerCertificate?.();
  if (!peer?.subject) return {};
  const flaw = socket.authorizationError;
  const certificate: PeerCertificate = {
    trusted: socket.authorized === true && isFor(name, peer),
    names: namesOf(peer),
    fingerprint: (peer.fingerprint256 ?? '').replaceAll(':', '').toLowerCase(),
    ...definedOnly({ from: toIso(peer.valid_from), expires: toIso(peer.valid_to) }),
  };
  const message = flaw ? String(flaw instanceof Error ? flaw.message : flaw) : undefined;
  return { certificate, ...definedOnly({ message }) };
}

/** Returns whether the certificate is valid for the name. A certificate may contain anything, and Node throws for names that it cannot read. */
function isFor(name: string, certificate: Peer): boolean {
  try {
    return checkServerIdentity(name, certificate) === undefined;
  } catch {
    return false;
  }
}

function toIso(date: string): string | undefined {
  const time = Date.parse(date);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

function namesOf({ subject, subjectaltname = '' }: Peer): readonly string[] {
  const alternatives = subjectaltname.split(', ').flatMap((entry) => (/^DNS:(.+)$/.exec(entry) ?? []).slice(1));
  return [...new Set([...[subject.CN ?? []].flat(), ...alternatives])];
}

/** The `code` of the error that refuses a private address. */
const privateAddressCode = 'EPRIVATEADDRESS';

/** Resolves a host for one connection, which then connects only to the checked addresses. */
interface PublicLookup {
  readonly lookup: LookupFunction;
  /** Returns the address at the other end of the connection, or `undefined` if a proxy is there. */
  addressOf(socket: Pick<Socket, 'remoteAddress'>): string | undefined;
}

/** Returns whether a host name or address looks public. Names are not resolved. */
export function isPublicHost(host: string): boolean {
  const plain = readNumber(normalizeHost(unbracket(host)));
  return !isLocalAddress(plain) && plain !== 'localhost' && !plain.endsWith('.localhost');
}

/**
 * Creates a lookup that refuses a name if any of its addresses is private. It is called only for direct connections, since a proxy resolves the name itself.
 */
export function createPublicLookup(host: string): PublicLookup {
  const known = new Set([toComparable(unbracket(host))]);
  return {
    lookup(hostname, options, callback) {
      resolve(hostname, { ...options, all: true }, (error, addresses) => {
        if (error) return callback(error, '', 0);
        const first = addresses[0];
        if (!first || addresses.some(({ address }) => isLocalAddress(address))) {
          return callback(
            Object.assign(new Error('The name leads to a private address'), { code: privateAddressCode }),
            '',
            0,
          );
        }
        for (const { address } of addresses) known.add(toComparable(address));
        if (options.all) return callback(null, addresses);
        callback(null, first.address, first.family);
      });
    },
    addressOf: ({ remoteAddress }) =>
      remoteAddress && known.has(toComparable(remoteAddress)) ? remoteAddress : undefined,
  };
}

/** Converts a number such as `0x7f.1` to an address, as operating systems do and proxies may do. */
function readNumber(host: string): string {
  const url = `http://${host}`;
  return /^[\da-fx.]+$/.test(host) && URL.canParse(url) ? new URL(url).hostname : host;
}

/** Normalizes the spelling of an address, so that two addresses can be compared. */
function toComparable(address: string): string {
  return toAddressBits(address) ?? address;
}

function unbracket(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
