import { createHash } from 'node:crypto';
import { serviceNow } from '../clock.js';
import type { ApiRequest, ApiResponse, StoredObject } from '../state.js';
import { isOn } from '../uncertain.js';
import type { BucketCall } from './call.js';
import { isNotModified, preconditionFails } from './conditions.js';
import { crc64 } from './crc64.js';
import { accessDenied, OssError } from './errors.js';
import { readRange } from './range.js';

const keptHeaders = [
  'content-type',
  'cache-control',
  'content-encoding',
  'content-disposition',
  'content-language',
  'expires',
];

/** Makes an object of its bytes, with the checksums that OSS states. */
export function createObject(
  key: string,
  body: Buffer,
  headers: Readonly<Record<string, string>>,
  lastModified: Date,
): StoredObject {
  const etag = createHash('md5').update(body).digest('hex').toUpperCase();
  const typed = { 'content-type': 'application/octet-stream', ...headers };
  return { key, body, headers: typed, etag, crc64: crc64(body), lastModified };
}

/** PutObject: checks the MD5 when given, refuses to overwrite when asked, keeps the headers that OSS keeps. */
export function putObject(call: BucketCall): ApiResponse {
  const { request, bucket, key, state } = call;
  checkBody(request);
  if (request.headers['x-oss-forbid-overwrite'] === 'true' && bucket.objects.has(key)) {
    const message = 'The object you specified already exists and can not be overwritten.';
    throw new OssError({ status: 409, code: 'FileAlreadyExists', message, ec: '0026-00000002' });
  }
  const acl = request.headers['x-oss-object-acl'];
  if (acl?.startsWith('public') && bucket.blockPublicAccess) {
    throw accessDenied('Put public object acl is not allowed.', '0016-00000901');
  }
  const object = createObject(key, request.body, keep(request), new Date(serviceNow(state)));
  bucket.objects.set(key, acl === undefined ? object : { ...object, acl });
  state.events.emit('objectChanged', { bucket: bucket.name, key });
  state.events.emit('change');
  const headers = { ETag: `"${object.etag}"`, 'x-oss-hash-crc64ecma': object.crc64, 'Content-MD5': md5Of(object) };
  return { status: 200, headers, body: '' };
}

/** DeleteObject: 204 whether or not the object was there. */
export function deleteObject({ bucket, key, state }: BucketCall): ApiResponse {
  if (bucket.objects.delete(key)) {
    state.events.emit('objectChanged', { bucket: bucket.name, key });
    state.events.emit('change');
  }
  return { status: 204, headers: {}, body: '' };
}

/** GetObject and HeadObject with conditions and, for GET, one range. */
export function readObject(call: BucketCall): ApiResponse {
  const { request, bucket, key } = call;
  const object = bucket.objects.get(key);
  if (!object) {
    const message = 'The specified key does not exist.';
    throw new OssError({ status: 404, code: 'NoSuchKey', message, ec: '0026-00000001', more: { Key: key } });
  }
  if (preconditionFails(object, request.headers)) {
    const message = 'At least one of the pre-conditions you specified did not hold.';
    throw new OssError({ status: 412, code: 'PreconditionFailed', message, ec: '0003-00000701' });
  }
  const headers = objectHeaders(call, object);
  if (isNotModified(object, request.headers)) return { status: 304, headers, body: '' };
  const range = request.method === 'GET' ? readRange(request.headers.range, object.body.length) : undefined;
  if (!range) {
    const length = { 'Content-Length': String(object.body.length) };
    return { status: 200, headers: { ...headers, ...length }, body: object.body };
  }
  const span = { 'Content-Range': `bytes ${range.first}-${range.last}/${object.body.length}` };
  return { status: 206, headers: { ...headers, ...span }, body: object.body.subarray(range.first, range.last + 1) };
}

function objectHeaders({ state, viaCname }: BucketCall, object: StoredObject): Record<string, string> {
  // Whoever may read may also run a page from it, so the default domains make browsers save instead of show.
  const forced =
    !viaCname && isOn(state.uncertain, 'forcedDownload')
      ? { 'content-disposition': 'attachment', 'x-oss-force-download': 'true', 'x-oss-ec': '0048-00000113' }
      : {};
  const named = Object.entries({ ...object.headers, ...forced }).map(([name, value]) => [canonicalName(name), value]);
  return {
    ...Object.fromEntries(named),
    ETag: `"${object.etag}"`,
    'Last-Modified': object.lastModified.toUTCString(),
    'Accept-Ranges': 'bytes',
    'Content-MD5': md5Of(object),
    'x-oss-object-type': 'Normal',
    'x-oss-hash-crc64ecma': object.crc64,
    'x-oss-storage-class': 'Standard',
  };
}

function checkBody(request: ApiRequest): void {
  const { headers, body } = request;
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) {
    const message = 'You must provide the Content-Length HTTP header.';
    throw new OssError({ status: 411, code: 'MissingContentLength', message, ec: '0002-00000401' });
  }
  const md5 = headers['content-md5'];
  if (md5 === undefined || md5 === createHash('md5').update(body).digest('base64')) return;
  const message = 'The Content-MD5 you specified was invalid.';
  throw new OssError({
    status: 400,
    code: 'InvalidDigest',
    message,
    ec: '0017-00000501',
    more: { 'Content-MD5': md5 },
  });
}

function keep({ headers }: ApiRequest): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => keptHeaders.includes(name) || name.startsWith('x-oss-meta-'));
  return Object.fromEntries(kept);
}

function md5Of({ etag }: StoredObject): string {
  return Buffer.from(etag, 'hex').toString('base64');
}

function canonicalName(name: string): string {
  return name.startsWith('x-oss-') ? name : name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}
