import { createHash, randomBytes } from 'node:crypto';
import { serviceNow } from '../../state/clock.js';
import type { ApiResponse } from '../../state/state.js';
import type { StoredPart, StoredUpload } from '../../state/storedObject.js';
import { readAcl } from '../acl.js';
import { xmlAnswer } from '../buckets.js';
import type { BucketCall } from '../call.js';
import { invalidArgument, OssError, operationNotSupported } from '../errors.js';
import { checkOverwrite, storeObject, versionHeader } from '../stored.js';
import { element, formatTime, textElements } from '../xml.js';
import { findCopySource } from './copySource.js';
import { crc64 } from './crc64.js';
import { checkBody, createObject, keep, md5Of } from './objects.js';
import { readProperties } from './properties.js';
import { readRange } from './range.js';
import { chooseParts, etagOf } from './uploadParts.js';

const lastPartNumber = 10_000;

/** InitiateMultipartUpload: stores the headers for the object. */
export function initiateUpload(call: BucketCall): ApiResponse {
  const { bucket, key, request, state } = call;
  checkOverwrite(call);
  const id = randomBytes(16).toString('hex').toUpperCase();
  const properties = readProperties(request);
  const initiated = new Date(serviceNow(state));
  bucket.uploads.set(id, { key, headers: keep(request), properties, initiated, parts: new Map() });
  const fields = textElements({ Bucket: bucket.name, Key: key, UploadId: id });
  return xmlAnswer(element('InitiateMultipartUploadResult', fields));
}

/** UploadPart: a later part replaces an earlier one of the same number. */
export function uploadPart(call: BucketCall): ApiResponse {
  checkBody(call.request);
  const { etag, crc64: sum } = addPart(call, call.request.body);
  const headers = { ETag: `"${etag}"`, 'x-oss-hash-crc64ecma': sum, 'Content-MD5': md5Of(etag) };
  return { status: 200, headers, body: '' };
}

/** UploadPartCopy: a part with the bytes of another object, or of a range of it. */
export function copyPart(call: BucketCall): ApiResponse {
  const { object } = findCopySource(call);
  if (object.isAppendable) throw operationNotSupported();
  const asked = call.request.headers['x-oss-copy-source-range'];
  const range = readRange(asked, object.body.length);
  const part = addPart(call, range ? object.body.subarray(range.first, range.last + 1) : object.body);
  const fields = textElements({ LastModified: formatTime(part.lastModified), ETag: `"${part.etag}"` });
  const answer = xmlAnswer(element('CopyPartResult', fields));
  const span = range && { 'Content-Range': `bytes ${range.first}-${range.last}/${object.body.length}` };
  return { ...answer, headers: { ...answer.headers, 'x-oss-hash-crc64ecma': part.crc64, ...span } };
}

function addPart(call: BucketCall, body: Buffer): StoredPart {
  const { upload } = requireUpload(call);
  const asked = call.query.get('partNumber') ?? '';
  const number = Number(asked);
  if (!Number.isInteger(number) || number < 1 || number > lastPartNumber) {
    const more = { ArgumentName: 'partNumber', ArgumentValue: asked };
    throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive.', more);
  }
  const etag = createHash('md5').update(body).digest('hex').toUpperCase();
  const part = { body, etag, crc64: crc64(body), lastModified: new Date(serviceNow(call.state)) };
  upload.parts.set(number, part);
  return part;
}

/** ListParts, paged by part number. */
export function listParts(call: BucketCall): ApiResponse {
  const { bucket, key, query } = call;
  const { id, upload } = requireUpload(call);
  const limit = Number(query.get('max-parts') || '1000');
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
    throw invalidArgument('Argument max-parts must be an integer between 1 and 1000.');
  }
  const marker = Number(query.get('part-number-marker') || '0');
  const rest = [...upload.parts].filter(([number]) => number > marker).sort(([a], [b]) => a - b);
  const page = rest.slice(0, limit);
  const rows = page.map(([number, part]) =>
    element(
      'Part',
      textElements({
        PartNumber: number,
        LastModified: formatTime(part.lastModified),
        ETag: `"${part.etag}"`,
        HashCrc64ecma: part.crc64,
        Size: part.body.length,
      }),
    ),
  );
  const head = textElements({
    Bucket: bucket.name,
    Key: query.get('encoding-type') === 'url' ? encodeURIComponent(key) : key,
    UploadId: id,
    StorageClass: 'Standard',
    PartNumberMarker: marker,
    NextPartNumberMarker: page.at(-1)?.[0] ?? marker,
    MaxParts: limit,
    IsTruncated: rest.length > limit,
  });
  return xmlAnswer(element('ListPartsResult', head, ...rows));
}

/** CompleteMultipartUpload: combines the given parts to the object and ends the upload. */
export function completeUpload(call: BucketCall): ApiResponse {
  const { bucket, key, request, state } = call;
  const { id, upload } = requireUpload(call);
  checkOverwrite(call);
  const parts = chooseParts(upload, request);
  const body = Buffer.concat(parts.map((part) => part.body));
  const made = createObject(key, body, upload.headers, new Date(serviceNow(state)));
  const object = storeObject(call, { ...made, ...upload.properties, etag: etagOf(parts) }, readAcl(call));
  bucket.uploads.delete(id);
  const location = `http://${request.host}/${encodeURIComponent(key)}`;
  const fields = textElements({ Location: location, Bucket: bucket.name, Key: key, ETag: `"${object.etag}"` });
  const answer = xmlAnswer(element('CompleteMultipartUploadResult', fields));
  const own = { 'x-oss-hash-crc64ecma': object.crc64, ...versionHeader(bucket, object) };
  return { ...answer, headers: { ...answer.headers, ...own } };
}

/** AbortMultipartUpload: frees the parts. */
export function abortUpload(call: BucketCall): ApiResponse {
  call.bucket.uploads.delete(requireUpload(call).id);
  return { status: 204, headers: {}, body: '' };
}

/** ListMultipartUploads: the running uploads, by key. */
export function listUploads({ bucket, query }: BucketCall): ApiResponse {
  const prefix = query.get('prefix') ?? '';
  const found = [...bucket.uploads].filter(([, { key }]) => key.startsWith(prefix));
  const rows = found
    .sort(([, a], [, b]) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)))
    .map(([id, { key, initiated }]) =>
      element('Upload', textElements({ Key: key, UploadId: id, Initiated: formatTime(initiated) })),
    );
  const head = textElements({
    Bucket: bucket.name,
    KeyMarker: '',
    UploadIdMarker: '',
    MaxUploads: 1000,
    IsTruncated: false,
  });
  return xmlAnswer(element('ListMultipartUploadsResult', head, ...rows));
}

function requireUpload({ bucket, key, query }: BucketCall): { id: string; upload: StoredUpload } {
  const id = query.get('uploadId') ?? '';
  const upload = bucket.uploads.get(id);
  if (upload?.key === key) return { id, upload };
  const message =
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.';
  throw new OssError({ status: 404, code: 'NoSuchUpload', message, more: { UploadId: id } });
}
