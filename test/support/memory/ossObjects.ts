import { AppError } from '../../../src/core/errors.js';
import type { BucketRef, OssPort } from '../../../src/core/ports/oss.js';
import {
  checkReadable,
  deleteCurrent,
  findVersion,
  headersOf,
  listVersions,
  removeVersion,
  requireVersion,
  restore,
} from './ossVersions.js';
import { putMemoryObject, toWholeSecond } from './putObject.js';
import type { MemoryBucket, MemoryObject, MemoryState } from './state.js';

type ObjectCalls = Pick<
  OssPort,
  | 'readObjectHead'
  | 'readObject'
  | 'readVersion'
  | 'downloadObject'
  | 'downloadVersion'
  | 'putObject'
  | 'copyObject'
  | 'deleteObject'
  | 'deleteObjects'
  | 'deleteVersion'
  | 'listVersions'
  | 'setVersioning'
  | 'readTags'
  | 'restoreObject'
  | 'readObjectAcl'
  | 'setObjectAcl'
>;

/** Calls about objects and their versions, in memory. */
export function createMemoryObjects(state: MemoryState, find: (ref: BucketRef) => MemoryBucket): ObjectCalls {
  return {
    ...createReads(state, find),
    putObject: async (ref, key, upload) => putMemoryObject(state, find(ref), { key, ...upload }),
    copyObject: async (from, to, copy) => {
      const source = requireVersion(find(from.bucket), from.key, from.versionId);
      if (source.etag !== copy.source.etag) return undefined;
      checkReadable(state, from.key, source);
      const { headers = source.headers, acl, forbidOverwrite = false } = copy;
      const own = { ...keptOf(source), ...headers, ...(acl && { 'x-oss-object-acl': acl }) };
      const { body, tags } = source;
      const put = { key: to.key, body, headers: own, forbidOverwrite, ...(tags && { tags }) };
      return putMemoryObject(state, find(to.bucket), put);
    },
    deleteObject: async (ref, key) => deleteCurrent(state, find(ref), key),
    deleteObjects: async (ref, keys) => {
      for (const key of keys) deleteCurrent(state, find(ref), key);
      return { failed: [] };
    },
    deleteVersion: async (ref, key, versionId) => removeVersion(find(ref), key, versionId),
    setVersioning: async (ref, versioning) => {
      const bucket = find(ref);
      bucket.info = { ...bucket.info, versioning };
    },
    restoreObject: async (ref, key, request) => restore(state, find(ref), key, request),
    setObjectAcl: async (ref, key, acl) => {
      const { objects } = find(ref);
      objects.set(key, { ...requireVersion(find(ref), key), acl });
    },
  };
}

type ReadCalls =
  | 'readObjectHead'
  | 'readObject'
  | 'readVersion'
  | 'downloadObject'
  | 'downloadVersion'
  | 'listVersions'
  | 'readTags'
  | 'readObjectAcl';

function createReads(state: MemoryState, find: (ref: BucketRef) => MemoryBucket): Pick<OssPort, ReadCalls> {
  const readVersion: OssPort['readVersion'] = async ({ bucket, key, versionId }, maxBytes) => {
    const object = findVersion(find(bucket), key, versionId);
    if (!object) return undefined;
    checkReadable(state, key, object);
    if (object.body.length > maxBytes) throw new AppError('badAnswer', { action: 'GetObject', subject: key });
    return object.body;
  };
  const downloadVersion: OssPort['downloadVersion'] = async ({ bucket, key, versionId }, sink) => {
    const object = requireVersion(find(bucket), key, versionId);
    checkReadable(state, key, object);
    const { body } = object;
    await sink.restart();
    for (let at = 0; at < body.length; at += 64 * 1024) await sink.write(body.subarray(at, at + 64 * 1024));
  };
  return {
    readObjectHead: async (ref, key, _signal, versionId) => {
      const bucket = find(ref);
      const object = findVersion(bucket, key, versionId);
      if (!object) return undefined;
      const { size, etag, crc64, lastModified } = object;
      const headers = headersOf(state, bucket, object);
      return { size, etag, crc64: crc64!, headers, modifiedAt: toWholeSecond(Date.parse(lastModified)) };
    },
    readObject: (bucket, key, maxBytes, signal) => readVersion({ bucket, key }, maxBytes, signal),
    readVersion,
    downloadObject: (bucket, key, sink, signal) => downloadVersion({ bucket, key }, sink, signal),
    downloadVersion,
    listVersions: async (ref, query) => listVersions(find(ref), query),
    readTags: async (ref, key, _signal, versionId) => requireVersion(find(ref), key, versionId).tags ?? {},
    readObjectAcl: async (ref, key) => requireVersion(find(ref), key).acl ?? 'default',
  };
}

/** The headers of a source that its copy keeps in any case. */
function keptOf({ headers }: MemoryObject): Record<string, string> {
  const names = Object.keys(headers).filter((name) => /^x-oss-(storage-class|server-side-)/.test(name));
  return Object.fromEntries(names.map((name) => [name, headers[name] ?? '']));
}
