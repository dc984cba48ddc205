import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAuthority } from '../../sandbox/proxy/ca.js';
import { combineCrc64, crc64 } from '../../src/core/crc64.js';
import { listed } from './listed.mjs';

/** What the server tells its parent once it listens. */
export interface ServerReady {
  readonly port: number;
  readonly caPath: string;
}

const pages = new Map<number, string>();
/** CRC-64s by the MD5 of the same bytes: parts are often equal, and the time that this takes is not the client's. */
const sums = new Map<string, string>();
/** The parts of the only upload at a time, by their numbers. */
const parts = new Map<number, { readonly crc64: string; readonly size: number }>();

/** Takes uploads as OSS does and throws their bytes away, so that a benchmark measures the client. */
const authority = createAuthority();
const server = createServer(
  { SNICallback: (name, done) => done(null, authority.contextFor([name])), keepAliveTimeout: 60_000 },
  (request, response) => {
    const digest = createHash('md5');
    const part = Number(new URL(request.url ?? '', 'https://localhost').searchParams.get('partNumber'));
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => {
      digest.update(chunk);
      if (part > 0) chunks.push(chunk);
    });
    request.on('end', () => {
      const md5 = digest.digest('hex');
      if (part > 0) keepPart(part, chunks, md5);
      answer(request, response, md5);
    });
  },
);
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ port, caPath: authority.caPath } satisfies ServerReady);
});
process.on('disconnect', () => {
  authority.dispose();
  process.exit();
});

function keepPart(number: number, chunks: readonly Buffer[], md5: string): void {
  const body = Buffer.concat(chunks);
  const sum = sums.get(md5) ?? crc64(body);
  sums.set(md5, sum);
  parts.set(number, { crc64: sum, size: body.length });
}

/** The CRC-64 that OSS states; without one the MD5 tells that an object has arrived. */
function statedSum(method: string, url: string, md5: string): string | undefined {
  if (method === 'PUT') return sums.get(md5);
  if (method !== 'POST' || url.endsWith('?uploads')) return undefined;
  const all = [...parts].sort(([a], [b]) => a - b).map(([, part]) => part);
  parts.clear();
  return combineCrc64(all);
}

/** The ETag of a whole object is its MD5, by which clients tell that it has arrived. */
function answer({ method = '', url = '' }: IncomingMessage, response: ServerResponse, md5: string): void {
  const sum = statedSum(method, url, md5);
  const body = method === 'POST' ? xmlFor(url) : method === 'GET' ? pageOf(url) : '';
  response.writeHead(200, {
    'Content-Length': Buffer.byteLength(body),
    'Content-Type': 'application/xml',
    ETag: `"${md5.toUpperCase()}"`,
    'x-oss-request-id': '0123456789ABCDEF01234567',
    ...(sum !== undefined && { 'x-oss-hash-crc64ecma': sum }),
  });
  response.end(body);
}

/** A page of a listing of `listed`, the text of its rows made only once so that little of the time is the server's. */
function pageOf(url: string): string {
  const marker = new URL(url, 'https://localhost').searchParams.get('marker');
  const start = marker === null ? 0 : listed.keys.indexOf(marker) + 1;
  const known = pages.get(start);
  if (known !== undefined) return known;
  const keys = listed.keys.slice(start, start + 1000);
  const rows = keys.map(
    (key) =>
      `<Contents><Key>${key}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>"${listed.etag}"</ETag><Type>Normal</Type><Size>${listed.size}</Size><StorageClass>Standard</StorageClass><Owner><ID>1</ID><DisplayName>1</DisplayName></Owner></Contents>`,
  );
  const more = start + keys.length < listed.keys.length;
  const next = more ? `<NextMarker>${keys.at(-1)}</NextMarker>` : '';
  const page = `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${rows.join('')}</ListBucketResult>`;
  pages.set(start, page);
  return page;
}

function xmlFor(url: string): string {
  if (url.endsWith('?uploads')) {
    return '<InitiateMultipartUploadResult><UploadId>bench</UploadId></InitiateMultipartUploadResult>';
  }
  return '<CompleteMultipartUploadResult><ETag>"0123456789ABCDEF0123456789ABCDEF-1"</ETag></CompleteMultipartUploadResult>';
}
