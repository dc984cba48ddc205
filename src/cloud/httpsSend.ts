import type { ClientRequest, IncomingMessage } from 'node:http';
import https from 'node:https';

/** What a request begins with; `path` is encoded, and each character of a header's value is one byte. */
export interface RequestHead {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A request over HTTPS; `timeoutMs` is how long nothing may move. */
export interface HttpsRequest {
  readonly method: string;
  readonly host: string;
  /** Asked when the request leaves, however long it waited for its turn: signatures are of use for minutes only. */
  readonly head: () => RequestHead;
  readonly body?: Uint8Array | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** An answer, whole in memory. */
export interface HttpsAnswer {
  readonly status: number;
  /** Names in lower case; each character of a value is one byte of what came. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Sends a request and reads its answer; throws what Node throws, or an error named `RequestTimeoutError`, or `AbortError` once the signal aborts. */
export type HttpsSend = (request: HttpsRequest) => Promise<HttpsAnswer>;

/** How many requests are under way at once; the rest wait their turn. */
const atOnce = 32;
/** How many rounds of the event loop requests gather before they leave; one round takes a few microseconds when nothing else goes on. */
const gatherRounds = 3;
/** OSS closes a connection that is idle for a minute; ours end before, so that no request meets the end of one. */
const idleMs = 20_000;
/** How much is handed to a connection at once: what it has not sent is held twice, in the clear and encrypted. */
const chunkBytes = 256 * 1024;

/**
 * Sends over connections that are kept open. VS Code gives every request an agent of its own, by which it goes through the
 * proxy of this person's settings; that agent is taken over for the following requests, or each would connect anew.
 */
export function createHttpsSend(): HttpsSend {
  const own = new https.Agent({ keepAlive: true, timeout: idleMs });
  const turns = createTurns(atOnce);
  let agent: https.Agent | undefined;
  return async (wanted) => {
    const { method, host, signal } = wanted;
    await turns.take(signal);
    try {
      if (signal.aborted) throw cancelled();
      const { path, headers } = wanted.head();
      const request = https.request({
        protocol: 'https:',
        method,
        host,
        path,
        headers: toRawHeaders(host, headers),
        agent,
      });
      agent = keepOpen(request, own);
      return await exchange(request, wanted);
    } finally {
      turns.give();
    }
  };
}

/**
 * Lets this many at once have a turn, in the order in which they ask. Those that ask within a few rounds of the event loop go
 * together: small requests that leave one right after the other find the code that sends them in the processor's caches,
 * which makes each cheaper by a tenth, and wake up whoever takes them once.
 */
function createTurns(limit: number) {
  const waiting = new Set<() => void>();
  let taken = 0;
  let isDue = false;
  const begin = () => {
    isDue = false;
    for (const start of waiting) {
      if (taken >= limit) break;
      waiting.delete(start);
      taken++;
      start();
    }
  };
  const gather = (rounds: number) => void (rounds > 0 ? setImmediate(gather, rounds - 1) : begin());
  const plan = () => {
    if (isDue || taken >= limit || waiting.size === 0) return;
    isDue = true;
    gather(gatherRounds);
  };
  return {
    /** Rejects, and takes none, once the signal aborts; one that may go with this round does not listen for so little. */
    take(signal: AbortSignal): Promise<void> {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(cancelled());
        const isNext = taken + waiting.size < limit;
        waiting.add(isNext ? resolve : whenNotCancelled(signal, waiting, resolve, reject));
        plan();
      });
    },
    give(): void {
      taken--;
      plan();
    },
  };
}

function whenNotCancelled(
  signal: AbortSignal,
  waiting: Set<() => void>,
  resolve: () => void,
  reject: (error: Error) => void,
): () => void {
  const cancel = () => {
    waiting.delete(start);
    reject(cancelled());
  };
  const start = () => {
    signal.removeEventListener('abort', cancel);
    resolve();
  };
  signal.addEventListener('abort', cancel, { once: true });
  return start;
}

/**
 * As a flat list, with the length last: Node writes such a list at once and as it is. Once it knows the length, be it by an
 * earlier header or by `end`, it decodes a Content-Disposition and writes other bytes than those that were signed.
 */
function toRawHeaders(host: string, headers: RequestHead['headers']): string[] {
  const raw = headers.host === undefined ? ['host', host] : [];
  for (const name in headers) if (name !== 'content-length') raw.push(name, headers[name] ?? '');
  if (headers['content-length'] !== undefined) raw.push('content-length', headers['content-length']);
  return raw;
}

function keepOpen(request: ClientRequest, own: https.Agent): https.Agent {
  const given: unknown = Reflect.get(request, 'agent');
  if (!isAgent(given) || given === https.globalAgent || given === own) return own;
  given.options.timeout = idleMs;
  return Object.assign(given, { keepAlive: true });
}

function isAgent(value: unknown): value is https.Agent {
  return typeof value === 'object' && value !== null && 'keepAlive' in value && 'options' in value;
}

function cancelled(): Error {
  return Object.assign(new Error('Cancelled'), { name: 'AbortError' });
}

function exchange(request: ClientRequest, { body, timeoutMs, signal }: HttpsRequest): Promise<HttpsAnswer> {
  return new Promise((resolve, reject) => {
    const watch = setTimeout(() => {
      request.destroy(Object.assign(new Error('No answer in time'), { name: 'RequestTimeoutError' }));
    }, timeoutMs);
    const cancel = () => request.destroy(cancelled());
    const settle = () => {
      clearTimeout(watch);
      signal.removeEventListener('abort', cancel);
    };
    signal.addEventListener('abort', cancel, { once: true });
    const moved = () => void watch.refresh();
    request.once('socket', (socket) => {
      moved();
      if (!request.reusedSocket) socket.once('secureConnect', moved);
    });
    const fail = (error: unknown) => {
      settle();
      reject(error);
    };
    const end = (answer: HttpsAnswer) => {
      settle();
      resolve(answer);
    };
    request.once('response', (response) => readAnswer(response, { moved, fail, end }));
    request.on('error', fail);
    writeBody(request, body, moved);
  });
}

function writeBody(request: ClientRequest, body: Uint8Array | undefined, moved: () => void): void {
  if (!body || body.length <= chunkBytes) {
    request.end(body);
    return;
  }
  let at = 0;
  const next = () => {
    moved();
    if (at >= body.length) return;
    const chunk = body.subarray(at, at + chunkBytes);
    at += chunk.length;
    if (at < body.length) request.write(chunk, (failure) => failure ?? next());
    else request.end(chunk);
  };
  // One chunk is encrypted while the other is on its way.
  next();
  next();
}

/** Who hears of an answer: that more of it came, that there is no rest, and all of it. */
interface Listener {
  moved(): void;
  fail(error: unknown): void;
  end(answer: HttpsAnswer): void;
}

/** By events: an iterator over the answer would cost as much again as all the rest of a small request. */
function readAnswer(response: IncomingMessage, { moved, fail, end }: Listener): void {
  const chunks: Buffer[] = [];
  response.on('data', (chunk: Buffer) => {
    moved();
    chunks.push(chunk);
  });
  response.once('error', fail);
  response.once('end', () => {
    const headers: Record<string, string> = {};
    for (const name in response.headers) headers[name] = String(response.headers[name]);
    end({ status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks) });
  });
}
