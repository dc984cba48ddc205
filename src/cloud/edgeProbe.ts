import { lookup as resolve } from 'node:dns';
import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { checkServerIdentity, type TLSSocket } from 'node:tls';
import { AppError, throwIfAborted } from '../core/errors.js';
import type { ClockPort } from '../core/ports/local.js';
import type { EdgeAnswer, EdgePort } from '../core/ports/probe.js';
import { compact } from './lazy.js';
import { isPrivateAddress } from './privateAddress.js';

/** What the probe is made of. */
export interface EdgeOptions {
  readonly clock: ClockPort;
  readonly timeoutMs: number;
}

type Finding = Omit<EdgeAnswer, 'durationMs'>;
type Probe = Parameters<EdgePort['probe']>[0];

const refusal = 'EPRIVATEADDRESS';

/** Asks web servers over HTTPS, taking any certificate and saying what it is worth. Follows no redirect. */
export function createEdge({ clock, timeoutMs }: EdgeOptions): EdgePort {
  return {
    async probe(request, signal) {
      throwIfAborted(signal);
      const startedAt = clock.now();
      const finding = isAllowed(request.connectTo)
        ? await send(request, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])).catch(toFailure)
        : ({ outcome: 'refusedAddress', headers: {} } as const);
      throwIfAborted(signal);
      return { ...finding, durationMs: clock.now() - startedAt };
    },
  };
}

function isAllowed(connectTo: string): boolean {
  const host = connectTo.replace(/^\[|\]$/g, '');
  if (isIP(host)) return !isPrivateAddress(host);
  return host.toLowerCase() !== 'localhost' && !host.toLowerCase().endsWith('.localhost');
}

/** Asked only where the connection is direct; behind a proxy the proxy resolves. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 0);
    const first = addresses[0];
    if (!first || addresses.some(({ address }) => isPrivateAddress(address))) {
      return callback(Object.assign(new Error('The name leads to a private address'), { code: refusal }), '', 0);
    }
    if (options.all) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
};

function send({ connectTo, name, path, maxBytes }: Probe, signal: AbortSignal): Promise<Finding> {
  return new Promise((resolvePromise, reject) => {
    const request = https.request({
      host: connectTo.replace(/^\[|\]$/g, ''),
      port: 443,
      servername: name,
      method: 'GET',
      path,
      headers: { host: name, 'accept-encoding': 'identity', 'user-agent': 'oss-cdn' },
      // A certificate that is missing or wrong is a finding, not a failure.
      rejectUnauthorized: false,
      lookup: publicLookup,
      signal,
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const socket = response.socket as Partial<TLSSocket>;
      // A proxy that cannot reach the server answers in its place, in the clear.
      if (!socket.encrypted) return void request.destroy(new Error(`The proxy answered ${response.statusCode}`));
      // The socket leaves the response once the body has been read.
      const certificate = describeCertificate(response.socket as TLSSocket, name);
      readBody(response, maxBytes).then((body) => {
        resolvePromise({ ...toFinding(response, body), ...certificate });
      }, reject);
    });
    request.end();
  });
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

function toFinding(response: IncomingMessage, body: Uint8Array): Finding {
  return compact<Finding>({
    outcome: 'answered',
    status: response.statusCode,
    headers: flatten(response),
    body,
  });
}

function describeCertificate(
  socket: TLSSocket,
  name: string,
): Pick<EdgeAnswer, `certificate${string}` & keyof EdgeAnswer> {
  const certificate = socket.getPeerCertificate?.();
  if (!certificate?.subject) return {};
  const matches = checkServerIdentity(name, certificate) === undefined;
  return {
    certificateTrusted: socket.authorized && matches,
    certificateName: [certificate.subject.CN].flat()[0] ?? '',
    certificateExpires: new Date(certificate.valid_to).toISOString(),
  };
}

function flatten(response: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [key, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers[key] = [value].flat().join(', ');
  }
  return headers;
}

function toFailure(error: unknown): Finding {
  const { code = '', name = '', message = '', cause } = error as NodeJS.ErrnoException;
  if (error instanceof AppError) throw error;
  if (code === refusal) return { outcome: 'refusedAddress', headers: {} };
  const timedOut =
    name === 'TimeoutError' || (cause instanceof Error && cause.name === 'TimeoutError') || code === 'ETIMEDOUT';
  if (timedOut) return { outcome: 'timeout', headers: {} };
  const outcome = /^(ERR_TLS|ERR_SSL|EPROTO|CERT_)/.test(code) ? 'tlsFailed' : 'unreachable';
  return { outcome, headers: {}, message };
}
