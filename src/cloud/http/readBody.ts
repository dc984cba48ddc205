import type { IncomingMessage } from 'node:http';
import { badAnswerError, timeoutError } from './transportErrors.js';

/** Receives a body in pieces, which it may keep. The next piece is not read until the promise of the previous one, if it returned one, is resolved. */
export interface BodySink {
  begin(headers: Readonly<Record<string, string>>): Promise<void>;
  write(piece: Uint8Array): Promise<void> | undefined;
}

/** The limits of a body. */
export interface BodyLimits {
  readonly maxBytes: number;
  /** If `true`, a body that is too long is truncated instead of rejected. */
  readonly cut?: boolean;
  /** Time limit for the whole body, ms; none by default. */
  readonly deadlineMs?: number;
}

/** The most pieces of a body that are kept separately before they are joined. */
const mostChunks = 512;

/**
 * Reads a body within its limits. Exceeding a limit closes the connection. Rejects with `BadAnswerError`, `RequestTimeoutError`, or Node's error of a broken
 * connection. Uses events, because an iterator would double the cost of a small request.
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

/**
 * Node makes two buffers for each piece. They are outside of V8's heap, so that it frees them only by searching all of the heap, which in an extension host
 * takes longer than receiving them. Garbage inside of it, one word for so many bytes, makes V8 free the young buffers after a short search instead.
 */
const bytesOfGarbage = 4;
const garbage: unknown[] = [];

/**
 * Writes a body into a sink. An error of the sink closes the connection, and a broken connection rejects. Uses events, because an iterator copies each piece
 * that arrives while another one is written, and this garbage takes longer than receiving it.
 */
export function writeInto(into: BodySink, response: IncomingMessage, watch: IdleWatch): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      reject(error);
      response.destroy();
    };
    const write = (piece: Buffer) => {
      garbage[0] = new Array(Math.floor(piece.length / bytesOfGarbage)).fill(0);
      const writing = watch.pauseFor(() => into.write(piece));
      if (!writing) return;
      response.pause();
      writing.then(() => response.resume(), fail);
    };
    response.on('data', (piece: Buffer) => {
      try {
        write(piece);
      } catch (error) {
        fail(error);
      }
    });
    response.once('error', reject);
    response.once('end', resolve);
  });
}

/** Calls back once when nothing has been transferred for this many ms. */
export class IdleWatch {
  private timer: NodeJS.Timeout;
  private hasEnded = false;

  constructor(
    private readonly ms: number,
    private readonly onIdle: () => void,
  ) {
    this.timer = setTimeout(onIdle, ms);
  }

  /** Restarts the time limit. Called after each transfer. */
  moved(): void {
    this.timer.refresh();
  }

  /** Stops the time limit during local work, and restarts it afterwards. */
  pauseFor(work: () => Promise<void> | undefined): Promise<void> | undefined {
    clearTimeout(this.timer);
    const working = work();
    if (working) return working.then(() => this.resume());
    this.resume();
    return undefined;
  }

  private resume(): void {
    if (!this.hasEnded) this.timer = setTimeout(this.onIdle, this.ms);
  }

  end(): void {
    this.hasEnded = true;
    clearTimeout(this.timer);
  }
}
