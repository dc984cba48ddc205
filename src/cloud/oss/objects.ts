import { hash } from 'node:crypto';
import { forEachLimited } from '../../core/concurrency/limit.js';
import { crc64 } from '../../core/crc64.js';
import { AppError, isErrorOf } from '../../core/errors.js';
import type { Permission } from '../../core/permissions.js';
import type { BucketRef, DeleteResult, ObjectHead, OssPort, PutResult } from '../../core/ports/oss.js';
import { escapeXml } from '../../core/xmlText.js';
import { badAnswer } from '../answerFields.js';
import type { CallSpec } from '../callWithRetry.js';
import { definedOnly } from '../definedOnly.js';
import type { HttpsAnswer } from '../http/httpsSend.js';
import { transferPatience } from '../timeouts.js';
import { type OssApi, type OssOperation, readXml, requireKey } from './api.js';
import { decodeKey, plainEtag } from './listing.js';

/** The header in which OSS returns the CRC-64 of every object and part. */
export const sumHeader = 'x-oss-hash-crc64ecma';

async function readObject(api: OssApi, ...[bucket, key, maxBytes, signal]: Parameters<OssPort['readObject']>) {
  return readVersion(api, { bucket, key }, maxBytes, signal);
}

async function readVersion(
  api: OssApi,
  ...[{ bucket, key, versionId }, maxBytes, signal]: Parameters<OssPort['readVersion']>
) {
  const { query, spec: named } = ofVersion(versionId);
  const spec = { action: 'GetObject', subject: nameOf(bucket, key), signal, ...named };
  const { region } = bucket;
  const operation = { method: 'GET', region, bucket, key, query, objectBytes: maxBytes } as const;
  const answer = await orMissing(api.read(spec, { ...operation, patience: transferPatience }));
  return answer && new Uint8Array(answer.body);
}

async function deleteObject(api: OssApi, bucket: BucketRef, key: string, signal: AbortSignal): Promise<void> {
  const spec: CallSpec = { action: 'DeleteObject', subject: nameOf(bucket, key), signal, repeatable: true };
  await api.write(spec, { method: 'DELETE', region: bucket.region, bucket, key }, async (sentAgo) => {
    const there = await readHeadAnswer(api, bucket, key, signal);
    if (!there) return { status: 204, headers: {}, body: Buffer.alloc(0) };
    return isOlder(there, sentAgo) ? 'again' : 'stop';
  });
}

/**
 * Returns whether an object was last written before a request that was sent some ms ago, by OSS's clock, which is precise to the second. Only then is it the
 * one that the request concerned. The time of a symbolic link is that of its target.
 */
export function isOlder({ headers }: HttpsAnswer, sentAgo: () => number): boolean {
  const age = Date.parse(headers.date ?? '') - Date.parse(headers['last-modified'] ?? '');
  return headers['x-oss-object-type'] !== 'Symlink' && age >= sentAgo() + 1000;
}

/** Reads the headers of an object. Resolves to `undefined` if there is no such object. */
export async function readObjectHead(
  api: OssApi,
  ...[bucket, key, signal, versionId]: Parameters<OssPort['readObjectHead']>
): Promise<ObjectHead | undefined> {
  const answer = await readHeadAnswer(api, bucket, key, signal, versionId);
  return answer && toHead(answer);
}

/** Reads the whole answer to a HEAD. Resolves to `undefined` if there is no such object. */
export function readHeadAnswer(
  api: OssApi,
  ...[bucket, key, signal, versionId]: Parameters<OssPort['readObjectHead']>
): Promise<HttpsAnswer | undefined> {
  const { query, spec: named } = ofVersion(versionId);
  const spec = { action: 'HeadObject', subject: nameOf(bucket, key), signal, ...named };
  return orMissing(api.read(spec, { method: 'HEAD', region: bucket.region, bucket, key, query }));
}

/** Returns the query and the permission of a call that may concern one version of an object. Source: the RAM policy table of OSS. */
export function ofVersion(versionId: string | undefined, permission: Permission = 'oss:GetObjectVersion') {
  return versionId === undefined ? { query: {}, spec: {} } : { query: { versionId }, spec: { permission } };
}

/**
 * Reads the time of OSS from the date of its answer, in ms since the epoch. Requests the head of an object that rarely exists, since any answer of OSS will
 * do and the permission is one that uploads need anyway.
 */
async function readServerTime(api: OssApi, bucket: BucketRef, signal: AbortSignal): Promise<number> {
  const spec = { action: 'HeadObject', subject: bucket.name, signal };
  let time = Number.NaN;
  const onAnswer = ({ headers }: HttpsAnswer) => {
    if (headers['x-oss-request-id']) time = Date.parse(headers.date ?? '');
  };
  try {
    await api.read(spec, { method: 'HEAD', region: bucket.region, bucket, key: 'index.html', onAnswer });
  } catch (error) {
    // Refusals of OSS have its time too.
    if (Number.isNaN(time)) throw error;
  }
  if (Number.isNaN(time)) throw badAnswer(spec, 'The header date should be a time');
  return time;
}

async function putObject(api: OssApi, ...[bucket, key, upload, signal]: Parameters<OssPort['putObject']>) {
  const { body, md5, forbidOverwrite = false } = upload;
  // Sent again after a lost answer, it could meet the object that it created itself.
  const spec = { action: 'PutObject', subject: nameOf(bucket, key), signal, repeatable: !forbidOverwrite };
  const headers = { ...upload.headers, ...forbidHeader(forbidOverwrite) };
  const operation = { method: 'PUT', region: bucket.region, bucket, key, headers, body } as const;
  const answer = await api.write(spec, { ...operation, patience: transferPatience }, async (sentAgo) => {
    const there = await readHeadAnswer(api, bucket, key, signal);
    if (there ? isOlder(there, sentAgo) : forbidOverwrite) return 'again';
    // The object is there, or another author has written the same.
    return there?.headers[sumHeader] === crc64(body) ? there : 'stop';
  });
  return toWholeResult(answer, body, md5 ?? md5Of(body), spec);
}

/** Checks a whole object. Its ETag is the MD5 unless OSS encrypts with a KMS key: then the CRC-64 is compared. */
function toWholeResult({ headers }: HttpsAnswer, body: Uint8Array, md5: string, spec: CallSpec): PutResult {
  const etag = plainEtag(headers.etag);
  if (etag.toUpperCase() !== md5) return toConfirmedResult(headers, crc64(body), spec);
  return { etag, ...idsOf(headers) };
}

/** Returns the MD5 of bytes in the format of an ETag. */
export function md5Of(body: Uint8Array): string {
  return hash('md5', body, 'hex').toUpperCase();
}

/** Returns the header that forbids overwriting an object, or no header. */
export function forbidHeader(forbidOverwrite = false): Readonly<Record<string, string>> {
  return forbidOverwrite ? { 'x-oss-forbid-overwrite': 'true' } : {};
}

/** Reads the ETag and the CRC-64 from the answer to a call that created an object. Throws `badAnswer` if there is no ETag. */
export function toPutResult(headers: HttpsAnswer['headers'], spec: Pick<CallSpec, 'action' | 'subject'>): PutResult {
  const etag = plainEtag(headers.etag);
  if (etag === '') throw badAnswer(spec, 'The ETag is missing');
  return { etag, ...definedOnly({ crc64: headers[sumHeader] }), ...idsOf(headers) };
}

function idsOf(headers: HttpsAnswer['headers']): Pick<PutResult, 'versionId' | 'requestId'> {
  return definedOnly({ versionId: headers['x-oss-version-id'], requestId: headers['x-oss-request-id'] });
}

/** Reads the result of an upload and compares its CRC-64 with `sum`. Throws `corruptUpload` if OSS returns another CRC-64 or none. It never returns none. */
export function toConfirmedResult(
  headers: HttpsAnswer['headers'],
  sum: string,
  { action, subject }: Pick<CallSpec, 'action' | 'subject'>,
): PutResult & { readonly crc64: string } {
  const { crc64: stated, ...result } = toPutResult(headers, { action, subject });
  if (stated !== sum) throw new AppError('corruptUpload', { action, subject, etag: result.etag });
  return { ...result, crc64: sum };
}

/** Returns the headers of an object that OSS itself assembled. The ETag is taken from the XML, and a missing CRC-64 is read by HEAD. */
export async function stateMade(
  api: OssApi,
  { headers }: HttpsAnswer,
  etag: string | undefined,
  { bucket, key, signal }: { readonly bucket: BucketRef; readonly key: string; readonly signal: AbortSignal },
): Promise<HttpsAnswer['headers']> {
  const sum = headers[sumHeader] ?? (await readObjectHead(api, bucket, key, signal))?.crc64;
  return { etag: etag ?? '', ...headers, ...(sum !== undefined && { [sumHeader]: sum }) };
}

/**
 * Resolves to `undefined` if the object is missing, or the version is a delete marker (405, GetObject). A missing bucket is still an error. The answer to
 * HEAD has no body, so the status may be the only sign.
 */
async function orMissing<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isErrorOf(error, 'noSuchObject')) return undefined;
    if (isErrorOf(error, 'unexpected') && error.details.httpStatus === 404 && !error.details.code) return undefined;
    if (isErrorOf(error, 'unexpected') && error.details.httpStatus === 405) return undefined;
    throw error;
  }
}

/** Reads the head of an object from the answer to a HEAD. */
export function toHead({ headers }: HttpsAnswer): ObjectHead {
  const size = Number(headers['content-length'] ?? 0);
  const modifiedAt = Date.parse(headers['last-modified'] ?? '');
  const optional = definedOnly({
    crc64: headers[sumHeader],
    modifiedAt: Number.isNaN(modifiedAt) ? undefined : modifiedAt,
  });
  return { size, etag: plainEtag(headers.etag), ...optional, ...ownHeaders(headers) };
}

/**
 * Returns the headers without the `attachment` that OSS adds on its default domains, and lists the removed header in `hidden`. Written back, it would make
 * the object a download permanently.
 */
function ownHeaders(headers: Readonly<Record<string, string>>): Pick<ObjectHead, 'headers' | 'hidden'> {
  if (headers['x-oss-force-download'] !== 'true') return { headers };
  const { 'content-disposition': _forced, ...own } = headers;
  return { headers: own, hidden: ['content-disposition'] };
}

/** Returns the subject of a call about an object, for messages. */
export function nameOf(bucket: BucketRef, key: string): string {
  return `${bucket.name}/${key}`;
}

type Deletion = Parameters<OssPort['deleteObjects']>;

const noneLeft = Buffer.from('<DeleteResult><EncodingType>url</EncodingType></DeleteResult>');
/** The number of HEAD requests at a time that look for the objects of a deletion whose answer was lost. */
const headsAtOnce = 16;

/** Deletes objects. Several objects are deleted by DeleteMultipleObjects, which returns the deleted keys, and a single object by DeleteObject. */
async function deleteObjects(api: OssApi, ...[bucket, keys, signal]: Deletion): Promise<DeleteResult> {
  const [only, ...more] = keys;
  if (more.length > 0) return { failed: await deleteTogether(api, bucket, keys, signal) };
  if (only !== undefined) await deleteObject(api, bucket, only, signal);
  return { failed: [] };
}

async function deleteTogether(api: OssApi, ...[bucket, keys, signal]: Deletion): Promise<string[]> {
  for (const key of keys) requireKey(key, bucket);
  const spec: CallSpec = {
    action: 'DeleteMultipleObjects',
    subject: `${nameOf(bucket, keys[0]!)} +${keys.length - 1}`,
    signal,
    repeatable: true,
  };
  let rest: ReadonlySet<string> = new Set(keys);
  const answer = await api.write(
    spec,
    () => deletionOf(bucket, rest),
    async (sentAgo) => {
      const there = new Map<string, HttpsAnswer>();
      await forEachLimited([...rest], headsAtOnce, async (key) => {
        const head = await readHeadAnswer(api, bucket, key, signal);
        if (head) there.set(key, head);
      });
      rest = new Set(there.keys());
      if (rest.size === 0) return { status: 200, headers: {}, body: noneLeft };
      return [...there.values()].every((head) => isOlder(head, sentAgo)) ? 'again' : 'stop';
    },
  );
  const result = readXml(answer, 'DeleteResult', spec);
  const encoding = result.text('EncodingType');
  const deleted = new Set(result.elements('Deleted').map((row) => decodeKey(row, 'Key', encoding)));
  return [...rest].filter((key) => !deleted.has(key));
}

function deletionOf(bucket: BucketRef, keys: ReadonlySet<string>): OssOperation {
  const rows = [...keys].map((key) => `<Object><Key>${escapeXml(key)}</Key></Object>`);
  const body = Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><Delete><Quiet>false</Quiet>${rows.join('')}</Delete>`,
  );
  return {
    method: 'POST',
    region: bucket.region,
    bucket,
    query: { delete: '', 'encoding-type': 'url' },
    headers: { 'content-type': 'application/xml', 'content-md5': hash('md5', body, 'base64') },
    body,
    patience: transferPatience,
    answersEarly: true,
  };
}

/** Calls about objects that are held in memory as a whole. */
export const objectCalls = {
  readObjectHead,
  readServerTime,
  readObject,
  readVersion,
  putObject,
  deleteObject,
  deleteObjects,
};
