import { isAppError } from '../../core/errors.js';
import type { BucketRef, BucketSetting, OssPort } from '../../core/ports/oss.js';
import { badAnswer, type OssApi } from './api.js';

/** What the vendor calls reading, replacing and removing each. */
const calls = {
  website: [{ action: 'GetBucketWebsite' }, { action: 'PutBucketWebsite' }, { action: 'DeleteBucketWebsite' }],
  cors: [{ action: 'GetBucketCors' }, { action: 'PutBucketCors' }, { action: 'DeleteBucketCors' }],
} as const satisfies Record<BucketSetting, object>;
const roots = { website: '<WebsiteConfiguration', cors: '<CORSConfiguration' } as const;

/** As it came, since what this extension does not know of goes back with it. */
async function readBucketSetting(
  api: OssApi,
  bucket: BucketRef,
  setting: BucketSetting,
  signal: AbortSignal,
): Promise<string | undefined> {
  const spec = { ...calls[setting][0], subject: bucket.name, signal };
  try {
    const { body } = await api.read(spec, { method: 'GET', ...placeOf(bucket, setting) });
    const text = body.toString('utf8');
    if (!text.includes(roots[setting])) throw badAnswer(spec);
    return text;
  } catch (error) {
    if (isAppError(error) && /^NoSuch(Website|CORS)Configuration$/.test(error.details.code ?? '')) return undefined;
    throw error;
  }
}

async function updateBucketSetting(api: OssApi, ...input: Parameters<OssPort['updateBucketSetting']>): Promise<void> {
  const [bucket, setting, xml, signal] = input;
  const spec = { ...calls[setting][1], subject: bucket.name, signal, repeatable: true };
  const headers = { 'content-type': 'application/xml' };
  await api.write(spec, { method: 'PUT', ...placeOf(bucket, setting), headers, body: new TextEncoder().encode(xml) });
}

async function deleteBucketSetting(
  api: OssApi,
  bucket: BucketRef,
  setting: BucketSetting,
  signal: AbortSignal,
): Promise<void> {
  const spec = { ...calls[setting][2], subject: bucket.name, signal, repeatable: true };
  await api.write(spec, { method: 'DELETE', ...placeOf(bucket, setting) });
}

/** Settings of a bucket are never asked through an upload domain. */
function placeOf({ name, region }: BucketRef, setting: BucketSetting) {
  return { region, bucket: { name }, key: '', query: { [setting]: '' } };
}

/** Settings of a bucket that OSS takes as a whole. */
export const bucketSettingCalls = { readBucketSetting, updateBucketSetting, deleteBucketSetting };
