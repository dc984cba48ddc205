import { createHash } from 'node:crypto';
import { crc64 } from '../../../src/core/crc64.js';
import { AppError } from '../../../src/core/errors.js';
import type { ObjectTags } from '../../../src/core/ports/objectVersions.js';
import type { CreateOptions, ObjectAcl, ObjectHeaders, PutResult } from '../../../src/core/ports/oss.js';
import { addVersion } from './ossVersions.js';
import type { MemoryBucket, MemoryState } from './state.js';

/** An object to put; `etag` if it is not the MD5 of the body. */
export interface MemoryPut extends CreateOptions {
  readonly key: string;
  readonly body: Uint8Array;
  readonly headers: ObjectHeaders;
  readonly etag?: string;
  /** The tags, unless the headers have them. */
  readonly tags?: ObjectTags;
}

/** Puts an object in a bucket; its ACL comes from the headers. */
export function putMemoryObject(state: MemoryState, bucket: MemoryBucket, put: MemoryPut): PutResult {
  const { key, body } = put;
  checkHeaderValues(put.headers);
  if (put.forbidOverwrite && !bucket.info.versioning && bucket.objects.has(key)) {
    throw new AppError('objectExists', { code: 'FileAlreadyExists', subject: key, httpStatus: 409 });
  }
  const { 'x-oss-object-acl': acl = 'default', 'x-oss-tagging': tagging, ...headers } = put.headers;
  const tags = tagging === undefined ? put.tags : Object.fromEntries(new URLSearchParams(tagging));
  // Encrypted with a KMS key, an ETag is not the MD5 of the body and changes with every write.
  const isKms = headers['x-oss-server-side-encryption'] === 'KMS';
  const etag = put.etag ?? md5Of(isKms ? Buffer.from(`${state.nextId}`) : body);
  const sum = crc64(body);
  const versionId = addVersion(state, bucket, key, {
    body: Uint8Array.from(body),
    size: body.length,
    etag,
    crc64: sum,
    headers,
    acl: acl as ObjectAcl,
    ...(tags && { tags }),
    lastModified: new Date(toWholeSecond(state.now())).toISOString(),
  });
  return { etag, crc64: sum, ...(versionId !== undefined && { versionId }), requestId: `MEM${state.nextId++}` };
}

/** The MD5 as OSS writes it in an ETag. */
export function md5Of(body: Uint8Array): string {
  return createHash('md5').update(body).digest('hex').toUpperCase();
}

/** Refuses values that are not byte strings, as the port promises. */
export function checkHeaderValues(headers: ObjectHeaders): void {
  const refused = Object.entries(headers).find(([, value]) => /[^\t\x20-\x7e\x80-\xff]/.test(value));
  if (refused) throw new AppError('invalidInput', { code: 'headerValue', subject: refused[0] });
}

/** The time in whole seconds, as OSS has it. */
export function toWholeSecond(time: number): number {
  return Math.floor(time / 1000) * 1000;
}
