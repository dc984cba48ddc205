import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { combineCrc64, crc64 } from '../../src/core/crc64.js';
import { uploadMultipart } from '../../src/core/publishing/upload/multipartUpload.js';
import { createFiles } from '../../src/disk/files.js';
import { bucket, openCloud, sendAllTo } from './place.mjs';

/** What a large upload took. */
export interface LargeResult {
  readonly addedMb: number;
  readonly seconds: number;
}

const megabyte = 1024 * 1024;
const { signal } = new AbortController();
const [port = '', caPath = ''] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'oss-cdn-bench-'));
const files = createFiles();

/** Uploads a file of zeros as publishing does, in parts of 8 MB, three at once. */
async function upload(megabytes: number): Promise<void> {
  const path = join(folder, `${megabytes}.bin`);
  const handle = openSync(path, 'w');
  ftruncateSync(handle, megabytes * megabyte);
  closeSync(handle);
  const pieces: { crc64: string; size: number }[] = [];
  const digest = await files.digest(path, (piece) => pieces.push({ crc64: crc64(piece), size: piece.length }), signal);
  const state = await files.stat(path);
  if (!digest || !state) throw new Error('The file is gone');
  const context = { oss, files, resumable: undefined, save: async () => {}, revalidate: async () => undefined };
  const large = { path, state, md5: digest.md5, crc64: combineCrc64(pieces), bucket, key: `${megabytes}.bin` };
  await uploadMultipart(context, large, { headers: {}, acl: 'default' }, signal);
}

sendAllTo({ port: Number(port), caPath });
const { oss } = openCloud();
try {
  // What is loaded once for all uploads does not count.
  await upload(24);
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 5);
  const start = performance.now();
  await upload(1024);
  const seconds = (performance.now() - start) / 1000;
  clearInterval(watch);
  process.send?.({ addedMb: (peak - before) / megabyte, seconds } satisfies LargeResult);
} finally {
  rmSync(folder, { recursive: true });
  process.disconnect();
}
