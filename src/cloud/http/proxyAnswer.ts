import type { ClientRequest, IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { parseJson } from '../../core/parseJson.js';
import { parseXml } from './xml.js';

/** The parts of a response that identify its sender. */
interface Given {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * Returns whether the response to an HTTPS request is a proxy's answer to CONNECT: the agents of VS Code and npm replay
 * it on a socket without TLS.
 */
export function isAnswerToConnect({ socket }: IncomingMessage): boolean {
  return (socket as Partial<TLSSocket> | null)?.encrypted !== true;
}

/**
 * Returns whether another party than the vendor refused, such as a proxy that inspects TLS: status 403 or 407 without a
 * request id of the vendor.
 */
export function isForeignRefusal(answer: Given & { readonly status: number }): boolean {
  return (answer.status === 403 || answer.status === 407) && !isFromVendor(answer);
}

/**
 * Returns whether the response is a page of another party than the vendor, such as a captive portal or a proxy that
 * inspects TLS: a redirect, or HTML instead of a result, without a request id of the vendor.
 */
export function isForeignPage(answer: Given & { readonly status: number }): boolean {
  const { status, headers, body } = answer;
  const isPage = (status >= 300 && status < 400) || (status >= 200 && status < 300 && isHtml(headers, body));
  return isPage && !isFromVendor(answer);
}

/** Returns whether a response is HTML, by its type or its beginning. */
export function isHtml(headers: Given['headers'], body: Buffer): boolean {
  const start = body.subarray(0, 200).toString('utf8').trimStart();
  return (headers['content-type'] ?? '').startsWith('text/html') || /^(\ufeff)?<(!doctype html|html)\b/i.test(start);
}

/** Returns whether a response is from the vendor: by its request id header or its error format. */
export function isFromVendor({ headers, body }: Given): boolean {
  if (headers['x-oss-request-id'] !== undefined || headers['x-acs-request-id'] !== undefined) return true;
  const text = body.toString('utf8');
  return hasRequestId(text) || parseXml(text)?.name === 'Error';
}

function hasRequestId(text: string): boolean {
  const value = parseJson(text);
  return typeof value === 'object' && value !== null && ('RequestId' in value || 'Code' in value);
}

/**
 * Observes which proxy the requests to a host use. The result returns its host and port once known. Agents report the
 * proxy only when they connect, so `known` keeps it, by host, for later requests over the same connection.
 */
export function watchProxy(request: ClientRequest, host: string, known: Map<string, string>): () => string | undefined {
  request.once('proxy', (told: { readonly proxy?: unknown }) => {
    const proxy = parseProxy(String(told.proxy));
    if (proxy === undefined) known.delete(host);
    else known.set(host, proxy);
  });
  return () => known.get(host);
}

/** Host and port of the party that answered in place of the vendor: the proxy if known, else the target of the redirect. */
export function findSender(answer: Pick<Given, 'headers'> & { readonly proxy?: string }): string | undefined {
  const { location = '' } = answer.headers;
  return answer.proxy ?? (URL.canParse(location) ? new URL(location).host || undefined : undefined);
}

/** Parses `PROXY host:port` (VS Code) or a URL (npm), without user and password. */
export function parseProxy(text: string): string | undefined {
  const [, target] = /^(?:(?:PROXY|HTTPS?|SOCKS\d?)\s+|\w+:\/\/)([^\s/;]+)/i.exec(text) ?? [];
  return target?.slice(target.lastIndexOf('@') + 1);
}
