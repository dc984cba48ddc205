import { isAppError } from '../../core/errors.js';
import { lookUp } from '../../core/lookUp.js';
import { publicBucketHost } from '../../core/origin.js';
import type { Bucket, BucketCname, BucketInfo, BucketRef, OssPort, PresignedUrl } from '../../core/ports/oss.js';
import { escapeXml } from '../../core/xmlText.js';
import { type AnswerFields, badAnswer, readFields } from '../answerFields.js';
import type { CallSpec, Link } from '../callWithRetry.js';
import { definedOnly } from '../definedOnly.js';
import { mostPages } from '../pages.js';
import { bindCalls } from '../sdkApi.js';
import { openOssApi, requireKey } from './api.js';
import { attributeCalls } from './attributes.js';
import { bucketCalls } from './buckets.js';
import { type OssControl, openOssControl } from './control.js';
import { copyObject } from './copy.js';
import { downloadObject, downloadVersion } from './download.js';
import { listObjects } from './listing.js';
import { multipartCalls } from './multipart.js';
import { objectCalls } from './objects.js';
import { signUrl } from './signature.js';
import { versionCalls } from './versions.js';

/** Any region lists all buckets of the account. */
const listingRegion = 'cn-hangzhou';
const pageSize = 1000;

/** Opens calls to OSS, with V4 signatures. Objects go through our own transport, and everything else through the vendor's SDK behind our own gateway. */
export function createOss(link: Link): OssPort {
  const control = openOssControl(link);
  const api = openOssApi(link);
  return {
    ...bindCalls(control, { ...cnameCalls, listBuckets, readBucketInfo, listObjects }),
    ...bindCalls(api, {
      ...bucketCalls,
      ...objectCalls,
      ...multipartCalls,
      ...versionCalls,
      ...attributeCalls,
      copyObject,
      downloadObject,
      downloadVersion,
    }),
    ...bindCalls(link, { presignObject }),
  };
}

async function listBuckets(
  control: OssControl,
  signal: AbortSignal,
  onPart?: (some: readonly Bucket[]) => void,
): ReturnType<OssPort['listBuckets']> {
  const buckets: Bucket[] = [];
  let marker: string | undefined;
  for (let count = 0; count < mostPages; count++) {
    const page = await readPage(control, marker, signal);
    for (const bucket of page.buckets) buckets.push(bucket);
    if (page.next === undefined) return { ownerId: page.ownerId, buckets };
    if (marker === undefined) onPart?.([...buckets]);
    marker = page.next;
  }
  throw badAnswer({ action: 'ListBuckets', subject: '' }, 'The list has no end');
}

async function readPage(control: OssControl, marker: string | undefined, signal: AbortSignal) {
  const spec: CallSpec = { action: 'ListBuckets', subject: '', signal };
  const query = { 'max-keys': String(pageSize), ...definedOnly({ marker }) };
  const { body } = await control.read(spec, (client, sdk) =>
    sdk.execute(client(listingRegion), { action: 'ListBuckets', method: 'GET', path: '/', query }),
  );
  const page = readFields(body, spec);
  return {
    ownerId: page.fields('Owner').requiredText('ID'),
    buckets: page.fields('Buckets').elements('Bucket').map(toBucket),
    // OSS always returns the marker. Without it the rest of the list would silently be lost.
    next: page.flag('IsTruncated') ? page.requiredText('NextMarker') : undefined,
  };
}

async function readBucketInfo(
  control: OssControl,
  { name, region }: BucketRef,
  signal: AbortSignal,
): Promise<BucketInfo> {
  const operation = { action: 'GetBucketInfo', method: 'GET', path: '/?bucketInfo', bucket: name } as const;
  const spec = { action: operation.action, subject: name, signal };
  const { body } = await control.read(spec, (client, sdk) => sdk.execute(client(region), operation));
  return toInfo(readFields(body, spec).requiredFields('Bucket'));
}

const versionings: Readonly<Record<string, 'enabled' | 'suspended'>> = { Enabled: 'enabled', Suspended: 'suspended' };

/** Converts a bucket. GetBucketInfo has no `Region`, and neither do old answers of ListBuckets. */
function toBucket(row: AnswerFields): Bucket {
  const region = row.text('Region') ?? row.requiredText('Location').replace(/^oss-/, '');
  return { name: row.requiredText('Name'), region, createdAt: row.text('CreationDate') ?? '' };
}

function toInfo(row: AnswerFields): BucketInfo {
  const { name, region } = toBucket(row);
  const acl = row.fields('AccessControlList').requiredText('Grant') as BucketInfo['acl'];
  const publicAccessBlocked = row.flag('BlockPublicAccess') ?? false;
  const versioning = lookUp(versionings, row.text('Versioning') ?? '');
  return { name, region, acl, publicAccessBlocked, ...definedOnly({ versioning }) };
}

/** Signs a URL that reads an object. Sends no request. */
async function presignObject(
  { credentials }: Pick<Link, 'credentials'>,
  bucket: BucketRef,
  key: string,
  seconds: number,
): Promise<PresignedUrl> {
  const { name, region } = bucket;
  requireKey(key, bucket);
  const host = bucket.uploadDomain ?? publicBucketHost({ name, region });
  const keys = await credentials();
  const path = signUrl({ method: 'GET', bucket: name, key, host, seconds }, region, keys, new Date());
  return { url: `https://${host}${path}`, isTemporary: keys.securityToken !== undefined };
}

async function listCnames(control: OssControl, { name, region }: BucketRef, signal: AbortSignal) {
  const operation = { action: 'ListCname', method: 'GET', path: '/?cname', bucket: name } as const;
  const spec = { action: operation.action, subject: name, signal };
  const { body } = await control.read(spec, (client, sdk) => sdk.execute(client(region), operation));
  return readFields(body, spec).elements('Cname').map(toCname);
}

async function createCnameToken(control: OssControl, bucket: BucketRef, domain: string, signal: AbortSignal) {
  const spec: CallSpec = { action: 'CreateCnameToken', subject: domain, signal, repeatable: true };
  const answer = await post(control, spec, '/?cname&comp=token', bucket);
  return readFields(answer?.body, spec).requiredText('Token');
}

async function createCname(control: OssControl, bucket: BucketRef, domain: string, signal: AbortSignal): Promise<void> {
  await post(control, { action: 'PutCname', subject: domain, signal }, '/?cname&comp=add', bucket);
}

async function deleteCname(control: OssControl, bucket: BucketRef, domain: string, signal: AbortSignal): Promise<void> {
  try {
    await post(control, { action: 'DeleteCname', subject: domain, signal }, '/?cname&comp=delete', bucket);
  } catch (error) {
    if (!isAppError(error) || error.details.code !== 'NoSuchCname') throw error;
  }
}

/** Calls about the custom domains of a bucket. The SDK has no methods for them, so they use the SDK's generic call. */
const cnameCalls = { listCnames, createCnameToken, createCname, deleteCname };

/** Sends a POST request whose body names the domain of the call. */
function post(control: OssControl, spec: CallSpec, path: string, { name, region }: BucketRef) {
  const cname = `<Cname><Domain>${escapeXml(spec.subject)}</Domain></Cname>`;
  const body = `<BucketCnameConfiguration>${cname}</BucketCnameConfiguration>`;
  return control.write(spec, (client, sdk) =>
    sdk.execute(client(region), { action: spec.action, method: 'POST', path, bucket: name, body }),
  );
}

/** Converts a custom domain. `IsPurgeCdnCache` is in the vendor's samples but not in its reference: it may be missing, and its case varies. */
function toCname(row: AnswerFields): BucketCname {
  const purge = row.text('IsPurgeCdnCache')?.toLowerCase();
  const autoRefresh = purge === 'true' ? true : purge === 'false' ? false : undefined;
  const enabled = row.text('Status') === 'Enabled';
  return { domain: row.requiredText('Domain'), enabled, ...definedOnly({ autoRefresh }) };
}
