import { randomBytes } from 'node:crypto';
import { serviceNow } from '../state/clock.js';
import { parseOssHost } from '../state/regions.js';
import type { ApiRequest, ApiResponse, SandboxState, Service } from '../state/state.js';
import { authorize, requireBucket } from './access.js';
import { putObjectAcl, readBucketAcl, readObjectAcl } from './acl.js';
import { deleteBucket, listBuckets, readBucketInfo } from './buckets.js';
import { type BucketCall, type EdgeFetch, type OssCall, parseCall } from './call.js';
import { createCname, createCnameToken, deleteCname, listCnames, readCnameToken } from './cname.js';
import { answerPreflight, corsHeaders, deleteCors, putCors, readCors } from './cors.js';
import { certificateNames, leadsToOss } from './customDomains.js';
import { OssError, toErrorResponse } from './errors.js';
import { checkKey, decodeKey } from './keys.js';
import { putBucket, putPublicAccessBlock, readBucketStat, readPublicAccessBlock } from './newBucket.js';
import { copyObject } from './objects/copy.js';
import { deleteObjects } from './objects/deleteMany.js';
import { listObjects, listObjectsV2 } from './objects/listing.js';
import {
  abortUpload,
  completeUpload,
  copyPart,
  initiateUpload,
  listParts,
  listUploads,
  uploadPart,
} from './objects/multipart.js';
import { deleteObject, putObject, readObject } from './objects/objects.js';
import { restoreObject } from './objects/restore.js';
import { putSymlink, readSymlink } from './objects/symlink.js';
import { deleteTagging, putTagging, readTagging } from './objects/tagging.js';
import { listVersions, putVersioning, readVersioning } from './objects/versions.js';
import { authenticate } from './signature.js';
import { atIndexPage, deleteWebsite, pageForMissing, putWebsite, readWebsite } from './website.js';

const operations: Readonly<Record<string, (call: BucketCall) => ApiResponse>> = {
  GetBucketInfo: readBucketInfo,
  DeleteBucket: deleteBucket,
  PutBucketPublicAccessBlock: putPublicAccessBlock,
  GetBucketPublicAccessBlock: readPublicAccessBlock,
  GetBucketStat: readBucketStat,
  GetBucketWebsite: readWebsite,
  PutBucketWebsite: putWebsite,
  DeleteBucketWebsite: deleteWebsite,
  GetBucketCors: readCors,
  PutBucketCors: putCors,
  DeleteBucketCors: deleteCors,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  PutObject: putObject,
  GetObject: readObject,
  HeadObject: readObject,
  DeleteObject: deleteObject,
  DeleteMultipleObjects: deleteObjects,
  CopyObject: copyObject,
  GetBucketAcl: readBucketAcl,
  GetObjectAcl: readObjectAcl,
  PutObjectAcl: putObjectAcl,
  InitiateMultipartUpload: initiateUpload,
  UploadPart: uploadPart,
  UploadPartCopy: copyPart,
  GetObjectTagging: readTagging,
  PutObjectTagging: putTagging,
  DeleteObjectTagging: deleteTagging,
  RestoreObject: restoreObject,
  PutSymlink: putSymlink,
  GetSymlink: readSymlink,
  ListObjectVersions: listVersions,
  PutBucketVersioning: putVersioning,
  GetBucketVersioning: readVersioning,
  ListParts: listParts,
  CompleteMultipartUpload: completeUpload,
  AbortMultipartUpload: abortUpload,
  ListMultipartUploads: listUploads,
  CreateCnameToken: createCnameToken,
  GetCnameToken: readCnameToken,
  PutCname: createCname,
  ListCname: listCnames,
  DeleteCname: deleteCname,
};

/** Object Storage Service at its public endpoints, and at custom domains whose DNS leads there. */
export const ossService: Service = {
  name: 'oss',
  owns: (host, state) => parseOssHost(host) !== undefined || leadsToOss(state, host),
  actionOf: (request, state) => parseCall(request, state, '').action,
  handle: (request, state) => handleOss(request, state),
  fault: (code, status, request, state) => {
    const requestId = createRequestId();
    const error = new OssError({ status, code, message: 'The server refused this request.' });
    return complete(toErrorResponse(error, requestId, request), requestId, state, 0);
  },
  certificateNames,
};

/** Answers one request; `edge` means that CDN sent it. */
export function handleOss(request: ApiRequest, state: SandboxState, edge?: EdgeFetch): ApiResponse {
  const started = performance.now();
  const requestId = createRequestId();
  const given = attempt(parseCall(request, state, requestId, edge));
  const isKnown = edge?.signed && given.status < 400;
  const answer = isKnown ? { ...given, headers: { ...given.headers, 'x-oss-cdn-auth': 'success' } } : given;
  return complete(answer, requestId, state, Math.ceil(performance.now() - started));
}

function attempt(call: OssCall): ApiResponse {
  try {
    return run(call);
  } catch (error) {
    if (error instanceof OssError) return toErrorResponse(error, call.requestId, call.request);
    throw error;
  }
}

const unboundHost = {
  status: 404,
  code: 'NoSuchBucket',
  message: 'The specified bucket does not exist.',
  ec: '0015-00000101',
};

const pathStyle = {
  status: 403,
  code: 'SecondLevelDomainForbidden',
  message: 'Please use virtual hosted style to access.',
  ec: '0048-00000001',
};

const notImplemented = {
  status: 501,
  code: 'NotImplemented',
  message: 'A header or query you provided implies functionality that is not implemented.',
  ec: '0017-00000001',
};

function run(asked: OssCall): ApiResponse {
  const call = atIndexPage(asked);
  if (!parseOssHost(call.request.host) && !call.viaCname) throw new OssError(unboundHost);
  if (call.bucketName === undefined && call.path !== '/') throw new OssError(pathStyle);
  const key = decodeKey(call.path);
  if (key !== '') checkKey(key);
  const caller = call.edge?.signed ? undefined : authenticate(call);
  if (call.action === 'ListBuckets' || call.action === 'PutBucket') {
    authorize(call, undefined, caller);
    return call.action === 'PutBucket' ? putBucket(call, caller?.user !== undefined) : listBuckets(call);
  }
  if (call.action === 'OPTIONS:object') return answerPreflight(call.request, requireBucket(call));
  const operation = operations[call.action];
  if (!operation) throw new OssError(notImplemented);
  const bucket = requireBucket(call);
  authorize(call, bucket, caller);
  const page = pageForMissing(call, bucket, key);
  if (page && 'location' in page) return { status: 302, headers: { Location: page.location }, body: '' };
  const answer = operation({ ...call, bucket, key: page?.key ?? key, ...(caller ? { caller } : {}) });
  const headers = { ...answer.headers, ...corsHeaders(call.request, bucket, call.request.method) };
  return { ...answer, headers, status: page?.status ?? answer.status };
}

function createRequestId(): string {
  return randomBytes(12).toString('hex').toUpperCase();
}

function complete(answer: ApiResponse, requestId: string, state: SandboxState, tookMs: number): ApiResponse {
  const headers = {
    Server: 'AliyunOSS',
    Date: new Date(serviceNow(state)).toUTCString(),
    'x-oss-request-id': requestId,
    'x-oss-server-time': String(tookMs),
    ...answer.headers,
  };
  return { ...answer, headers };
}
