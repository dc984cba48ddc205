import type { ObjectTags } from '../../core/ports/objectVersions.js';
import type { BucketRef, ObjectAcl, OssPort } from '../../core/ports/oss.js';
import type { CallSpec } from '../callWithRetry.js';
import { type OssApi, readXml } from './api.js';
import { nameOf, ofVersion } from './objects.js';

/** Calls about what an object has beside its bytes and headers. */
export const attributeCalls = { readTags, readObjectAcl, setObjectAcl, restoreObject };

/** Reads the tags of an object or of one version. */
export async function readTags(
  api: OssApi,
  ...[bucket, key, signal, versionId]: Parameters<OssPort['readTags']>
): Promise<ObjectTags> {
  const version = ofVersion(versionId, 'oss:GetObjectVersionTagging');
  const spec: CallSpec = { action: 'GetObjectTagging', subject: nameOf(bucket, key), signal, ...version.spec };
  const query = { tagging: '', ...version.query };
  const answer = await api.read(spec, { method: 'GET', region: bucket.region, bucket, key, query });
  const rows = readXml(answer, 'Tagging', spec).fields('TagSet').elements('Tag');
  return Object.fromEntries(rows.map((row) => [row.requiredText('Key'), row.text('Value') ?? '']));
}

const acls: readonly ObjectAcl[] = ['default', 'private', 'public-read', 'public-read-write'];

async function readObjectAcl(api: OssApi, bucket: BucketRef, key: string, signal: AbortSignal): Promise<ObjectAcl> {
  const spec: CallSpec = { action: 'GetObjectAcl', subject: nameOf(bucket, key), signal };
  const answer = await api.read(spec, { method: 'GET', region: bucket.region, bucket, key, query: { acl: '' } });
  const list = readXml(answer, 'AccessControlPolicy', spec).fields('AccessControlList');
  const grant = list.requiredText('Grant');
  return acls.find((acl) => acl === grant) ?? list.refuse('Grant', `one of ${acls.join(', ')}`, grant);
}

async function setObjectAcl(api: OssApi, ...[bucket, key, acl, signal]: Parameters<OssPort['setObjectAcl']>) {
  const spec: CallSpec = { action: 'PutObjectAcl', subject: nameOf(bucket, key), signal, repeatable: true };
  const headers = { 'x-oss-object-acl': acl };
  await api.write(spec, { method: 'PUT', region: bucket.region, bucket, key, query: { acl: '' }, headers });
}

/** Restores an archived object. Not repeated after a lost answer: OSS would refuse it, since the first request is in progress. */
async function restoreObject(
  api: OssApi,
  ...[bucket, key, { days, tier, versionId }, signal]: Parameters<OssPort['restoreObject']>
): Promise<'started' | 'extended'> {
  const version = ofVersion(versionId, 'oss:RestoreObjectVersion');
  const spec: CallSpec = { action: 'RestoreObject', subject: nameOf(bucket, key), signal, ...version.spec };
  const job = tier === undefined ? '' : `<JobParameters><Tier>${tier}</Tier></JobParameters>`;
  const { status } = await api.write(spec, {
    method: 'POST',
    region: bucket.region,
    bucket,
    key,
    query: { restore: '', ...version.query },
    headers: { 'content-type': 'application/xml' },
    body: new TextEncoder().encode(`<RestoreRequest><Days>${days}</Days>${job}</RestoreRequest>`),
  });
  return status === 200 ? 'extended' : 'started';
}
