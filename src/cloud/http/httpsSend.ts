import type { ClientRequest, IncomingMessage } from 'node:http';
import { distrustCodes } from '../../core/errorTexts/networkCodes.js';
import { answerTime } from '../timeouts.js';
import { KeptConnections, type Trust } from './keptConnections.js';
import { isAnswerToConnect, watchProxy } from './proxyAnswer.js';
import { type BodyLimits, type BodySink, IdleWatch, readBody, writeInto } from './readBody.js';
import { abortError, interceptedError, noTunnelError, timeoutError } from './transportErrors.js';

/** The method, address and headers of a request. `path` is already encoded, and each character of a header value stands for one byte. */
export interface RequestHead {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A request to send over HTTPS. */
export interface HttpsRequest {
  readonly method: string;
  readonly host: string;
  readonly head: RequestHead;
  readonly body?: Uint8Array | undefined;
  /** Time limit without any transferred data, ms. */
  readonly timeoutMs: number;
  /** Time limit from the head to the end of an answer that is not an object, ms. By default `answerTime(timeoutMs)`. */
  readonly answerMs?: number | undefined;
  /** Size limit in bytes of an object. Set if a successful answer is an object, which may then take as long as data keeps arriving. */
  readonly objectBytes?: number | undefined;
  /** Receives the object of a successful answer in pieces, without a size limit. The resolved answer then has no body. */
  readonly into?: BodySink | undefined;
  readonly signal: AbortSignal;
}

/** A complete answer, held in memory. */
export interface HttpsAnswer {
  readonly status: number;
  /** Header values by names in lower case. Each character of a value stands for one received byte. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Host and port of the proxy, if known. */
  readonly proxy?: string;
}

/** Sends a request and reads its answer. Throws the errors of Node and of `transportErrors.ts`. */
export type HttpsSend = (request: HttpsRequest) => Promise<HttpsAnswer>;

/** Sends requests over connections that it keeps. */
export interface HttpsSender extends HttpsSend {
  /**
   * Returns functions that open this many connections to a host, or none if these are open. Nothing is sent on a connection. Each function resolves once its
   * connection is open or has failed, and leaves a failure to the next request.
   */
  openings(host: string, count: number): readonly (() => Promise<void>)[];
}

/** Size of the pieces written to a connection, in bytes. Unsent data is in memory twice, in the clear and encrypted. */
const chunkBytes = 256 * 1024;

/**
 * Creates a sender whose connections stay open while idle for less than `idleMs`. Node's own CA certificates suffice for the vendor's hosts. If verification
 * fails, for example behind a proxy that inspects TLS, the request is sent again with the certificates that VS Code adds. If that succeeds, later requests
 * to the host use these certificates too.
 */
export function createHttpsSend({ idleMs }: { readonly idleMs: number }): HttpsSender {
  const connections = new KeptConnections(idleMs);
  const proxies = new Map<string, string>();
  const needingHost = new Set<string>();
  const openings: HttpsSender['openings'] = (host, count) =>
    connections.openings(host, count, needingHost.has(host) ? 'host' : 'node');
  const send: HttpsSend = async (wanted) => {
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
      // The handshake failed, so nothing was sent.
      if (signal.aborted) throw abortError();
      const answer = await sendBy('host');
      needingHost.add(host);
      return answer;
    });
  };
  return Object.assign(send, { openings });
}

/** Verification errors that missing or renewed CA certificates can cause. A wrong name in the certificate is excluded. */
const mayVerifyByHost: ReadonlySet<string> = new Set([
  ...distrustCodes.filter((code) => code !== 'ERR_TLS_CERT_ALTNAME_INVALID'),
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
]);

/**
 * Formats the headers as a flat list with the length last, which Node writes unchanged. If Node knew the length earlier, from a header or from `end`, it
 * would decode a Content-Disposition and write other bytes than were signed.
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
      // Rejects directly: a request whose agent has no connection yet, as while a proxy opens one, emits no event.
      fail(error);
      request.destroy(error);
    };
    const end = (answer: HttpsAnswer) => {
      settle();
      // Otherwise the rest of a body would be sent after the server has answered, such as with a refusal.
      if (!request.writableEnded) request.destroy();
      // Node gives the connection to the next request only after the last bytes of this one are flushed, which an answer can precede.
      if (request.destroyed || request.writableFinished) resolve(answer);
      else for (const event of ['finish', 'close']) request.once(event, () => resolve(answer));
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
      fail(noTunnelError(response.statusCode ?? 0, proxy));
      // Its socket is unusable and must not be kept.
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
    await writeInto(into, response, watch);
    return { status, headers, body: Buffer.alloc(0) };
  }
  const isObject = objectBytes !== undefined && isSuccess;
  const limits = isObject ? { maxBytes: objectBytes } : controlLimits(status, answerMs);
  return { status, headers, body: await readBody(response, limits, () => watch.moved()) };
}

/** The longest answer is a listing: 1,000 entries, each with a key of 1 KB, which percent-encoding triples. */
const controlBytes = 8 * 1024 * 1024;
/** Size limit of an error, in bytes. The vendor's errors are a code and a sentence. Longer ones are pages of other servers, whose status is enough. */
const errorBytes = 64 * 1024;
/** Returns the limits for an answer that is not an object. */
function controlLimits(status: number, deadlineMs: number): BodyLimits {
  const isError = status < 200 || status >= 300;
  return isError ? { maxBytes: errorBytes, cut: true, deadlineMs } : { maxBytes: controlBytes, deadlineMs };
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
  // Encrypts one chunk while another one is sent.
  next();
  next();
}
