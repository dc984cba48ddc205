import { combineCrc64, crc64 } from '../../core/crc64.js';
import { fallback, isErrorOf } from '../../core/errors.js';
import type { OssPort, UploadedPart } from '../../core/ports/oss.js';
import { escapeXml } from '../../core/xmlText.js';
import type { AnswerFields } from '../answerFields.js';
import type { CallSpec } from '../callWithRetry.js';
import { definedOnly } from '../definedOnly.js';
import { transferPatience } from '../timeouts.js';
import { type OssApi, readXml } from './api.js';
import { plainEtag } from './listing.js';
import {
  forbidHeader,
  isOlder,
  md5Of,
  nameOf,
  readHeadAnswer,
  readObjectHead,
  stateMade,
  sumHeader,
  toConfirmedResult,
  toPutResult,
} from './objects.js';

async function createMultipart(api: OssApi, ...[bucket, key, headers, signal]: Parameters<OssPort['createMultipart']>) {
  const spec: CallSpec = { action: 'InitiateMultipartUpload', subject: nameOf(bucket, key), signal };
  const { region } = bucket;
  const answer = await api.write(spec, { method: 'POST', region, bucket, key, query: { uploads: '' }, headers });
  return readXml(answer, 'InitiateMultipartUploadResult', spec).requiredText('UploadId');
}

async function abortMultipart(api: OssApi, ...[bucket, key, uploadId, signal]: Parameters<OssPort['abortMultipart']>) {
  const spec = { action: 'AbortMultipartUpload', subject: nameOf(bucket, key), signal, repeatable: true };
  const operation = { method: 'DELETE', region: bucket.region, bucket, key, query: { uploadId } } as const;
  await api.write(spec, operation).catch(orUnknown);
}

async function putPart(api: OssApi, ...[bucket, key, part, signal]: Parameters<OssPort['putPart']>) {
  const { uploadId, number, body } = part;
  const spec = { action: 'UploadPart', subject: nameOf(bucket, key), signal, repeatable: true };
  const query = { partNumber: String(number), uploadId };
  const { region } = bucket;
  const sum = crc64(body);
  const answer = await api.write(spec, { method: 'PUT', region, bucket, key, query, body, patience: transferPatience });
  const { etag } = toPutResult(answer.headers, spec);
  // The MD5 is computed only if nothing else confirms the part.
  const isConfirmed = answer.headers[sumHeader] === undefined && etag.toUpperCase() === md5Of(body);
  if (!isConfirmed) toConfirmedResult(answer.headers, sum, spec);
  return { number, size: body.length, etag, crc64: sum } satisfies UploadedPart;
}

async function listParts(api: OssApi, ...[bucket, key, uploadId, signal]: Parameters<OssPort['listParts']>) {
  const spec = { action: 'ListParts', subject: nameOf(bucket, key), signal };
  const parts: UploadedPart[] = [];
  for (let marker = 0; ; ) {
    const query = { uploadId, 'max-parts': '1000', ...(marker > 0 && { 'part-number-marker': String(marker) }) };
    const operation = { method: 'GET', region: bucket.region, bucket, key, query } as const;
    const answer = await api.read(spec, operation).catch(orUnknown);
    const page = answer && readXml(answer, 'ListPartsResult', spec);
    if (!page) return undefined;
    for (const row of page.elements('Part')) parts.push(toPart(row));
    if (!page.flag('IsTruncated')) return parts;
    // Part numbers end at 10,000. A list that makes no progress would never end.
    const next = page.number('NextPartNumberMarker') ?? 0;
    if (!(next > marker && next <= 10_000)) page.refuse('NextPartNumberMarker', 'the number of a later part', next);
    marker = next;
  }
}

/** Converts a part of a multipart upload. `HashCrc64ecma` is in observed answers and in the vendor's clients, but not in its reference. */
function toPart(row: AnswerFields): UploadedPart {
  return {
    number: row.requiredNumber('PartNumber'),
    size: row.requiredNumber('Size'),
    etag: plainEtag(row.text('ETag')),
    ...definedOnly({ crc64: row.text('HashCrc64ecma') }),
  };
}

async function completeMultipart(
  api: OssApi,
  ...[bucket, key, upload, signal]: Parameters<OssPort['completeMultipart']>
) {
  const { uploadId, parts, forbidOverwrite, acl } = upload;
  const spec = { action: 'CompleteMultipartUpload', subject: nameOf(bucket, key), signal, repeatable: true };
  const sum = sumOf(parts);
  const headers = { ...forbidHeader(forbidOverwrite), ...(acl ? { 'x-oss-object-acl': acl } : {}) };
  const body = formatParts(parts);
  try {
    const operation = {
      method: 'POST',
      region: bucket.region,
      bucket,
      key,
      query: { uploadId },
      headers: { 'content-type': 'application/xml', ...headers },
      body,
      patience: transferPatience,
      answersEarly: true,
    } as const;
    const answer = await api.write(spec, operation, async (sentAgo) => {
      const there = await readHeadAnswer(api, bucket, key, signal);
      // An upload that was completed is gone, so that the second request makes nothing.
      const isMade = sum !== undefined && there?.headers[sumHeader] === sum;
      return !there || isMade || isOlder(there, sentAgo) ? 'again' : 'stop';
    });
    const etag = readXml(answer, 'CompleteMultipartUploadResult', spec).text('ETag');
    const said = await stateMade(api, answer, etag, { bucket, key, signal });
    return sum === undefined ? toPutResult(said, spec) : toConfirmedResult(said, sum, spec);
  } catch (error) {
    // OSS completes the upload even if the connection is lost. Then the upload id is gone and the object has this checksum.
    const head = isErrorOf(error, 'noSuchUpload') && sum ? await readObjectHead(api, bucket, key, signal) : undefined;
    if (head?.crc64 !== sum || !sum || !head) throw error;
    return { etag: head.etag, crc64: sum };
  }
}

function sumOf(parts: readonly UploadedPart[]): string | undefined {
  // The CRC-64 of a copied part is whatever the answer stated.
  const sums = parts.flatMap(({ crc64 = '', size }) => (/^\d{1,20}$/.test(crc64) ? [{ crc64, size }] : []));
  return sums.length === parts.length ? combineCrc64(sums) : undefined;
}

function formatParts(parts: readonly UploadedPart[]): Uint8Array {
  const rows = parts.map(
    ({ number, etag }) => `<Part><PartNumber>${number}</PartNumber><ETag>"${escapeXml(etag)}"</ETag></Part>`,
  );
  return Buffer.from(`<CompleteMultipartUpload>${rows.join('')}</CompleteMultipartUpload>`);
}

/** For an upload that OSS does not know, ended or never begun. */
const orUnknown = fallback(undefined, 'noSuchUpload');

/** Calls about multipart uploads. */
export const multipartCalls = { createMultipart, putPart, listParts, completeMultipart, abortMultipart };
