import { Readable } from 'node:stream';
import { AppError, isErrorOf } from '../core/errors.js';
import type { BucketRef, OssPort, PutResult } from '../core/ports/oss.js';
import type { CallSpec } from './call.js';
import { crc64 } from './crc64.js';
import { compact } from './lazy.js';
import { plainEtag, toListing, toPage } from './ossListing.js';
import type { OssApi } from './sdkClients.js';

type ObjectCalls = Pick<OssPort, 'listObjects' | 'readObjectHead' | 'readObject' | 'putObject' | 'deleteObject'>;

/** Transfers may take this many times as long as a control-plane call. */
const transferFactor = 12;

/** Objects of a bucket, whole in memory. */
export function createObjects(api: OssApi, timeoutMs: number): ObjectCalls {
  const transferMs = timeoutMs * transferFactor;
  return {
    async listObjects({ name, region, uploadDomain }, query, signal) {
      const { body } = await api.read({ action: 'ListObjects', subject: name, signal }, (client, sdk) =>
        client(region, uploadDomain).listObjects(name, new sdk.ListObjectsRequest(toListing(query))),
      );
      if (!body) throw new AppError('badAnswer', { action: 'ListObjects', subject: name });
      return toPage(body);
    },
    async readObjectHead(bucket, key, signal) {
      const spec = { action: 'HeadObject', subject: nameOf(bucket, key), signal };
      const answer = await orMissing(
        api.read(spec, (client, sdk) =>
          client(bucket.region, bucket.uploadDomain).headObject(bucket.name, key, new sdk.HeadObjectRequest({})),
        ),
      );
      return answer && toHead(answer.headers);
    },
    readObject: (bucket, key, signal) => readObject(api, bucket, key, transferMs, signal),
    putObject: (bucket, key, bytes, headers, signal) => {
      return putObject(api, { bucket, key, bytes, headers, transferMs }, signal);
    },
    async deleteObject(bucket, key, signal) {
      const spec: CallSpec = { action: 'DeleteObject', subject: nameOf(bucket, key), signal, repeatable: true };
      await api.write(spec, (client, sdk) =>
        client(bucket.region, bucket.uploadDomain).deleteObject(bucket.name, key, new sdk.DeleteObjectRequest({})),
      );
    },
  };
}

async function readObject(api: OssApi, bucket: BucketRef, key: string, transferMs: number, signal: AbortSignal) {
  const spec = { action: 'GetObject', subject: nameOf(bucket, key), signal };
  const answer = await orMissing(
    api.read(spec, async (client, sdk) => {
      const request = [new sdk.GetObjectRequest({}), new sdk.GetObjectHeaders({})] as const;
      const options = sdk.transferOptions(transferMs);
      const oss = client(bucket.region, bucket.uploadDomain);
      const { headers, body } = await oss.getObjectWithOptions(bucket.name, key, ...request, options);
      return { headers, body: await sdk.readBytes(body) };
    }),
  );
  return answer && new Uint8Array(answer.body);
}

interface Upload {
  readonly bucket: BucketRef;
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  readonly transferMs: number;
}

async function putObject(api: OssApi, upload: Upload, signal: AbortSignal): Promise<PutResult> {
  const { bucket, key, bytes, transferMs } = upload;
  const spec: CallSpec = { action: 'PutObject', subject: nameOf(bucket, key), signal, repeatable: true };
  const answer = await api.write(spec, (client, sdk) => {
    const request = new sdk.PutObjectRequest({ body: Readable.from([Buffer.from(bytes)]) });
    const commonHeaders = { ...upload.headers, 'content-length': String(bytes.length) };
    const headers = new sdk.PutObjectHeaders({ commonHeaders });
    return client(bucket.region, bucket.uploadDomain).putObjectWithOptions(
      bucket.name,
      key,
      request,
      headers,
      sdk.transferOptions(transferMs),
    );
  });
  const got = answer?.headers ?? {};
  const sum = crc64(bytes);
  if ((got['x-oss-hash-crc64ecma'] ?? sum) !== sum) {
    throw new AppError('corruptUpload', { action: spec.action, subject: spec.subject });
  }
  const requestId = compact<{ requestId?: string }>({ requestId: got['x-oss-request-id'] });
  return { etag: plainEtag(got.etag), crc64: sum, ...requestId };
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

function toHead(headers: Readonly<Record<string, string>>) {
  const size = Number(headers['content-length'] ?? 0);
  const optional = compact<{ crc64?: string }>({ crc64: headers['x-oss-hash-crc64ecma'] });
  return { size, etag: plainEtag(headers.etag), ...optional, headers };
}

function nameOf(bucket: BucketRef, key: string): string {
  return `${bucket.name}/${key}`;
}
