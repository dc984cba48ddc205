import { createHash, randomBytes } from 'node:crypto';
import { serviceNow } from '../../state/clock.js';
import type { ApiRequest, ApiResponse } from '../../state/state.js';
import type { StoredObject } from '../../state/storedObject.js';
import { isOn } from '../../state/uncertain.js';
import { readAcl } from '../acl.js';
import type { BucketCall } from '../call.js';
import { invalidArgument, OssError, preconditionFailed } from '../errors.js';
import {
  checkOverwrite,
  checkRetention,
  markerHeaders,
  removeObject,
  removeVersion,
  requireVersion,
  storeObject,
  versionHeader,
} from '../stored.js';
import { isNotModified, preconditionFails } from './conditions.js';
import { crc64 } from './crc64.js';
import { encryptionHeaders, followSymlink, readProperties, typeOf } from './properties.js';
import { readRange } from './range.js';
import { checkRestored, restoreHeader } from './restore.js';

const maxMetadataBytes = 8 * 1024;
const keptHeaders = [
  'content-type',
  'cache-control',
  'content-encoding',
  'content-disposition',
  'content-language',
  'expires',
];

/** Creates an object from its bytes, with OSS's checksums. */
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

/** PutObject: checks a given MD5, refuses to overwrite if requested, and stores the headers that OSS stores. */
export function putObject(call: BucketCall): ApiResponse {
  const { request, key, state } = call;
  checkBody(request);
  checkOverwrite(call);
  const made = createObject(key, request.body, keep(request), new Date(serviceNow(state)));
  const object = storeObject(call, withProperties(made, readProperties(request)), readAcl(call));
  const headers = {
    ETag: `"${object.etag}"`,
    'x-oss-hash-crc64ecma': object.crc64,
    ...contentMd5(object),
    ...encryptionHeaders(object),
    ...versionHeader(call.bucket, object),
  };
  return { status: 200, headers, body: '' };
}

/** Adds what a request says beside the bytes. The ETag of an object that OSS encrypts with a KMS key is not the MD5 of its bytes. */
export function withProperties(made: StoredObject, properties: ReturnType<typeof readProperties>): StoredObject {
  const isKms = properties.encryption?.algorithm === 'KMS';
  return { ...made, ...properties, ...(isKms && { etag: randomBytes(16).toString('hex').toUpperCase() }) };
}

function contentMd5(object: StoredObject): Record<string, string> {
  const hasMd5 = typeOf(object) !== 'Multipart' && object.encryption?.algorithm !== 'KMS';
  return hasMd5 ? { 'Content-MD5': md5Of(object.etag) } : {};
}

/** DeleteObject: 204 even if the object was missing. With versioning, a delete marker; with a version, that one for good. */
export function deleteObject(call: BucketCall): ApiResponse {
  const { bucket, key, state, query } = call;
  checkRetention(call);
  const before = bucket.objects.get(key);
  const versionId = query.get('versionId');
  const marker = versionId === undefined ? removeObject(state, bucket, key) : removeVersion(bucket, key, versionId);
  if (bucket.objects.get(key) !== before) state.events.emit('objectChanged', { bucket: bucket.name, key });
  state.events.emit('change');
  const named = versionId !== undefined && bucket.versioning ? { 'x-oss-version-id': versionId } : {};
  return { status: 204, headers: marker?.isDeleteMarker ? markerHeaders(marker) : named, body: '' };
}

/** GetObject and HeadObject with conditions and, for GET, one range. */
export function readObject(call: BucketCall): ApiResponse {
  const { request } = call;
  const object = followSymlink(call, requireVersion(call));
  if (preconditionFails(object, request.headers)) throw preconditionFailed();
  const headers = objectHeaders(call, object);
  if (isNotModified(object, request.headers)) return { status: 304, headers, body: '' };
  if (request.method === 'GET') checkRestored(call.state, object);
  const range = request.method === 'GET' ? readRange(request.headers.range, object.body.length) : undefined;
  if (!range) {
    const length = { 'Content-Length': String(object.body.length) };
    return { status: 200, headers: { ...headers, ...length }, body: object.body };
  }
  const span = { 'Content-Range': `bytes ${range.first}-${range.last}/${object.body.length}` };
  return { status: 206, headers: { ...headers, ...span }, body: object.body.subarray(range.first, range.last + 1) };
}

function objectHeaders({ state, viaCname, bucket }: BucketCall, object: StoredObject): Record<string, string> {
  const tags = Object.keys(object.tags ?? {}).length;
  // A public object may be a page with scripts, so the default domains force a download.
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
    ...contentMd5(object),
    'x-oss-object-type': typeOf(object),
    'x-oss-hash-crc64ecma': object.crc64,
    'x-oss-storage-class': object.storageClass ?? 'Standard',
    ...(object.isAppendable && { 'x-oss-next-append-position': String(object.body.length) }),
    ...(tags > 0 && { 'x-oss-tagging-count': String(tags) }),
    ...encryptionHeaders(object),
    ...restoreHeader(state, object),
    ...versionHeader(bucket, object),
  };
}

/** Throws unless the body has a length and, if given, this MD5. */
export function checkBody(request: ApiRequest): void {
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

/** The headers of a request that are stored with its object. */
export function keep({ headers }: Pick<ApiRequest, 'headers'>): Record<string, string> {
  const metadata = Object.entries(headers).filter(([name]) => name.startsWith('x-oss-meta-'));
  // Each character is one received byte.
  const bytes = metadata.flat().reduce((sum, text) => sum + text.length, 0);
  if (bytes > maxMetadataBytes) throw invalidArgument('The metadata of an object may have 8 KB at most.');
  const standard = Object.entries(headers).filter(([name]) => keptHeaders.includes(name));
  return Object.fromEntries([...standard, ...metadata]);
}

/** Converts an ETag that is an MD5 to Content-MD5. */
export function md5Of(etag: string): string {
  return Buffer.from(etag, 'hex').toString('base64');
}

function canonicalName(name: string): string {
  return name.startsWith('x-oss-') ? name : name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}
