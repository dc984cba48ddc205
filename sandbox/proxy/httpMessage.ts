import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ApiRequest, ApiResponse } from '../state/state.js';

/** Reads a request, keeping URL and body byte for byte; `serverName` is the SNI. */
export async function readRequest(message: IncomingMessage, serverName?: string): Promise<ApiRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const headers = readHeaders(message.rawHeaders);
  const target = splitTarget(message.url ?? '/');
  const host = (target.host ?? headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
  const body = Buffer.concat(chunks);
  const named = serverName === undefined ? {} : { serverName };
  return { method: message.method ?? 'GET', host, url: target.url, headers, body, ...named };
}

/**
 * Writes an answer, without a body for HEAD, 204 and 304; a length in the headers is kept. A body with limited speed
 * calls `pause` (ms of vendor time) for each further second.
 */
export function sendResponse(
  response: ServerResponse,
  request: Pick<ApiRequest, 'method'>,
  answer: ApiResponse,
  pause?: (vendorMs: number) => Promise<void>,
): void {
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  const bodiless = isBodiless(answer);
  response.sendDate = false;
  const names = Object.keys(answer.headers).map((name) => name.toLowerCase());
  const length = bodiless || names.includes('content-length') ? {} : { 'Content-Length': String(body.length) };
  response.writeHead(answer.status, { ...answer.headers, ...length });
  if (!hasBody(request, answer)) response.end();
  else if (pause && answer.bytesPerSecond !== undefined)
    void sendSlowly(response, body, { bytesPerSecond: answer.bytesPerSecond, pause });
  else response.end(body);
}

/** Sends one second's bytes, then waits a second; stops when the client has left. */
async function sendSlowly(
  response: ServerResponse,
  body: Buffer,
  { bytesPerSecond, pause }: { readonly bytesPerSecond: number; readonly pause: (vendorMs: number) => Promise<void> },
): Promise<void> {
  let sent = 0;
  while (body.length - sent > bytesPerSecond && !response.destroyed) {
    response.write(body.subarray(sent, sent + bytesPerSecond));
    sent += bytesPerSecond;
    await pause(1000);
  }
  response.end(body.subarray(sent));
}

function isBodiless({ status }: ApiResponse): boolean {
  return status === 204 || status === 304;
}

function hasBody({ method }: Pick<ApiRequest, 'method'>, answer: ApiResponse): boolean {
  return method !== 'HEAD' && !isBodiless(answer);
}

/** Answers CONNECT with a refusal instead of a tunnel. */
export function sendRefusal(socket: Duplex, { status, headers, body }: ApiResponse): void {
  const asks = status === 407 ? { 'Proxy-Authenticate': 'Basic realm="sandbox"' } : {};
  const lines = Object.entries({ ...headers, ...asks, 'Content-Length': String(body.length) });
  const start = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`;
  socket.end([start, ...lines.map(([name, value]) => `${name}: ${value}`), '', body].join('\r\n'));
}

/** Begins an answer and breaks the connection in the middle of its body, or of its head without a body. */
export function sendPart(socket: Socket, request: ApiRequest, answer: ApiResponse): void {
  const body = request.method === 'HEAD' ? Buffer.alloc(0) : Buffer.from(answer.body);
  const lines = Object.entries({ ...answer.headers, 'Content-Length': body.length });
  const start = `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`;
  const head = [start, ...lines.map(([name, value]) => `${name}: ${value}`), '\r\n'].join('\r\n');
  const part = body.length > 0 ? head + body.toString('latin1', 0, body.length / 2) : head.slice(0, head.length / 2);
  socket.end(part, 'latin1');
}

/** Begins an answer and appends bytes to its body until the client leaves. An answer without a body is unchanged. */
export function sendEndless(
  response: ServerResponse,
  request: ApiRequest,
  answer: ApiResponse,
  { bytes, everyMs }: { readonly bytes: number; readonly everyMs: number },
): void {
  if (!hasBody(request, answer)) return void sendResponse(response, request, answer);
  const piece = Buffer.alloc(bytes, ' ');
  const entries = Object.entries(answer.headers).filter(([name]) => name.toLowerCase() !== 'content-length');
  response.writeHead(answer.status, Object.fromEntries(entries));
  response.write(answer.body);
  const turn = setInterval(() => {
    if (!response.writableNeedDrain) response.write(piece);
  }, everyMs);
  response.once('close', () => clearInterval(turn));
}

function readHeaders(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase();
    const value = raw[at + 1] ?? '';
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return headers;
}

/** Splits the absolute form that a proxy receives. Not by `URL`, which would rewrite the path. */
function splitTarget(target: string): { host?: string; url: string } {
  const absolute = /^http:\/\/([^/?#]+)(.*)$/is.exec(target);
  if (!absolute?.[1]) return { url: target };
  const rest = absolute[2] ?? '';
  return { host: absolute[1], url: rest.startsWith('/') ? rest : `/${rest}` };
}
