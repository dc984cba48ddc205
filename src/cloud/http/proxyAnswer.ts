import type { ClientRequest, IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { parseXml } from './xml.js';

/** The parts of a response that identify its sender. */
interface Given {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * Says whether the response to an HTTPS request is a proxy's response to CONNECT: the agents of VS Code and npm replay it as
 * the response to the request, on a socket without TLS.
 */
export function isAnswerToConnect({ socket }: IncomingMessage): boolean {
  return (socket as Partial<TLSSocket> | null)?.encrypted !== true;
}

/**
 * Says whether a response is a refusal by another party than the vendor, such as a proxy that inspects TLS: status 403 or 407
 * without a request id of the vendor in its headers or body.
 */
export function isForeignRefusal(answer: Given & { readonly status: number }): boolean {
  return (answer.status === 403 || answer.status === 407) && !isFromVendor(answer);
}

/**
 * Says whether a response to a request to a host of the vendor is a page of something in between, such as a captive portal or
 * a proxy that inspects TLS: a redirect, or HTML in place of a result, without a request id of the vendor.
 */
export function isForeignPage(answer: Given & { readonly status: number }): boolean {
  const { status, headers, body } = answer;
  const isPage = (status >= 300 && status < 400) || (status >= 200 && status < 300 && isHtml(headers, body));
  return isPage && !isFromVendor(answer);
}

/** Whether a response is a page, by its type or its beginning. */
export function isHtml(headers: Given['headers'], body: Buffer): boolean {
  const start = body.subarray(0, 200).toString('utf8').trimStart();
  return (headers['content-type'] ?? '').startsWith('text/html') || /^(\ufeff)?<(!doctype html|html)\b/i.test(start);
}

/** Says whether a response is from the vendor: by a request id among its headers, or by the format of its error. */
export function isFromVendor({ headers, body }: Given): boolean {
  if (headers['x-oss-request-id'] !== undefined || headers['x-acs-request-id'] !== undefined) return true;
  const text = body.toString('utf8');
  return hasRequestId(text) || parseXml(text)?.name === 'Error';
}

function hasRequestId(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && ('RequestId' in value || 'Code' in value);
  } catch {
    return false;
  }
}

/**
 * Observes which proxy the requests to a host go through; the result returns its host and port once they are known. Agents emit
 * it only as they connect, so `known`, by host, has it for the requests that follow over the same connection.
 */
export function watchProxy(request: ClientRequest, host: string, known: Map<string, string>): () => string | undefined {
  request.once('proxy', (told: { readonly proxy?: unknown }) => {
    const proxy = parseProxy(String(told.proxy));
    if (proxy === undefined) known.delete(host);
    else known.set(host, proxy);
  });
  return () => known.get(host);
}

/** Host and port of what answered in place of the vendor: of the proxy where it is known, else of the page that a redirect leads to. */
export function findSender(answer: Pick<Given, 'headers'> & { readonly proxy?: string }): string | undefined {
  const { location = '' } = answer.headers;
  return answer.proxy ?? (URL.canParse(location) ? new URL(location).host || undefined : undefined);
}

/** Reads `PROXY host:port` as VS Code writes it, or a URL as npm does; a user and password are left out. */
export function parseProxy(text: string): string | undefined {
  const [, target] = /^(?:(?:PROXY|HTTPS?|SOCKS\d?)\s+|\w+:\/\/)([^\s/;]+)/i.exec(text) ?? [];
  return target?.slice(target.lastIndexOf('@') + 1);
}
