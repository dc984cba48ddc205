import type { TLSSocket } from 'node:tls';
import type { ApiRequest } from '../../sandbox/state/state.js';

/** The first lines of a request, without its body. */
interface Head {
  readonly request: Omit<ApiRequest, 'body'>;
  /** The number of bytes up to the body, and up to its end. */
  readonly bodyAt: number;
  readonly end: number;
}

const headEnd = '\r\n\r\n';

/**
 * Reads the requests of a connection to a host, one after another. Each body must have a length, as those of all contenders do. Node's own parser takes longer.
 */
export function readRequests(socket: TLSSocket, host: string, onRequest: (request: ApiRequest) => void): void {
  let chunks: Buffer[] = [];
  let size = 0;
  let head: Head | undefined;
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    // A body is joined once it is complete.
    while (size > 0 && size >= (head?.end ?? 0)) {
      const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
      chunks = [bytes];
      head ??= readHead(bytes, host);
      if (!head || size < head.end) return;
      const { request, bodyAt, end } = head;
      head = undefined;
      size -= end;
      chunks = size > 0 ? [bytes.subarray(end)] : [];
      onRequest({ ...request, body: bytes.subarray(bodyAt, end) });
    }
  });
}

function readHead(bytes: Buffer, host: string): Head | undefined {
  const at = bytes.indexOf(headEnd);
  if (at < 0) return undefined;
  const [start = '', ...lines] = bytes.toString('latin1', 0, at).split('\r\n');
  const [method = '', url = '/'] = start.split(' ');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const { 'transfer-encoding': encoding, 'content-length': length = '0' } = headers;
  if (encoding !== undefined) throw new Error(`${method} ${url} has a body without a length`);
  const bodyAt = at + headEnd.length;
  return { request: { method, host, url, headers, serverName: host }, bodyAt, end: bodyAt + Number(length) };
}
