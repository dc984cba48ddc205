import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAuthority } from '../../sandbox/proxy/ca.js';
import { listed } from './listed.mjs';

/** What the server tells its parent once it listens. */
export interface ServerReady {
  readonly port: number;
  readonly caPath: string;
}

const pages = new Map<number, string>();

/** Takes uploads as OSS does and throws their bytes away, so that a benchmark measures the client. */
const authority = createAuthority();
const server = createServer(
  { SNICallback: (name, done) => done(null, authority.contextFor([name])), keepAliveTimeout: 60_000 },
  (request, response) => {
    const digest = createHash('md5');
    request.on('data', (chunk: Buffer) => digest.update(chunk));
    request.on('end', () => answer(request, response, digest.digest('hex')));
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

/** The ETag of a whole object is its MD5, by which clients tell that it has arrived. */
function answer({ method, url = '' }: IncomingMessage, response: ServerResponse, md5: string): void {
  const body = method === 'POST' ? xmlFor(url) : method === 'GET' ? pageOf(url) : '';
  response.writeHead(200, {
    'Content-Length': Buffer.byteLength(body),
    'Content-Type': 'application/xml',
    ETag: `"${md5.toUpperCase()}"`,
    'x-oss-request-id': '0123456789ABCDEF01234567',
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
