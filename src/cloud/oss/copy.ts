import { forEachLimited } from '../../core/concurrency/limit.js';
import { AppError, isErrorOf } from '../../core/errors.js';
import { listOwnHeaders, sameHeaders } from '../../core/oss/objectHeaders.js';
import { formatTags } from '../../core/oss/tags.js';
import type { ObjectAcl, ObjectHeaders, ObjectSource, OssPort, PutResult, UploadedPart } from '../../core/ports/oss.js';
import { escapeXml } from '../../core/xmlText.js';
import type { CallSpec } from '../callWithRetry.js';
import { definedOnly } from '../definedOnly.js';
import { transferPatience } from '../timeouts.js';
import { type OssApi, readXml, requireKey } from './api.js';
import { readTags } from './attributes.js';
import { plainEtag } from './listing.js';
import { multipartCalls } from './multipart.js';
import { forbidHeader, isOlder, nameOf, readHeadAnswer, stateMade, sumHeader, toHead, toPutResult } from './objects.js';
import { encodePart } from './signature.js';

type Input = Parameters<OssPort['copyObject']>;

/**
 * The largest object that one request copies to another bucket (of up to 5 GB, but 1 GB is recommended) or with another storage class or encryption, in
 * bytes. Source: CopyObject, "Limits"; ossutil, "copy-object".
 */
const mostAtOnce = 1_000_000_000;
/** The size of the parts of larger objects. The vendor's client for Go expects 10 s for 200 MB. */
const usualPartBytes = 256 * 1024 * 1024;
const mostParts = 10_000;
const partsAtOnce = 4;

/** The headers that OSS does not copy with an object. Source: CopyObject, `x-oss-metadata-directive` and `x-oss-storage-class`. */
const notCopied = /^x-oss-(storage-class$|server-side-encryption|server-side-data-encryption)/;
/** The headers of a HEAD that a new object can have. */
const own = /^(content-(type|encoding|disposition|language)|cache-control|expires|x-oss-meta-.+)$/;

/** Copies an object within its region. Resolves to `undefined` if the source no longer has the expected ETag. */
export async function copyObject(api: OssApi, ...input: Input): Promise<PutResult | undefined> {
  const [from, to, { source }] = input;
  requireKey(from.key, from.bucket);
  requireKey(to.key, to.bucket);
  try {
    const result = await (isWhole(input) ? copyWhole(api, input) : copyInParts(api, input));
    if (source.crc64 === undefined || result.crc64 === undefined || result.crc64 === source.crc64) return result;
    throw new AppError('corruptUpload', {
      action: 'CopyObject',
      subject: nameOf(to.bucket, to.key),
      etag: result.etag,
    });
  } catch (error) {
    // A 412 of another server is a bad answer.
    if (isErrorOf(error, 'unexpected') && error.details.httpStatus === 412) return undefined;
    throw error;
  }
}

async function copyWhole(api: OssApi, [from, to, copy, signal]: Input): Promise<PutResult> {
  const { bucket, key } = to;
  const { source, headers, forbidOverwrite = false } = copy;
  const wanted = listOwnHeaders({ headers: headers ?? source.headers });
  const spec: CallSpec = {
    action: 'CopyObject',
    subject: nameOf(bucket, key),
    signal,
    repeatable: !forbidOverwrite,
  };
  const operation = {
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
  } as const;
  const answer = await api.write(spec, operation, async (sentAgo) => {
    const there = await readHeadAnswer(api, bucket, key, signal);
    if (!there || isOlder(there, sentAgo)) return 'again';
    const { crc64, headers: present } = toHead(there);
    const isMade = crc64 === source.crc64 && sameHeaders(listOwnHeaders({ headers: present }), wanted);
    const made = `<CopyObjectResult><ETag>${escapeXml(there.headers.etag ?? '')}</ETag></CopyObjectResult>`;
    return isMade ? { ...there, body: Buffer.from(made) } : 'stop';
  });
  // A copy that fails late may have started its answer as a success.
  const made = readXml(answer, 'CopyObjectResult', spec).text('ETag');
  return toPutResult(await stateMade(api, answer, made, { bucket, key, signal }), spec);
}

/** Copies an object part by part. Headers and tags are not copied by OSS then, so they are sent. `partBytes` is at least 100 KB. */
export async function copyInParts(api: OssApi, input: Input, partBytes = usualPartBytes): Promise<PutResult> {
  const [from, to, copy, signal] = input;
  const { bucket, key } = to;
  const { source, forbidOverwrite = false } = copy;
  if (!copy.headers && source.hidden)
    throw new AppError('invalidInput', { action: 'CopyObject', subject: nameOf(bucket, key), code: 'hiddenHeader' });
  const { 'x-oss-object-acl': acl, ...headers } = headersOf(copy, copy.headers ?? pickOwn(source.headers));
  const tags = headers['x-oss-tagging'] === undefined ? await formatSourceTags(api, from, signal) : '';
  const sent = { ...headers, ...(tags && { 'x-oss-tagging': tags }) };
  const uploadId = await multipartCalls.createMultipart(api, bucket, key, sent, signal);
  try {
    const parts: UploadedPart[] = [];
    await forEachLimited(rangesOf(source.size, partBytes), partsAtOnce, async (range) => {
      parts[range.number - 1] = await copyPart(api, input, uploadId, range);
    });
    const upload = { uploadId, parts, forbidOverwrite, ...definedOnly({ acl: acl as ObjectAcl | undefined }) };
    return await multipartCalls.completeMultipart(api, bucket, key, upload, signal);
  } catch (error) {
    // Parts that remain cost money. The signal may be what ended the copy.
    const abort = multipartCalls.abortMultipart(api, bucket, key, uploadId, new AbortController().signal);
    await abort.catch(() => undefined);
    throw error;
  }
}

async function formatSourceTags(api: OssApi, from: ObjectSource, signal: AbortSignal): Promise<string> {
  return formatTags(await readTags(api, from.bucket, from.key, signal, from.versionId));
}

interface PartRange {
  readonly number: number;
  readonly first: number;
  readonly last: number;
}

function rangesOf(size: number, partBytes: number): readonly PartRange[] {
  const step = Math.max(partBytes, Math.ceil(size / mostParts));
  return Array.from({ length: Math.ceil(size / step) }, (_, at) => ({
    number: at + 1,
    first: at * step,
    last: Math.min((at + 1) * step, size) - 1,
  }));
}

async function copyPart(
  api: OssApi,
  [from, { bucket, key }, { source }, signal]: Input,
  uploadId: string,
  { number, first, last }: PartRange,
): Promise<UploadedPart> {
  const spec = { action: 'UploadPartCopy', subject: nameOf(bucket, key), signal, repeatable: true };
  const answer = await api.write(spec, {
    method: 'PUT',
    region: bucket.region,
    bucket,
    key,
    query: { partNumber: String(number), uploadId },
    headers: { ...sourceHeaders(from, source.etag), 'x-oss-copy-source-range': `bytes=${first}-${last}` },
    patience: transferPatience,
    answersEarly: true,
  });
  const made = readXml(answer, 'CopyPartResult', spec).requiredText('ETag');
  const crc64 = answer.headers[sumHeader];
  return { number, size: last - first + 1, etag: plainEtag(made), ...definedOnly({ crc64 }) };
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

/** Returns whether an object is copied by one request. Within a bucket, any is if it keeps class and encryption. Source: CopyObject, "Limits". */
function isWhole([from, to, { source, headers = {} }]: Input): boolean {
  const isChanged = Object.keys(headers).some((name) => notCopied.test(name) && headers[name] !== source.headers[name]);
  return source.size <= mostAtOnce || (from.bucket.name === to.bucket.name && !isChanged);
}
