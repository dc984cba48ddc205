import type { IncomingMessage } from 'node:http';
import { AppError } from '../../core/errors.js';
import type { EdgeAnswer } from '../../core/ports/probe.js';
import { definedOnly } from '../definedOnly.js';
import { isProxyFailure } from './edgeProxy.js';
import { privateAddressCode } from './publicLookup.js';

/** An answer of an edge, before its duration is known. */
export type ProbeResult = Omit<EdgeAnswer, 'durationMs'>;

/** Reads the body as far as `maxBytes`. */
export async function readStart(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= maxBytes) break;
  }
  return new Uint8Array(Buffer.concat(chunks).subarray(0, maxBytes));
}

/** What a response says. */
export function toProbeResult(
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
 * Maps a transport error to an outcome; rethrows `AppError`, such as `cancelled`. Of the attempts to connect to several
 * addresses (`AggregateError`) the last one counts: Node ends each other one after a quarter of a second
 * (`autoSelectFamilyAttemptTimeout`).
 */
export function toProbeFailure(error: unknown): ProbeResult {
  if (error instanceof AppError) throw error;
  const last = error instanceof AggregateError ? error.errors.at(-1) : error;
  const { code = '', message = '' } = last as NodeJS.ErrnoException;
  if (code === privateAddressCode) return { outcome: 'refusedAddress', headers: {} };
  if (isTimeout(last as NodeJS.ErrnoException)) return { outcome: 'timeout', headers: {} };
  if (isProxyFailure(message)) return { outcome: 'proxyRefused', headers: {}, message };
  // A connection that breaks in the handshake says nothing of certificates: firewalls do that to names they do not like.
  const inTls = /^(ERR_TLS|ERR_SSL|EPROTO|CERT_)/.test(code);
  return { outcome: inTls ? 'tlsFailed' : 'unreachable', headers: {}, ...definedOnly({ message }) };
}

function isTimeout({ name, code, cause }: NodeJS.ErrnoException): boolean {
  return name === 'TimeoutError' || (cause instanceof Error && cause.name === 'TimeoutError') || code === 'ETIMEDOUT';
}
