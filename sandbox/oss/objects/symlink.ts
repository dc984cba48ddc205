import { serviceNow } from '../../state/clock.js';
import type { ApiResponse } from '../../state/state.js';
import { readAcl } from '../acl.js';
import type { BucketCall } from '../call.js';
import { invalidArgument, OssError } from '../errors.js';
import { checkKey, decodeKey } from '../keys.js';
import { checkOverwrite, requireVersion, storeObject, versionHeader } from '../stored.js';
import { createObject, keep } from './objects.js';
import { readProperties } from './properties.js';

/** PutSymlink: the target is not looked at. */
export function putSymlink(call: BucketCall): ApiResponse {
  const { bucket, key, request, state } = call;
  checkOverwrite(call);
  const target = request.headers['x-oss-symlink-target'];
  if (target === undefined) throw invalidArgument('The header x-oss-symlink-target is missing.');
  const symlinkTarget = decodeKey(`/${target}`);
  checkKey(symlinkTarget);
  const made = createObject(key, Buffer.alloc(0), keep(request), new Date(serviceNow(state)));
  const object = storeObject(call, { ...made, ...readProperties(request), symlinkTarget }, readAcl(call));
  return { status: 200, headers: { ETag: `"${object.etag}"`, ...versionHeader(bucket, object) }, body: '' };
}

/** GetSymlink: the target in a header. */
export function readSymlink(call: BucketCall): ApiResponse {
  const object = requireVersion(call);
  if (object.symlinkTarget === undefined) {
    const message = 'The object you specified is not a symlink.';
    throw new OssError({ status: 400, code: 'NotSymlink', message });
  }
  const target = encodeURIComponent(object.symlinkTarget);
  const headers = { 'x-oss-symlink-target': target, ETag: `"${object.etag}"`, ...versionHeader(call.bucket, object) };
  return { status: 200, headers, body: '' };
}
