import type { ApiResponse, StoredBucket } from '../state/state.js';
import { ownerElement, xmlAnswer } from './buckets.js';
import type { BucketCall } from './call.js';
import { accessDenied, invalidArgument } from './errors.js';
import { replaceVersion, requireVersion } from './stored.js';
import { element, textElement } from './xml.js';

const acls = ['default', 'private', 'public-read', 'public-read-write'];

/** The ACL in a request, if any. Throws if it is unknown or barred by Block Public Access. */
export function readAcl({ request, bucket }: BucketCall): string | undefined {
  const acl = request.headers['x-oss-object-acl'];
  if (acl === undefined) return undefined;
  if (!acls.includes(acl)) {
    const more = { ArgumentName: 'x-oss-object-acl', ArgumentValue: acl };
    throw invalidArgument('The specified object ACL is not valid.', more);
  }
  if (acl.startsWith('public') && bucket.blockPublicAccess) {
    throw accessDenied('Put public object acl is not allowed.', '0016-00000901');
  }
  return acl;
}

/** The effective ACL of an object: its own, else its bucket's. */
export function effectiveAcl(bucket: StoredBucket, key: string): string {
  return bucket.objects.get(key)?.acl ?? bucket.acl;
}

/** GetObjectAcl: the object's own. */
export function readObjectAcl(call: BucketCall): ApiResponse {
  const { acl = 'default' } = requireVersion(call);
  return policyAnswer(call, acl);
}

/** GetBucketAcl. */
export function readBucketAcl(call: BucketCall): ApiResponse {
  return policyAnswer(call, call.bucket.acl);
}

/** PutObjectAcl: changes only the ACL. */
export function putObjectAcl(call: BucketCall): ApiResponse {
  const before = requireVersion(call);
  const { acl: _before, ...object } = before;
  const acl = readAcl(call);
  if (acl === undefined) throw invalidArgument('The header x-oss-object-acl is missing.');
  replaceVersion(call.bucket, before, acl === 'default' ? object : { ...object, acl });
  call.state.events.emit('objectChanged', { bucket: call.bucket.name, key: call.key });
  call.state.events.emit('change');
  return { status: 200, headers: {}, body: '' };
}

function policyAnswer({ state }: BucketCall, acl: string): ApiResponse {
  const list = element('AccessControlList', textElement('Grant', acl));
  return xmlAnswer(element('AccessControlPolicy', ownerElement(state), list));
}
