import type { ClientRequest, IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { parseXml } from './ossXml.js';

/** What of an answer says who gave it. */
interface Given {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * Says whether an answer to a request over HTTPS is that of a proxy to CONNECT: the agents of VS Code and npm hand it on as
 * the answer to the request, over a socket without TLS.
 */
export function isAnswerToConnect({ socket }: IncomingMessage): boolean {
  return (socket as Partial<TLSSocket> | null)?.encrypted !== true;
}

/**
 * Says whether an answer is a refusal by somebody other than the vendor, such as a proxy that reads into the connection: 403
 * or 407 without a request id of the vendor, in a header or in the body.
 */
export function isForeignRefusal(answer: Given & { readonly status: number }): boolean {
  return (answer.status === 403 || answer.status === 407) && !isFromVendor(answer);
}

/** Says whether an answer bears a mark of the vendor: a request id among its headers, or its shape of an error. */
export function isFromVendor({ headers, body }: Given): boolean {
  if (headers['x-oss-request-id'] !== undefined || headers['x-acs-request-id'] !== undefined) return true;
  const text = body.toString('utf8');
  return parseXml(text)?.name === 'Error' || hasRequestId(text);
}

function hasRequestId(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && ('RequestId' in value || 'Code' in value);
  } catch {
    return false;
  }
}

/** Listens for the proxy that a request goes through, which its agent tells; answers a function that gives its host and port once they are known. */
export function watchProxy(request: ClientRequest): () => string | undefined {
  let proxy: string | undefined;
  request.once('proxy', (told: { readonly proxy?: unknown }) => {
    proxy = parseProxy(String(told.proxy));
  });
  return () => proxy;
}

/** Reads `PROXY host:port` as VS Code writes it, or a URL as npm does; a user and password are left out. */
export function parseProxy(text: string): string | undefined {
  const [, target] = /^(?:(?:PROXY|HTTPS?|SOCKS\d?)\s+|\w+:\/\/)([^\s/;]+)/i.exec(text) ?? [];
  return target?.slice(target.lastIndexOf('@') + 1);
}
