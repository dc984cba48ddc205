import type { TLSSocket } from 'node:tls';
import { crc64 as sandboxCrc64 } from '../../sandbox/oss/objects/crc64.js';
import type { ApiRequest } from '../../sandbox/state/state.js';
import { combineCrc64 } from '../../src/core/crc64.js';
import { requestId } from './quickAnswers.js';

const mb = 1024 * 1024;

/** The objects that the second entrance makes while it sends them, with their sizes in bytes. The stated CRC-64 of `broken` is that of other bytes. */
export const largeObjects = { large: 1024 * mb, broken: 64 * mb } as const;

/** The bytes of which every object is a repetition. They do not repeat within it, so that no one can guess the next piece. */
const block = Buffer.alloc(mb);
for (let at = 0, seed = 1; at < mb; at += 4) {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  block.writeUInt32LE(seed, at);
}

/** Answers a request for the head or the whole of one of `largeObjects`. Returns `false` if it is for something else. */
export async function answerLarge({ method, url }: ApiRequest, socket: TLSSocket): Promise<boolean> {
  const key = url.slice(1).split('?')[0] as keyof typeof largeObjects;
  const size = largeObjects[key];
  if (size === undefined || (method !== 'GET' && method !== 'HEAD')) return false;
  const head = [
    'HTTP/1.1 200 OK',
    `content-length: ${size}`,
    'content-type: application/octet-stream',
    `ETag: "${key.toUpperCase()}"`,
    'last-modified: Mon, 05 Oct 2026 08:00:00 GMT',
    `x-oss-hash-crc64ecma: ${key === 'broken' ? '1' : sumOf(size / mb)}`,
    'x-oss-object-type: Multipart',
    'x-oss-storage-class: Standard',
    `x-oss-request-id: ${requestId}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  for (let left = method === 'GET' ? size : 0; left > 0 && !socket.destroyed; left -= mb)
    if (!socket.write(block)) await drained(socket);
  return true;
}

function drained(socket: TLSSocket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.on('drain', done).on('close', done);
  });
}

function sumOf(blocks: number): string {
  const part = { crc64: sandboxCrc64(block), size: mb };
  return combineCrc64(Array.from({ length: blocks }, () => part));
}
