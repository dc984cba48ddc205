import { findDenial } from '../ram/authorize.js';
import type { AccessKey } from '../state/accessKey.js';
import { endpointOf, isMainland } from '../state/regions.js';
import type { StoredBucket } from '../state/state.js';
import { isOn } from '../state/uncertain.js';
import { effectiveAcl } from './acl.js';
import type { OssCall } from './call.js';
import { accessDenied, OssError } from './errors.js';
import { decodeKey } from './keys.js';

const bindingActions = new Set(['ListCname', 'CreateCnameToken', 'PutCname']);
const dataActions = new Set([
  'PutObject',
  'CopyObject',
  'GetObject',
  'HeadObject',
  'DeleteObject',
  'DeleteMultipleObjects',
  'GetObjectAcl',
  'PutObjectAcl',
  'ListObjects',
  'ListObjectsV2',
  'InitiateMultipartUpload',
  'UploadPart',
  'ListParts',
  'CompleteMultipartUpload',
  'AbortMultipartUpload',
  'UploadPartCopy',
  'GetObjectTagging',
  'PutObjectTagging',
  'DeleteObjectTagging',
  'RestoreObject',
  'PutSymlink',
  'GetSymlink',
  'ListObjectVersions',
]);

/** The bucket of a call. Throws NoSuchBucket, or AccessDenied with the right endpoint if it is in another region. */
export function requireBucket(call: OssCall): StoredBucket {
  const name = call.bucketName ?? '';
  if (call.state.otherBuckets.has(name)) {
    throw accessDenied('The bucket you access does not belong to you.', '0003-00000001', { BucketName: name });
  }
  const bucket = call.state.buckets.get(name);
  if (!bucket) {
    const message = 'The specified bucket does not exist.';
    throw new OssError({ status: 404, code: 'NoSuchBucket', message, ec: '0015-00000101', more: { BucketName: name } });
  }
  if (bucket.region === call.region) return bucket;
  throw accessDenied(
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
    '0003-00001403',
    { Bucket: name, Endpoint: endpointOf(bucket.region) },
  );
}

/** Throws AccessDenied unless this caller (absent for an unsigned request) is permitted. */
export function authorize(call: OssCall, bucket: StoredBucket | undefined, caller: AccessKey | undefined): void {
  if (call.edge?.signed) {
    authorizeCdn(call);
  } else if (caller) {
    requireAllowed(call, bucket, caller);
  } else {
    authorizeAnonymous(call, bucket);
  }
  if (bucket) checkPublicEndpoint(call, bucket);
}

/** Permissions with other names than their calls. Source: OSS, "RAM policies". */
const permissions: Readonly<Record<string, string>> = {
  HeadObject: 'GetObject',
  DeleteMultipleObjects: 'DeleteObject',
  CopyObject: 'PutObject',
  InitiateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  UploadPartCopy: 'PutObject',
  PutSymlink: 'PutObject',
  GetSymlink: 'GetObject',
  CompleteMultipartUpload: 'PutObject',
  ListObjectsV2: 'ListObjects',
};

/** The permissions of calls about one version. Source: OSS, "RAM policies". */
const versionPermissions: Readonly<Record<string, string>> = {
  GetObject: 'GetObjectVersion',
  HeadObject: 'GetObjectVersion',
  DeleteObject: 'DeleteObjectVersion',
  GetObjectAcl: 'GetObjectVersionAcl',
  PutObjectAcl: 'PutObjectVersionAcl',
  GetObjectTagging: 'GetObjectVersionTagging',
  PutObjectTagging: 'PutObjectVersionTagging',
  DeleteObjectTagging: 'DeleteObjectVersionTagging',
  RestoreObject: 'RestoreObjectVersion',
};

/** The permissions that a call needs: its own, and that to tag for tags in a header. */
function permissionsOf({ action, query, request }: OssCall): readonly string[] {
  const ofVersion = query.has('versionId') ? versionPermissions[action] : undefined;
  const own = ofVersion ?? permissions[action] ?? action;
  const tags = request.headers['x-oss-tagging'] !== undefined && own === 'PutObject';
  return [own, ...(tags ? ['PutObjectTagging'] : [])].map((name) => `oss:${name}`);
}

function requireAllowed(call: OssCall, bucket: StoredBucket | undefined, caller: AccessKey): void {
  for (const permission of permissionsOf(call)) requirePermission(call, bucket, caller, permission);
}

function requirePermission(
  { action, path, state, bucketName }: OssCall,
  bucket: StoredBucket | undefined,
  caller: AccessKey,
  permission: string,
): void {
  const key = decodeKey(path);
  const below = action === 'DeleteMultipleObjects' ? '*' : key;
  const name = [bucket?.name ?? bucketName ?? '*', ...(below === '' ? [] : [below])].join('/');
  const demand = { permission, resource: `acs:oss:*:${state.ownerId}:${name}` };
  const denial = findDenial(caller, action, demand, state);
  if (!denial) return;
  const message = 'You do not have the permission to perform this operation. Please check your RAM policy.';
  throw new OssError({ status: 403, code: 'AccessDenied', message, ec: '0003-00000015', denial: denial.detail });
}

/** CDN's role may read every object but no listing, which a request for the bare domain is. */
function authorizeCdn(call: OssCall): void {
  if (call.query.has('Signature') || call.query.has('x-oss-signature')) {
    throw accessDenied('The request has been signed twice.', '0002-00000040');
  }
  if (call.action === 'GetObject' || call.action === 'HeadObject') return;
  throw accessDenied('You are forbidden to list buckets.', '0003-00000304');
}

function authorizeAnonymous(call: OssCall, bucket: StoredBucket | undefined): void {
  const reads = call.action === 'GetObject' || call.action === 'HeadObject';
  const acl = bucket && (reads ? effectiveAcl(bucket, decodeKey(call.path)) : bucket.acl);
  const open = bucket !== undefined && acl !== 'private' && !bucket.blockPublicAccess;
  if (!open) throw accessDenied('You have no right to access this object because of bucket acl.', '0003-00000001');
  if (call.action.startsWith('ListObjects')) throw accessDenied('You are forbidden to list buckets.', '0003-00000304');
  const writes = call.action === 'PutObject' || call.action === 'DeleteObject';
  if (reads || (writes && bucket.acl === 'public-read-write')) return;
  throw accessDenied('Anonymous access is forbidden for this operation.', '0003-00000905');
}

function checkPublicEndpoint(call: OssCall, bucket: StoredBucket): void {
  const { uncertain } = call.state;
  const closed = isOn(uncertain, call.edge ? 'publicEndpointForbiddenAtEdge' : 'publicEndpointForbidden');
  const isSpared = call.action.startsWith('ListObjects') && isOn(uncertain, 'publicEndpointSparesLists');
  const isData = closed && !isSpared && dataActions.has(call.action);
  const isBinding = isOn(uncertain, 'publicEndpointBarsBinding') && bindingActions.has(call.action);
  if (call.viaCname || !(isData || isBinding) || !isMainland(bucket.region)) return;
  throw new OssError({
    status: 400,
    code: 'PublicEndpointForbidden',
    message: 'You are not allowed to use the OSS public endpoint for this operation, please use CNAME instead.',
    ec: '0048-00000401',
  });
}
