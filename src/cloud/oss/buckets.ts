import { fallback, isAppError } from '../../core/errors.js';
import type { BucketRef, BucketSetting, BucketStat, OssPort } from '../../core/ports/oss.js';
import { type AnswerFields, badAnswer } from '../answerFields.js';
import { type OssApi, readXml } from './api.js';

/** Calls about buckets and their whole settings, at the endpoint of their region. */
export const bucketCalls = {
  createBucket,
  blockPublicAccess,
  readBucketStat,
  deleteBucket,
  readBucketSetting,
  updateBucketSetting,
  deleteBucketSetting,
};

/**
 * The headers of a new, private bucket. `x-oss-acl` is omitted: for an existing bucket it would change the ACL and
 * require another permission. The endpoint decides the region. Source: PutBucket; EC 0015-00000104.
 */
const newBucket =
  '<CreateBucketConfiguration><StorageClass>Standard</StorageClass><DataRedundancyType>LRS</DataRedundancyType></CreateBucketConfiguration>';
const publicAccessBlock =
  '<PublicAccessBlockConfiguration><BlockPublicAccess>true</BlockPublicAccess></PublicAccessBlockConfiguration>';

/**
 * Creates a bucket, without retries: RAM users get a refusal for the second attempt, as if the name were taken. Source:
 * EC 0015-00000104.
 */
async function createBucket(api: OssApi, bucket: BucketRef, signal: AbortSignal): Promise<void> {
  await api.write(
    { action: 'PutBucket', subject: bucket.name, signal },
    { method: 'PUT', ...placeOf(bucket), ...xmlBody(newBucket) },
  );
}

async function blockPublicAccess(api: OssApi, bucket: BucketRef, signal: AbortSignal): Promise<void> {
  await api.write(
    { action: 'PutBucketPublicAccessBlock', subject: bucket.name, signal, repeatable: true },
    { method: 'PUT', ...placeOf(bucket), query: { publicAccessBlock: '' }, ...xmlBody(publicAccessBlock) },
  );
}

async function readBucketStat(api: OssApi, bucket: BucketRef, signal: AbortSignal): Promise<BucketStat> {
  const spec = { action: 'GetBucketStat', subject: bucket.name, signal };
  const answer = await api.read(spec, { method: 'GET', ...placeOf(bucket), query: { stat: '' } });
  const stat = readXml(answer, 'BucketStat', spec);
  const [bytes, objects] = [readCount(stat, 'Storage'), readCount(stat, 'ObjectCount')];
  return { bytes, objects, countedAt: readCount(stat, 'LastModifiedTime') * 1000 };
}

function readCount(stat: AnswerFields, name: string): number {
  const text = stat.requiredText(name);
  return /^\d{1,15}$/.test(text) ? Number(text) : stat.refuse(name, 'a count', text);
}

async function deleteBucket(api: OssApi, bucket: BucketRef, signal: AbortSignal): Promise<void> {
  const spec = { action: 'DeleteBucket', subject: bucket.name, signal, repeatable: true };
  const deletion = api.write(spec, { method: 'DELETE', ...placeOf(bucket) });
  await deletion.catch(fallback(undefined, 'noSuchBucket'));
}

/** The address of a bucket, never through its upload domain. */
function placeOf({ name, region }: BucketRef) {
  return { region, bucket: { name } };
}

function xmlBody(text: string) {
  return { headers: { 'content-type': 'application/xml' }, body: new TextEncoder().encode(text) };
}

/** The vendor's actions to read, replace and remove each setting. */
const calls = {
  website: [{ action: 'GetBucketWebsite' }, { action: 'PutBucketWebsite' }, { action: 'DeleteBucketWebsite' }],
  cors: [{ action: 'GetBucketCors' }, { action: 'PutBucketCors' }, { action: 'DeleteBucketCors' }],
} as const satisfies Record<BucketSetting, object>;
const roots = { website: '<WebsiteConfiguration', cors: '<CORSConfiguration' } as const;

/** Returns a setting unchanged, so that unknown elements survive when it is written back. */
async function readBucketSetting(
  api: OssApi,
  bucket: BucketRef,
  setting: BucketSetting,
  signal: AbortSignal,
): Promise<string | undefined> {
  const spec = { ...calls[setting][0], subject: bucket.name, signal };
  try {
    const { body } = await api.read(spec, { method: 'GET', ...placeOf(bucket), query: { [setting]: '' } });
    const text = body.toString('utf8');
    if (!text.includes(roots[setting])) throw badAnswer(spec, `${roots[setting].slice(1)} is missing`);
    return text;
  } catch (error) {
    if (isAppError(error) && /^NoSuch(Website|CORS)Configuration$/.test(error.details.code ?? '')) return undefined;
    throw error;
  }
}

async function updateBucketSetting(api: OssApi, ...input: Parameters<OssPort['updateBucketSetting']>): Promise<void> {
  const [bucket, setting, text, signal] = input;
  const spec = { ...calls[setting][1], subject: bucket.name, signal, repeatable: true };
  await api.write(spec, { method: 'PUT', ...placeOf(bucket), query: { [setting]: '' }, ...xmlBody(text) });
}

async function deleteBucketSetting(
  api: OssApi,
  bucket: BucketRef,
  setting: BucketSetting,
  signal: AbortSignal,
): Promise<void> {
  const spec = { ...calls[setting][2], subject: bucket.name, signal, repeatable: true };
  await api.write(spec, { method: 'DELETE', ...placeOf(bucket), query: { [setting]: '' } });
}
