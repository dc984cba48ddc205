import type { ClientRequest, IncomingMessage } from 'node:http';
import { distrustCodes } from '../../core/errorTexts/networkCodes.js';
import { answerTime } from '../timeouts.js';
import { KeptConnections, type Trust } from './keptConnections.js';
import { isAnswerToConnect, watchProxy } from './proxyAnswer.js';
import { controlLimits, readBody } from './readBody.js';
import { abortError, interceptedError, proxyRefusedError, timeoutError } from './transportErrors.js';

/** What a request begins with; `path` is encoded, and each character of a header's value is one byte. */
export interface RequestHead {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A request over HTTPS. */
export interface HttpsRequest {
  readonly method: string;
  readonly host: string;
  readonly head: RequestHead;
  readonly body?: Uint8Array | undefined;
  /** Idle timeout, ms. */
  readonly timeoutMs: number;
  /** How long an answer that is no object may take from its head to its end; `answerTime(timeoutMs)` unless given. */
  readonly answerMs?: number | undefined;
  /** An answer to a success is an object of at most so many bytes, which may take as long as it keeps coming. */
  readonly objectBytes?: number | undefined;
  /** Where the object of a success goes piece by piece, however large it is; its answer then has no body. */
  readonly into?: BodySink | undefined;
  readonly signal: AbortSignal;
}

/** Takes a body as it comes, one piece after the other; the next piece is read once the last one was taken. */
export interface BodySink {
  begin(headers: HttpsAnswer['headers']): Promise<void>;
  write(piece: Uint8Array): Promise<void>;
}

/** An answer, whole in memory. */
export interface HttpsAnswer {
  readonly status: number;
  /** Names in lower case; each character of a value is one byte of what came. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Host and port of the proxy that carried it, where they are known. */
  readonly proxy?: string;
}

/** Sends a request and reads its answer; throws what Node throws, or an error of `transportErrors.ts`. */
export type HttpsSend = (request: HttpsRequest) => Promise<HttpsAnswer>;

/** OSS closes a connection that is idle for a minute; ours end before, so that no request meets the end of one. */
const usualIdleMs = 20_000;
/** How much is handed to a connection at once: what it has not sent is held twice, in the clear and encrypted. */
const chunkBytes = 256 * 1024;

/**
 * Sends over connections that are kept open while they are idle for less than `idleMs`. The CA certificates that come with Node suffice for the
 * vendor's hosts. Where verification fails, as behind a proxy that inspects TLS, the request is sent again with those that VS Code adds,
 * and so are all later ones to that host once this has succeeded.
 */
export function createHttpsSend({ idleMs = usualIdleMs } = {}): HttpsSend {
  const connections = new KeptConnections(idleMs);
  const proxies = new Map<string, string>();
  const needingHost = new Set<string>();
  return async (wanted) => {
    const { method, host, head, signal } = wanted;
    if (signal.aborted) throw abortError();
    const headers = toRawHeaders(host, head.headers);
    const sendBy = (trust: Trust) => {
      const request = connections.request({ method, host, path: head.path, headers }, trust);
      return exchange(request, wanted, watchProxy(request, host, proxies));
    };
    if (needingHost.has(host)) return sendBy('host');
    return sendBy('node').catch(async (error: NodeJS.ErrnoException) => {
      if (!mayVerifyByHost.has(error.code ?? '')) throw error;
      // The handshake has failed, so that nothing was sent.
      if (signal.aborted) throw abortError();
      const answer = await sendBy('host');
      needingHost.add(host);
      return answer;
    });
  };
}

/** Why verification fails where CA certificates are missing or have been renewed; another name in the certificate is no such reason. */
const mayVerifyByHost: ReadonlySet<string> = new Set([
  ...distrustCodes.filter((code) => code !== 'ERR_TLS_CERT_ALTNAME_INVALID'),
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
]);

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

function exchange(
  request: ClientRequest,
  wanted: HttpsRequest,
  proxyOf: () => string | undefined,
): Promise<HttpsAnswer> {
  const { body, timeoutMs, signal } = wanted;
  return new Promise((resolve, reject) => {
    const settle = () => {
      watch.end();
      signal.removeEventListener('abort', cancel);
    };
    const fail = (error: unknown) => {
      settle();
      reject(error);
    };
    const giveUp = (error: Error) => {
      // By ourselves: a request whose agent has no connection yet, as while a proxy opens one, does not tell of its end.
      fail(error);
      request.destroy(error);
    };
    const end = (answer: HttpsAnswer) => {
      settle();
      // Or the rest of a body that the server has answered already, such as by a refusal, would still be sent.
      if (!request.writableEnded) request.destroy();
      resolve(answer);
    };
    const watch = new IdleWatch(timeoutMs, () => giveUp(timeoutError()));
    const cancel = () => giveUp(abortError());
    signal.addEventListener('abort', cancel, { once: true });
    const moved = () => watch.moved();
    request.once('socket', (socket) => {
      moved();
      if (!request.reusedSocket) socket.once('secureConnect', moved);
    });
    request.once('response', (response) => {
      const proxy = proxyOf();
      const told = proxy === undefined ? {} : { proxy };
      if (!isAnswerToConnect(response)) {
        return void readAnswer(response, wanted, watch).then((answer) => end({ ...answer, ...told }), giveUp);
      }
      fail(proxyRefusedError(response.statusCode ?? 0, proxy));
      // Its socket leads nowhere and must not be kept.
      request.destroy();
    });
    request.on('error', (error) => fail(toIntercepted(error, wanted.host, proxyOf()) ?? error));
    writeBody(request, body, moved);
  });
}

function toIntercepted({ code = '' }: NodeJS.ErrnoException, host: string, proxy = host): Error | undefined {
  return host.endsWith('.aliyuncs.com') && distrustCodes.includes(code) ? interceptedError(code, proxy) : undefined;
}

async function readAnswer(
  response: IncomingMessage,
  { timeoutMs, answerMs = answerTime(timeoutMs), objectBytes, into }: HttpsRequest,
  watch: IdleWatch,
): Promise<HttpsAnswer> {
  const { statusCode: status = 0 } = response;
  const isSuccess = status >= 200 && status < 300;
  const headers: Record<string, string> = {};
  for (const name in response.headers) headers[name] = String(response.headers[name]);
  if (into && isSuccess) {
    await watch.pauseFor(() => into.begin(headers));
    // Leaving the loop by an error closes the connection, and a connection that breaks ends the loop by one.
    for await (const piece of response) await watch.pauseFor(() => into.write(piece));
    return { status, headers, body: Buffer.alloc(0) };
  }
  const isObject = objectBytes !== undefined && isSuccess;
  const limits = isObject ? { maxBytes: objectBytes } : controlLimits(status, answerMs);
  return { status, headers, body: await readBody(response, limits, () => watch.moved()) };
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

/** Tells once when nothing has moved for so many ms. */
class IdleWatch {
  private timer: NodeJS.Timeout;
  private hasEnded = false;

  constructor(
    private readonly ms: number,
    private readonly onIdle: () => void,
  ) {
    this.timer = setTimeout(onIdle, ms);
  }

  /** Something has moved. */
  moved(): void {
    this.timer.refresh();
  }

  /** Does work for which the other end is not to blame, and starts again when it is done. */
  async pauseFor(work: () => Promise<void>): Promise<void> {
    clearTimeout(this.timer);
    await work();
    if (!this.hasEnded) this.timer = setTimeout(this.onIdle, this.ms);
  }

  end(): void {
    this.hasEnded = true;
    clearTimeout(this.timer);
  }
}
