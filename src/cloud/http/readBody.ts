import type { IncomingMessage } from 'node:http';
import { badAnswerError, timeoutError } from './transportErrors.js';

/** The limits of a body. */
interface BodyLimits {
  readonly maxBytes: number;
  /** Truncates a longer body instead of rejecting it. */
  readonly cut?: boolean;
  /** Time limit for the whole body, ms; none by default. */
  readonly deadlineMs?: number;
}

/** The longest answer is a listing: 1,000 entries, each with a key of 1 KB, which percent-encoding triples. */
const controlBytes = 8 * 1024 * 1024;
/** The vendor's errors are a code and a sentence. Longer ones are pages of other servers, whose status is enough. */
const errorBytes = 64 * 1024;
/** The number of pieces of a body that are kept separately. */
const mostChunks = 512;

/** The limits of an answer other than an object. */
export function controlLimits(status: number, deadlineMs: number): BodyLimits {
  const isError = status < 200 || status >= 300;
  return isError ? { maxBytes: errorBytes, cut: true, deadlineMs } : { maxBytes: controlBytes, deadlineMs };
}

/**
 * Reads a body within its limits. Exceeding a limit closes the connection. Rejects with `BadAnswerError`,
 * `RequestTimeoutError`, or Node's error of a broken connection. Uses events: an iterator would double the cost of a
 * small request.
 */
export function readBody(
  response: IncomingMessage,
  { maxBytes, cut = false, deadlineMs }: BodyLimits,
  onData?: () => void,
): Promise<Buffer> {
  // Checked when data arrives: the caller's idle timeout covers silence, and a timer for each answer would be expensive.
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
      // A server may send single bytes, each of which keeps a whole buffer alive.
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
