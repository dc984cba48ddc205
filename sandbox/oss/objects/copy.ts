import { serviceNow } from '../../state/clock.js';
import type { ApiResponse } from '../../state/state.js';
import type { StoredObject } from '../../state/storedObject.js';
import { readAcl } from '../acl.js';
import { xmlAnswer } from '../buckets.js';
import type { BucketCall } from '../call.js';
import { invalidArgument, OssError, operationNotSupported } from '../errors.js';
import { checkOverwrite, checkRetention, storeObject, versionHeader } from '../stored.js';
import { element, formatTime, textElements } from '../xml.js';
import { findCopySource } from './copySource.js';
import { createObject, keep, withProperties } from './objects.js';
import { encryptionHeaders, readProperties } from './properties.js';

/** The largest object that is copied with another class or encryption, and to another bucket, in bytes. Source: CopyObject, "Limits". */
const largestChanged = 1024 ** 3;
const largestElsewhere = 5 * 1024 ** 3;

/**
 * CopyObject within the account and region. A copy onto itself takes the request's headers whatever the directive, unless the bucket has versioning. Class,
 * encryption and ACL are those of the request, never the source's; tags are the source's unless the directive is Replace.
 */
export function copyObject(call: BucketCall): ApiResponse {
  const { request, bucket, key, state } = call;
  const source = findCopySource(call);
  const { object } = source;
  if (source.bucket.isRetained) checkRetention(source);
  checkOverwrite(call);
  const properties = readProperties(request);
  const isOther = source.bucket !== bucket;
  checkSource(object, { ...call, isOther, isChanged: isChanged(object, properties) });
  const directive = readDirective(call, 'x-oss-metadata-directive');
  const isSame = !isOther && object.key === key && !bucket.versioning;
  const headers = isSame || directive === 'REPLACE' ? keep(request) : object.headers;
  const { tags = {} } = readDirective(call, 'x-oss-tagging-directive') === 'REPLACE' ? properties : object;
  const made = createObject(key, object.body, headers, new Date(serviceNow(state)));
  const link = object.symlinkTarget !== undefined && { symlinkTarget: object.symlinkTarget };
  const copy = storeObject(call, { ...withProperties(made, properties), tags, ...link }, readAcl(call));
  const answer = xmlAnswer(
    element('CopyObjectResult', textElements({ ETag: `"${copy.etag}"`, LastModified: formatTime(copy.lastModified) })),
  );
  const own = { ETag: `"${copy.etag}"`, 'x-oss-hash-crc64ecma': copy.crc64 };
  const more = { ...encryptionHeaders(copy), ...versionHeader(bucket, copy) };
  return { ...answer, headers: { ...answer.headers, ...own, ...more } };
}

function readDirective({ request }: BucketCall, name: string): string {
  const directive = (request.headers[name] ?? 'COPY').toUpperCase();
  if (['COPY', 'REPLACE'].includes(directive)) return directive;
  throw invalidArgument('The specified directive is not valid.', { ArgumentName: name });
}

function isChanged(object: StoredObject, { storageClass, encryption }: ReturnType<typeof readProperties>): boolean {
  return (
    storageClass !== object.storageClass ||
    encryption?.algorithm !== object.encryption?.algorithm ||
    encryption?.keyId !== object.encryption?.keyId
  );
}

function checkSource(
  { body, isAppendable }: StoredObject,
  call: BucketCall & { readonly isOther: boolean; readonly isChanged: boolean },
): void {
  if (isAppendable && call.bucket.versioning) throw operationNotSupported();
  const largest = call.isChanged ? largestChanged : call.isOther ? largestElsewhere : Number.POSITIVE_INFINITY;
  if (body.length <= largest) return;
  const message = 'The specified copy source is larger than the maximum allowable size for a copy source.';
  throw new OssError({ status: 400, code: 'InvalidArgument', message });
}
