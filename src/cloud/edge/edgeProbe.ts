import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { AppError, throwIfAborted } from '../../core/errors.js';
import type { ClockPort } from '../../core/ports/local.js';
import type { EdgeAnswer, EdgePort } from '../../core/ports/probe.js';
import { definedOnly } from '../definedOnly.js';
import { withTimeLimit } from '../http/timeLimit.js';
import { describeCertificate } from './certificate.js';
import { isMisled, isProxyFailure, whyNotCarried } from './edgeProxy.js';
import { createPublicLookup, isPublicHost, type PublicLookup, privateAddressCode } from './publicLookup.js';

/** What the probe is made of. */
interface EdgeOptions {
  readonly clock: ClockPort;
  readonly timeoutMs: number;
}

type Finding = Omit<EdgeAnswer, 'durationMs'>;
type Probe = Parameters<EdgePort['probe']>[0];

/** Asks web servers over HTTPS or HTTP, taking any certificate and saying what it is worth. Follows no redirect. */
export function createEdge({ clock, timeoutMs }: EdgeOptions): EdgePort {
  return {
    async probe(request, signal) {
      throwIfAborted(signal);
      const startedAt = clock.now();
      const finding = isPublicHost(request.connectTo)
        ? await withTimeLimit(timeoutMs, signal, (limited) => send(request, limited)).catch(toFailure)
        : ({ outcome: 'refusedAddress', headers: {} } as const);
      throwIfAborted(signal);
      return { ...finding, durationMs: clock.now() - startedAt };
    },
  };
}

function send(probe: Probe, signal: AbortSignal): Promise<Finding> {
  return new Promise((resolvePromise, reject) => {
    const guard = createPublicLookup(probe.connectTo);
    const request = open(probe, guard, signal);
    request.on('error', reject);
    request.on('response', (response) => {
      const address = guard.addressOf(response.socket);
      const notCarried = whyNotCarried(probe, response, address);
      if (notCarried !== undefined) {
        resolvePromise({ outcome: 'proxyRefused', headers: {}, message: notCarried });
        return void request.destroy();
      }
      // The socket leaves the response once the body has been read.
      const certificate = describeCertificate(response.socket as Partial<TLSSocket>, probe.name);
      readBody(response, probe.maxBytes).then((body) => {
        resolvePromise(toFinding(response, { body, address, ...certificate }));
      }, reject);
    });
    if (!isMisled(probe)) return void request.end();
    // Nothing is sent before it is known that no proxy is at the other end.
    onConnected(request, (socket) => {
      if (guard.addressOf(socket) !== undefined) return void request.end();
      resolvePromise({ outcome: 'proxyRefused', headers: {} });
      request.destroy();
    });
  });
}

function onConnected(request: ClientRequest, connected: (socket: Socket) => void): void {
  request.on('socket', (socket) => {
    if (socket.connecting) socket.once('connect', () => connected(socket));
    else connected(socket);
  });
}

function open(
  { connectTo, name, path, scheme = 'https' }: Probe,
  guard: PublicLookup,
  signal: AbortSignal,
): ClientRequest {
  const options: RequestOptions = {
    host: connectTo.replace(/^\[|\]$/g, ''),
    method: 'GET',
    path,
    // A connection for each probe, so that an idle one that the server has left is never met.
    headers: { host: name, 'accept-encoding': 'identity', 'user-agent': 'oss-cdn', connection: 'close' },
    lookup: guard.lookup,
    signal,
  };
  if (scheme === 'http') return http.request({ ...options, port: 80 });
  // A certificate that is missing or wrong is a finding, not a failure.
  return https.request({ ...options, port: 443, servername: name, rejectUnauthorized: false });
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= maxBytes) break;
  }
  return new Uint8Array(Buffer.concat(chunks).subarray(0, maxBytes));
}

function toFinding(response: IncomingMessage, more: { [Key in keyof Finding]?: Finding[Key] | undefined }): Finding {
  return definedOnly<Finding>({
    outcome: 'answered',
    status: response.statusCode,
    headers: flatten(response),
    ...more,
  });
}

function flatten(response: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [key, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers[key] = [value].flat().join(', ');
  }
  return headers;
}

function toFailure(error: unknown): Finding {
  if (error instanceof AppError) throw error;
  const { code = '', message = '' } = error as NodeJS.ErrnoException;
  if (code === privateAddressCode) return { outcome: 'refusedAddress', headers: {} };
  if (isTimeout(error as NodeJS.ErrnoException)) return { outcome: 'timeout', headers: {} };
  if (isProxyFailure(message)) return { outcome: 'proxyRefused', headers: {}, message };
  // A connection that breaks in the handshake says nothing of certificates: firewalls do that to names they do not like.
  const inTls = /^(ERR_TLS|ERR_SSL|EPROTO|CERT_)/.test(code);
  return { outcome: inTls ? 'tlsFailed' : 'unreachable', headers: {}, message };
}

function isTimeout({ name, code, cause }: NodeJS.ErrnoException): boolean {
  return name === 'TimeoutError' || (cause instanceof Error && cause.name === 'TimeoutError') || code === 'ETIMEDOUT';
}
