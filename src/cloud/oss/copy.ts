import { AppError, isAppError } from '../../core/errors.js';
import { formatTags } from '../../core/oss/tags.js';
import type { ObjectHeaders, ObjectSource, OssPort, PutResult, UploadedPart } from '../../core/ports/oss.js';
import type { CallSpec } from '../callWithRetry.js';
import { definedOnly } from '../definedOnly.js';
import { transferPatience } from '../timeouts.js';
import { type OssApi, readXml, requireKey } from './api.js';
import { plainEtag } from './listing.js';
import { multipartCalls } from './multipart.js';
import { forbidHeader, nameOf, stateMade, toPutResult } from './objects.js';
import { readTags } from './properties.js';
import { encodePart } from './signature.js';

type Input = Parameters<OssPort['copyObject']>;

/** The largest object that one request copies to another bucket, and with another storage class or encryption, in bytes. Source: CopyObject. */
const limits = { otherBucket: 5_000_000_000, changed: 1_000_000_000 } as const;
/** The size of the parts of larger objects; 10,000 of them hold any object of OSS (48.8 TB). */
const defaultPartBytes = 1_000_000_000;
const mostParts = 10_000;

/** The headers that OSS does not copy with an object. Source: CopyObject, `x-oss-metadata-directive` and `x-oss-storage-class`. */
const notCopied = /^x-oss-(storage-class$|server-side-encryption|server-side-data-encryption)/;
/** The headers of a HEAD that a new object can have. */
const own = /^(content-(type|encoding|disposition|language)|cache-control|expires|x-oss-meta-.+)$/;

/** Copies an object within its region. Resolves to `undefined` if the source no longer has the expected ETag. */
export async function copyObject(api: OssApi, ...input: Input): Promise<PutResult | undefined> {
  const [from, to, { source }] = input;
  requireKey(from.key, from.bucket);
  requireKey(to.key, to.bucket);
  const isInParts = source.size > mostBytes(input);
  try {
    const result = await (isInParts ? copyInParts(api, input) : copyWhole(api, input));
    if (source.crc64 === undefined || result.crc64 === undefined || result.crc64 === source.crc64) return result;
    throw new AppError('corruptUpload', {
      action: 'CopyObject',
      subject: nameOf(to.bucket, to.key),
      etag: result.etag,
    });
  } catch (error) {
    if (isAppError(error) && error.details.httpStatus === 412) return undefined;
    throw error;
  }
}

async function copyWhole(api: OssApi, [from, to, copy, signal]: Input): Promise<PutResult> {
  const { bucket, key } = to;
  const { source, headers, forbidOverwrite = false } = copy;
  const spec: CallSpec = {
    action: 'CopyObject',
    subject: nameOf(bucket, key),
    signal,
    repeatable: !forbidOverwrite,
  };
  const answer = await api.write(spec, {
    method: 'PUT',
    region: bucket.region,
    bucket,
    key,
    headers: {
      ...headersOf(copy, headers ?? {}),
      'x-oss-metadata-directive': headers ? 'REPLACE' : 'COPY',
      ...(headers?.['x-oss-tagging'] !== undefined && { 'x-oss-tagging-directive': 'Replace' }),
      ...sourceHeaders(from, source.etag),
    },
    patience: transferPatience,
    answersEarly: true,
  });
  // A copy that fails late may have started its answer as a success.
  const made = readXml(answer, 'CopyObjectResult', spec).text('ETag');
  return toPutResult(await stateMade(api, answer, made, { bucket, key, signal }), spec);
}

/** Copies an object part by part. Headers and tags are not copied by OSS then, so they are sent. `partBytes` is at least 100 KB. */
export async function copyInParts(
  api: OssApi,
  [from, { bucket, key }, copy, signal]: Input,
  partBytes = defaultPartBytes,
): Promise<PutResult> {
  const { source, forbidOverwrite = false, acl: wanted } = copy;
  const tags =
    copy.headers?.['x-oss-tagging'] ?? formatTags(await readTags(api, from.bucket, from.key, signal, from.versionId));
  const { 'x-oss-object-acl': acl = wanted, ...headers } = headersOf(copy, copy.headers ?? pickOwn(source.headers));
  const sent = { ...headers, ...(tags && { 'x-oss-tagging': tags }) };
  const uploadId = await multipartCalls.createMultipart(api, bucket, key, sent, signal);
  try {
    const size = Math.max(partBytes, Math.ceil(source.size / mostParts));
    const parts: UploadedPart[] = [];
    for (let at = 0; at < source.size; at += size) {
      const range = { first: at, last: Math.min(at + size, source.size) - 1 };
      parts.push(
        await copyPart(api, {
          from,
          to: { bucket, key },
          uploadId,
          number: parts.length + 1,
          etag: source.etag,
          range,
          signal,
        }),
      );
    }
    const upload = { uploadId, parts, forbidOverwrite, ...definedOnly({ acl: acl as typeof wanted }) };
    return await multipartCalls.completeMultipart(api, bucket, key, upload, signal);
  } catch (error) {
    // Parts that remain cost money. The signal may be what ended the copy.
    const abort = multipartCalls.abortMultipart(api, bucket, key, uploadId, new AbortController().signal);
    await abort.catch(() => undefined);
    throw error;
  }
}

async function copyPart(
  api: OssApi,
  part: {
    readonly from: ObjectSource;
    readonly to: Input[1];
    readonly uploadId: string;
    readonly number: number;
    readonly etag: string;
    readonly range: { readonly first: number; readonly last: number };
    readonly signal: AbortSignal;
  },
): Promise<UploadedPart> {
  const { from, to, uploadId, number, etag, range, signal } = part;
  const { bucket, key } = to;
  const spec = { action: 'UploadPartCopy', subject: nameOf(bucket, key), signal, repeatable: true };
  const answer = await api.write(spec, {
    method: 'PUT',
    region: bucket.region,
    bucket,
    key,
    query: { partNumber: String(number), uploadId },
    headers: { ...sourceHeaders(from, etag), 'x-oss-copy-source-range': `bytes=${range.first}-${range.last}` },
    patience: transferPatience,
    answersEarly: true,
  });
  const made = readXml(answer, 'CopyPartResult', spec).text('ETag') ?? '';
  const { crc64 } = toPutResult({ etag: made, ...answer.headers }, spec);
  return { number, size: range.last - range.first + 1, etag: plainEtag(made), ...definedOnly({ crc64 }) };
}

/** Names the source and its expected ETag, which has no quotes, as in the vendor's samples and its client for Java. */
function sourceHeaders({ bucket, key, versionId }: ObjectSource, etag: string): ObjectHeaders {
  const version = versionId === undefined ? '' : `?versionId=${encodePart(versionId, false)}`;
  return {
    'x-oss-copy-source': `/${bucket.name}/${encodePart(key, true)}${version}`,
    'x-oss-copy-source-if-match': etag,
  };
}

/** Returns the headers of the copy with those that OSS would not keep: class and encryption of the source, and the ACL. */
function headersOf({ source, acl, forbidOverwrite }: Input[2], headers: ObjectHeaders): ObjectHeaders {
  const kept = Object.entries(source.headers).filter(([name]) => notCopied.test(name));
  const aclHeader = acl && { 'x-oss-object-acl': acl };
  return { ...Object.fromEntries(kept), ...headers, ...aclHeader, ...forbidHeader(forbidOverwrite) };
}

function pickOwn(headers: ObjectHeaders): ObjectHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => own.test(name)));
}

/** Returns the largest size that one request copies. Within a bucket, nothing limits a copy that keeps class and encryption. Source: CopyObject. */
function mostBytes([from, to, { source, headers = {} }]: Input): number {
  const isChanged = Object.keys(headers).some((name) => notCopied.test(name) && headers[name] !== source.headers[name]);
  if (isChanged) return limits.changed;
  return from.bucket.name === to.bucket.name ? Number.POSITIVE_INFINITY : limits.otherBucket;
}
