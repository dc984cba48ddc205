import { crc64 } from '../../../src/core/crc64.js';
import { AppError } from '../../../src/core/errors.js';
import type { BucketRef, OssPort, UploadedPart } from '../../../src/core/ports/oss.js';
import { checkHeaderValues, md5Of, putMemoryObject } from './putObject.js';
import type { MemoryBucket, MemoryState, MemoryUpload } from './state.js';

type MultipartCalls = Pick<
  OssPort,
  'createMultipart' | 'putPart' | 'listParts' | 'completeMultipart' | 'abortMultipart'
>;

const minPartBytes = 100 * 1024;

/** Multipart uploads in memory. */
export function createMemoryMultipart(state: MemoryState, find: (ref: BucketRef) => MemoryBucket): MultipartCalls {
  const findUpload = (bucket: MemoryBucket, key: string, id: string): MemoryUpload => {
    const upload = bucket.uploads.get(id);
    if (upload?.key === key) return upload;
    throw new AppError('noSuchUpload', { code: 'NoSuchUpload', subject: key, httpStatus: 404 });
  };
  return {
    createMultipart: async (ref, key, headers) => {
      checkHeaderValues(headers);
      const id = `UPLOAD${state.nextId++}`;
      find(ref).uploads.set(id, { key, headers, parts: new Map() });
      return id;
    },
    putPart: async (ref, key, { uploadId, number, body }) => {
      findUpload(find(ref), key, uploadId).parts.set(number, Uint8Array.from(body));
      return toPart(number, body);
    },
    listParts: async (ref, key, id) => {
      const upload = find(ref).uploads.get(id);
      if (upload?.key !== key) return undefined;
      return [...upload.parts].sort(([a], [b]) => a - b).map(([number, body]) => toPart(number, body));
    },
    completeMultipart: async (ref, key, { uploadId, parts, acl, forbidOverwrite = false }) => {
      const bucket = find(ref);
      const upload = findUpload(bucket, key, uploadId);
      const bodies = takeParts(upload, parts);
      const headers = { ...upload.headers, ...(acl ? { 'x-oss-object-acl': acl } : {}) };
      const etag = `${md5Of(Buffer.from(parts.map((part) => part.etag).join('')))}-${parts.length}`;
      const result = putMemoryObject(state, bucket, {
        key,
        body: Buffer.concat(bodies),
        headers,
        etag,
        forbidOverwrite,
      });
      bucket.uploads.delete(uploadId);
      return result;
    },
    abortMultipart: async (ref, key, id) => {
      const { uploads } = find(ref);
      if (uploads.get(id)?.key === key) uploads.delete(id);
    },
  };
}

function toPart(number: number, body: Uint8Array): UploadedPart {
  return { number, size: body.length, etag: md5Of(body), crc64: crc64(body) };
}

function takeParts({ key, parts }: MemoryUpload, named: readonly UploadedPart[]): Uint8Array[] {
  return named.map(({ number, etag }, index) => {
    const body = parts.get(number);
    if (!body || md5Of(body) !== etag) {
      throw new AppError('noSuchUpload', { code: 'InvalidPart', subject: key, httpStatus: 400 });
    }
    if (index < named.length - 1 && body.length < minPartBytes) {
      throw new AppError('invalidInput', { code: 'EntityTooSmall', subject: key, httpStatus: 400 });
    }
    return body;
  });
}
