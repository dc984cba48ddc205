import type { IncomingMessage } from 'node:http';
import { badAnswerError, timeoutError } from './transportErrors.js';

/** How much of an answer's body is taken. */
interface BodyLimits {
  readonly maxBytes: number;
  /** A longer body is truncated instead of rejected. */
  readonly cut?: boolean;
  /** How long the whole body may take, ms; unlimited when absent. */
  readonly deadlineMs?: number;
}

/** The longest answer is a listing: 1,000 entries, each with a key of 1 KB that percent-encoding makes three times as long. */
const controlBytes = 8 * 1024 * 1024;
/** The vendor's errors are a code and a sentence. Anything longer is some other server's page, whose status is enough. */
const errorBytes = 64 * 1024;
/** Pieces of a body that are held as they came. */
const mostChunks = 512;

/** The limits of an answer that is no object. */
export function controlLimits(status: number, deadlineMs: number): BodyLimits {
  const isError = status < 200 || status >= 300;
  return isError ? { maxBytes: errorBytes, cut: true, deadlineMs } : { maxBytes: controlBytes, deadlineMs };
}

/**
 * Reads a body within its limits; exceeding one of them closes the connection. Rejects with `BadAnswerError`,
 * `RequestTimeoutError`, or Node's error of a broken connection. By events: an iterator would double the cost of a small
 * request.
 */
export function readBody(
  response: IncomingMessage,
  { maxBytes, cut = false, deadlineMs }: BodyLimits,
  onData?: () => void,
): Promise<Buffer> {
  // Checked as data arrives: the caller's idle timeout covers silence, and a timer for each answer would be expensive.
  const until = deadlineMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + deadlineMs;
  return new Promise((resolve, reject) => {
    const blocks: Buffer[] = [];
    const chunks: Buffer[] = [];
    let size = 0;
    const fail = (error: unknown) => {
      reject(error);
      response.destroy();
    };
    const end = () => resolve(Buffer.concat([...blocks, ...chunks], Math.min(size, maxBytes)));
    response.on('data', (chunk: Buffer) => {
      onData?.();
      chunks.push(chunk);
      size += chunk.length;
      // A server may send single bytes, each of which holds on to what it came with.
      if (chunks.length === mostChunks) blocks.push(Buffer.concat(chunks.splice(0)));
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
