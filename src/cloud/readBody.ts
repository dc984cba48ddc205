import type { IncomingMessage } from 'node:http';
import { badAnswerError, timeoutError } from './transportErrors.js';

/** How much of an answer's body is taken. */
export interface BodyLimits {
  readonly maxBytes: number;
  /** What lies behind `maxBytes` is left unread instead of making the answer a bad one. */
  readonly cut?: boolean;
  /** How long the body may take, ms; without it, as long as it keeps coming. */
  readonly deadlineMs?: number;
}

/** The longest answer is a listing: 1,000 entries, each with a key of 1 KB that percent-encoding makes three times as long. */
const controlBytes = 8 * 1024 * 1024;
/** An error is a code and a sentence; what says more is a page of somebody else, of which the status is enough. */
const errorBytes = 64 * 1024;

/** How long a whole answer may take where nothing may stand still for `timeoutMs`: a minute with the usual 10 s. */
export function answerTime(timeoutMs: number): number {
  return 6 * timeoutMs;
}

/** The limits of an answer that is no object. */
export function controlLimits(status: number, deadlineMs: number): BodyLimits {
  const isError = status < 200 || status >= 300;
  return isError ? { maxBytes: errorBytes, cut: true, deadlineMs } : { maxBytes: controlBytes, deadlineMs };
}

/**
 * Reads a body within its limits; one that goes beyond them takes its connection with it. Rejects with `BadAnswerError`,
 * `RequestTimeoutError`, or what Node says of a broken connection. By events: an iterator would cost as much again as all
 * the rest of a small request.
 */
export function readBody(
  response: IncomingMessage,
  { maxBytes, cut = false, deadlineMs }: BodyLimits,
  onData?: () => void,
): Promise<Buffer> {
  // Looked at as bytes come, for who waits watches over silence: a timer for each answer would be dear.
  const until = deadlineMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + deadlineMs;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const fail = (error: unknown) => {
      reject(error);
      response.destroy();
    };
    const end = () => resolve(Buffer.concat(chunks, Math.min(size, maxBytes)));
    response.on('data', (chunk: Buffer) => {
      onData?.();
      chunks.push(chunk);
      size += chunk.length;
      if (performance.now() > until) return fail(timeoutError());
      if (size <= maxBytes) return;
      if (!cut) return fail(badAnswerError(`The answer is longer than ${maxBytes} bytes`));
      end();
      response.destroy();
    });
    response.once('error', reject);
    response.once('end', end);
  });
}
