import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { readBody } from '../../../../src/cloud/http/readBody.js';

setFlagsFromString('--expose-gc');
const collectOnce = runInNewContext('gc') as () => void;

/** V8 frees buffers in the background of a collection, and has done so when the next one begins. */
function collect(): void {
  collectOnce();
  collectOnce();
}

test('a body that arrives byte by byte uses the memory of a bounded number of packets only', async () => {
  const response = new PassThrough();
  const read = readBody(response as unknown as IncomingMessage, { maxBytes: 1_000_000 });
  collect();
  const before = process.memoryUsage().arrayBuffers;
  const bytes = Buffer.from('0123456789'.repeat(400));
  for (const byte of bytes) {
    // What Node hands over of a packet holds the whole packet.
    const packet = Buffer.alloc(64 * 1024, byte);
    response.emit('data', packet.subarray(0, 1));
  }
  collect();
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
  response.emit('end');
  expect((await read).equals(bytes)).toBe(true);
});
