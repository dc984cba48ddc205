import { findDenial } from '../../ram/authorize.js';
import { serviceNow } from '../../state/clock.js';
import type { ApiResponse, StoredBucket, StoredObject } from '../../state/state.js';
import { readAcl } from '../acl.js';
import { xmlAnswer } from '../buckets.js';
import type { BucketCall } from '../call.js';
import { accessDenied, invalidArgument, OssError, preconditionFailed } from '../errors.js';
import { decodeKey } from '../keys.js';
import { checkOverwrite, requireObject, storeObject } from '../stored.js';
import { element, formatTime, textElements } from '../xml.js';
import { isNotModified, preconditionFails } from './conditions.js';
import { createObject, keep } from './objects.js';

/**
 * CopyObject within the account and region. A copy onto itself takes the request's headers whatever the directive. The
 * ACL is the request's, else `default`, never the source's.
 */
export function copyObject(call: BucketCall): ApiResponse {
  const { request, bucket, key, state } = call;
  const source = findSource(call);
  const object = requireObject(source);
  checkConditions(call, object);
  checkOverwrite(call);
  const directive = (request.headers['x-oss-metadata-directive'] ?? 'COPY').toUpperCase();
  if (!['COPY', 'REPLACE'].includes(directive)) throw invalidArgument('The specified metadata directive is not valid.');
  const isSame = source.bucket === bucket && source.key === key;
  const headers = isSame || directive === 'REPLACE' ? keep(request) : object.headers;
  const copy = createObject(key, object.body, headers, new Date(serviceNow(state)));
  storeObject(call, copy, readAcl(call));
  const answer = xmlAnswer(
    element('CopyObjectResult', textElements({ ETag: `"${copy.etag}"`, LastModified: formatTime(copy.lastModified) })),
  );
  return { ...answer, headers: { ...answer.headers, ETag: `"${copy.etag}"`, 'x-oss-hash-crc64ecma': copy.crc64 } };
}

function findSource({ request, state, region, caller }: BucketCall): { bucket: StoredBucket; key: string } {
  const [, name = '', path = ''] = /^\/?([^/]+)(\/[^?]*)/.exec(request.headers['x-oss-copy-source'] ?? '') ?? [];
  const bucket = state.buckets.get(name);
  if (!bucket) {
    const message = 'The specified bucket does not exist.';
    throw new OssError({ status: 404, code: 'NoSuchBucket', message, ec: '0015-00000101', more: { BucketName: name } });
  }
  const demand = { permission: 'oss:GetObject', resource: `acs:oss:*:${state.ownerId}:${name}${path}` };
  const mayRead = caller === undefined || !findDenial(caller, 'GetObject', demand, state);
  if (bucket.region !== region || !mayRead) {
    throw accessDenied('You have no right to access this object.', '0003-00000001');
  }
  return { bucket, key: decodeKey(path) };
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
