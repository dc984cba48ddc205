import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import httpx from 'httpx';
import { controlLimits, readBody } from '../readBody.js';
import { timeoutError } from '../transportErrors.js';

type Request = typeof httpx.request;

const usualTimeoutMs = 10_000;
const mark = Symbol.for('ossCdn.boundAnswers');

/**
 * Bounds every answer that the vendor's SDKs read, in size and time. They all send through `httpx.request`, look it up at
 * each call, and offer no transport of one's own.
 */
export function boundAnswers(): void {
  const { request } = httpx;
  if (mark in request) return;
  Reflect.set(httpx, 'request', Object.assign(bound(request), { [mark]: true }));
}

function bound(request: Request): Request {
  return async (url, options) => {
    const { readTimeout = usualTimeoutMs } = options;
    const startedAt = performance.now();
    const response = await request(url, options);
    const { statusCode = 0, statusMessage, headers } = response;
    const body = await readBody(response, controlLimits(statusCode, readTimeout)).catch((error: unknown) => {
      // The SDK's own timer breaks the connection, whatever has come by then.
      throw performance.now() - startedAt < readTimeout ? error : timeoutError();
    });
    const whole = Readable.from(body.length > 0 ? [body] : []);
    return Object.assign(whole, { statusCode, statusMessage, headers }) as IncomingMessage;
  };
}
