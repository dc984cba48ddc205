import { Readable } from 'node:stream';
import { AppError, isErrorOf } from '../core/errors.js';
import type { BucketRef, ObjectEntry, ObjectPage, OssPort } from '../core/ports/oss.js';
import { type CallSpec, type Link, read, write } from './call.js';
import { crc64 } from './crc64.js';
import { compact } from './lazy.js';
import type { OssSdk } from './sdkClients.js';

type ObjectCalls = Pick<OssPort, 'listObjects' | 'readObjectHead' | 'readObject' | 'putObject' | 'deleteObject'>;

/** Transfers may take this many times as long as a control-plane call. */
const transferFactor = 12;

/** Objects of a bucket, whole in memory. */
export function createObjects(link: Link, load: OssSdk): ObjectCalls {
  const transferMs = link.timeoutMs * transferFactor;
  return {
    async listObjects(bucket, query, signal) {
      const { body } = await read(link, { action: 'ListObjects', subject: bucket.name, signal }, async () => {
        const { sdk, open } = await load();
        return open(bucket.region).listObjects(bucket.name, new sdk.ListObjectsRequest(toListing(query)));
      });
      if (!body) throw new AppError('badAnswer', { action: 'ListObjects', subject: bucket.name });
      return toPage(body);
    },
    async readObjectHead(bucket, key, signal) {
      const answer = await orMissing(
        read(link, { action: 'HeadObject', subject: nameOf(bucket, key), signal }, async () => {
          const { sdk, open } = await load();
          return open(bucket.region).headObject(bucket.name, key, new sdk.HeadObjectRequest({}));
        }),
      );
      return answer && toHead(answer.headers);
    },
    async readObject(bucket, key, signal) {
      const answer = await orMissing(
        read(link, { action: 'GetObject', subject: nameOf(bucket, key), signal }, async () => {
          const { sdk, open } = await load();
          const request = new sdk.GetObjectRequest({});
          const headers = new sdk.GetObjectHeaders({});
          const options = sdk.transferOptions(transferMs);
          const { headers: got, body } = await open(bucket.region).getObjectWithOptions(
            bucket.name,
            key,
            request,
            headers,
            options,
          );
          return { headers: got, body: await sdk.readBytes(body) };
        }),
      );
      return answer && new Uint8Array(answer.body);
    },
    async putObject(bucket, key, bytes, headers, signal) {
      const spec: CallSpec = { action: 'PutObject', subject: nameOf(bucket, key), signal, repeatable: true };
      const answer = await write(link, spec, async () => {
        const { sdk, open } = await load();
        const request = new sdk.PutObjectRequest({ body: Readable.from([Buffer.from(bytes)]) });
        const commonHeaders = { ...headers, 'content-length': String(bytes.length) };
        const options = sdk.transferOptions(transferMs);
        const put = new sdk.PutObjectHeaders({ commonHeaders });
        return open(bucket.region).putObjectWithOptions(bucket.name, key, request, put, options);
      });
      const got = answer?.headers ?? {};
      const expected = crc64(bytes);
      if (got['x-oss-hash-crc64ecma'] !== undefined && got['x-oss-hash-crc64ecma'] !== expected) {
        throw new AppError('corruptUpload', { action: spec.action, subject: spec.subject });
      }
      const requestId = compact<{ requestId?: string }>({ requestId: got['x-oss-request-id'] });
      return { etag: plainEtag(got.etag), crc64: expected, ...requestId };
    },
    async deleteObject(bucket, key, signal) {
      const spec: CallSpec = { action: 'DeleteObject', subject: nameOf(bucket, key), signal, repeatable: true };
      await write(link, spec, async () => {
        const { sdk, open } = await load();
        return open(bucket.region).deleteObject(bucket.name, key, new sdk.DeleteObjectRequest({}));
      });
    },
  };
}

/** A missing object is not an error, a missing bucket is; HEAD has no body, so only its status may tell. */
async function orMissing<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isErrorOf(error, 'noSuchObject')) return undefined;
    if (isErrorOf(error, 'unexpected') && error.details.httpStatus === 404 && !error.details.code) return undefined;
    throw error;
  }
}

function toListing(query: Parameters<OssPort['listObjects']>[1]) {
  const optional = compact<{ marker?: string; delimiter?: string }>({
    marker: query.marker,
    delimiter: query.flat ? undefined : '/',
  });
  return { ...optional, prefix: query.prefix, maxKeys: query.limit, encodingType: 'url' };
}

interface VendorPage {
  readonly contents?: readonly { key?: string; size?: number; ETag?: string; lastModified?: string }[];
  readonly commonPrefixes?: readonly { prefix?: string }[];
  readonly isTruncated?: boolean;
  readonly nextMarker?: string;
}

function toPage(body: VendorPage): ObjectPage {
  const objects = (body.contents ?? []).map(
    (row): ObjectEntry => ({
      key: decodeKey(row.key),
      size: row.size ?? 0,
      etag: plainEtag(row.ETag),
      lastModified: row.lastModified ?? '',
    }),
  );
  const prefixes = (body.commonPrefixes ?? []).map((row) => decodeKey(row.prefix));
  return compact<ObjectPage>({ objects, prefixes, next: body.isTruncated ? decodeKey(body.nextMarker) : undefined });
}

function toHead(headers: Readonly<Record<string, string>>) {
  const size = Number(headers['content-length'] ?? 0);
  const optional = compact<{ crc64?: string }>({ crc64: headers['x-oss-hash-crc64ecma'] });
  return { size, etag: plainEtag(headers.etag), ...optional, headers };
}

/** Listings are asked for with `encoding-type=url`, which writes a space as `+`. */
function decodeKey(key = ''): string {
  return decodeURIComponent(key.replaceAll('+', '%20'));
}

function plainEtag(etag = ''): string {
  return etag.replace(/^(W\/)?"|"$/g, '');
}

function nameOf(bucket: BucketRef, key: string): string {
  return `${bucket.name}/${key}`;
}
