import { findDenial } from '../../ram/authorize.js';
import type { StoredBucket } from '../../state/state.js';
import type { StoredObject } from '../../state/storedObject.js';
import { type BucketCall, parseQuery } from '../call.js';
import { accessDenied, OssError, preconditionFailed } from '../errors.js';
import { decodeKey } from '../keys.js';
import { requireSource } from '../stored.js';
import { isNotModified, preconditionFails } from './conditions.js';
import { checkRestored } from './restore.js';

/** The source of a copy. */
interface CopySource {
  readonly bucket: StoredBucket;
  readonly object: StoredObject;
}

/**
 * The source that `x-oss-copy-source` names, with its key URL-encoded and perhaps `?versionId=`. Throws unless it is of this region, may be read, meets the
 * conditions, and is not archived.
 */
export function findCopySource(call: BucketCall): CopySource {
  const { request, state, region, caller } = call;
  const [, name = '', path = '', rawQuery = ''] =
    /^\/?([^/]+)(\/[^?]*)(?:\?(.*))?$/.exec(request.headers['x-oss-copy-source'] ?? '') ?? [];
  const bucket = state.buckets.get(name);
  if (!bucket) {
    const message = 'The specified bucket does not exist.';
    throw new OssError({ status: 404, code: 'NoSuchBucket', message, ec: '0015-00000101', more: { BucketName: name } });
  }
  const versionId = new Map(parseQuery(rawQuery)).get('versionId');
  const key = decodeKey(path);
  const permission = versionId === undefined ? 'oss:GetObject' : 'oss:GetObjectVersion';
  const demand = { permission, resource: `acs:oss:*:${state.ownerId}:${name}/${key}` };
  const denial = caller && findDenial(caller, permission.slice(4), demand, state);
  if (bucket.region !== region || denial)
    throw accessDenied('You have no right to access this object.', '0003-00000001');
  const object = requireSource(bucket, key, versionId);
  checkConditions(call, object);
  checkRestored(state, object);
  return { bucket, object };
}

function checkConditions({ request }: BucketCall, object: StoredObject): void {
  const prefix = 'x-oss-copy-source-';
  const conditions = Object.entries(request.headers)
    .filter(([name]) => name.startsWith(`${prefix}if-`))
    .map(([name, value]) => [name.slice(prefix.length), value]);
  const headers = Object.fromEntries(conditions);
  if (preconditionFails(object, headers)) throw preconditionFailed();
  if (!isNotModified(object, headers)) return;
  throw new OssError({ status: 304, code: 'NotModified', message: 'The source object is not modified.' });
}
