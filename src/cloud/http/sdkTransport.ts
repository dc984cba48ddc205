import { setMaxListeners } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import httpx from 'httpx';
import { parseJson } from '../../core/text/parseJson.js';
import { requestTimeoutMs } from '../timeouts.js';
import type { HttpsAnswer, HttpsSend } from './httpsSend.js';
import { findSender, isForeignPage, isForeignRefusal, isFromVendor, isHtml } from './proxyAnswer.js';
import { requestLimits, sendHttps } from './transport.js';
import { badAnswerError, proxyRefusedError, statusError } from './transportErrors.js';

type Request = typeof httpx.request;
type Options = Parameters<Request>[1];

const mark = Symbol.for('ossCdn.transport');

/**
 * Makes the vendor's SDKs send through our transport, which limits responses in size and time and distinguishes refusals by a proxy from those by the
 * vendor. The SDKs accept no custom transport, but all of them look up `httpx.request` at each call. They require httpx version 2: version 3 is an ES
 * module, whose exports cannot be replaced.
 */
export function useOwnTransport(): void {
  if (mark in httpx.request) return;
  const request = createRequest((wanted) => {
    const limit = requestLimits.of(toEndpoint(wanted.host));
    return limit.run(
      async () => {
        const answer = await sendHttps(wanted);
        if (answer.status === 503 || answer.status === 429) limit.pushBack();
        return answer;
      },
      { priority: 'urgent' },
    );
  });
  Reflect.set(httpx, 'request', Object.assign(request, { [mark]: true }));
}

/** Returns the endpoint that limits the requests to a host. The buckets of a region share its endpoint. */
function toEndpoint(host: string): string {
  return host.replace(/^[^.]+\.(?=oss-[^.]+\.aliyuncs\.com$)/, '');
}

/** Creates the function that replaces `httpx.request`. */
export function createRequest(send: HttpsSend): Request {
  const { signal } = new AbortController();
  // Node warns above ten listeners, and every request adds one.
  setMaxListeners(0, signal);
  return async (url, options) => {
    const { method = 'GET', readTimeout: timeoutMs = requestTimeoutMs, data } = options;
    // Not by `URL`, which would rewrite keys such as `a/../b`.
    const [, host = '', path = '/'] = /^https:\/\/([^/?]+)(\/.*)?$/is.exec(url) ?? [];
    const body = await readAll(data);
    const headers = toHeaders(options, body);
    const answer = await send({ method, host, head: { path, headers }, body, timeoutMs, signal });
    checkSender(answer);
    const whole = Readable.from(answer.body.length > 0 ? [answer.body] : []);
    return Object.assign(whole, { statusCode: answer.status, headers: answer.headers }) as unknown as IncomingMessage;
  };
}

/** Statuses whose meaning does not depend on the sender. */
const plainStatuses: readonly number[] = [414, 429];

/**
 * Throws if the answer is from another sender than the vendor. Without this check the SDKs would take any JSON for an answer without fields, and would lose
 * the status of a page, which is not JSON.
 */
function checkSender(answer: HttpsAnswer): void {
  const { status, headers, body } = answer;
  if (isForeignRefusal(answer) || isForeignPage(answer)) throw proxyRefusedError(status, findSender(answer));
  const isOfVendor = isFromVendor(answer);
  if (isOfVendor && !(status >= 400 && isHtml(headers, body))) {
    requireObjects(body);
    return;
  }
  if (isOfVendor || status >= 500 || plainStatuses.includes(status)) throw statusError(status);
  throw Object.assign(badAnswerError('Not an answer of Alibaba Cloud'), { statusCode: status });
}

/** Throws if an answer or an item of a list in it is null. The SDKs would fail with a `TypeError`. */
function requireObjects(body: Buffer): void {
  // XML, which the lists of OSS are. Searching it takes as long as parsing it.
  if (body[0] === '<'.charCodeAt(0)) return;
  const text = body.toString('utf8');
  if (!/^\s*\[|(^|[[,])\s*null\s*($|[\],])/.test(text)) return;
  const place = findNull(parseJson(text), '');
  if (place !== undefined) throw badAnswerError(`${place || 'The answer'} should be an object, and is missing`);
}

/** Returns the path of a null where an object is expected, or of a list in place of the answer. Returns `undefined` if there is neither. */
function findNull(value: unknown, path: string): string | undefined {
  if (value === null || (path === '' && Array.isArray(value))) return path;
  if (typeof value !== 'object') return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const at = Array.isArray(value) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`;
    const found = inner === null && !Array.isArray(value) ? undefined : findNull(inner, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function readAll(data: Options['data']): Promise<Buffer | undefined> {
  if (data === undefined || typeof data === 'string') return data === undefined ? data : Buffer.from(data);
  if (Buffer.isBuffer(data)) return data;
  const chunks: Buffer[] = [];
  for await (const chunk of data) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function toHeaders({ method = 'GET', headers = {} }: Options, body: Buffer | undefined): Record<string, string> {
  const given = Object.entries(headers).filter(([, value]) => value !== undefined && value !== null);
  const named = Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), String(value)]));
  return method === 'GET' || method === 'HEAD' ? named : { ...named, 'content-length': String(body?.length ?? 0) };
}
