import { fallback, isAppError } from '../../core/errors.js';
import { lookUp } from '../../core/lookUp.js';
import { publicBucketHost } from '../../core/origin.js';
import type { ObjectVersion, VersionPage } from '../../core/ports/objectVersions.js';
import type {
  Bucket,
  BucketCname,
  BucketInfo,
  BucketRef,
  BucketSetting,
  BucketStat,
  OssPort,
  PresignedUrl,
} from '../../core/ports/oss.js';
import { escapeXml } from '../../core/xmlText.js';
import { type AnswerFields, badAnswer, readFields } from '../answerFields.js';
import type { CallSpec, Link } from '../callWithRetry.js';
import { definedOnly } from '../definedOnly.js';
import { mostPages } from '../pages.js';
import { bindCalls } from '../sdkApi.js';
import { type OssApi, openOssApi, readXml, requireKey } from './api.js';
import { attributeCalls } from './attributes.js';
import { type OssControl, openOssControl } from './control.js';
import { copyObject } from './copy.js';
import { downloadObject, downloadVersion } from './download.js';
import { decodeKey, listObjects, plainEtag } from './listing.js';
import { multipartCalls } from './multipart.js';
import { nameOf, objectCalls } from './objects.js';
import { signUrl } from './signature.js';

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

/** Calls about buckets and their settings as a whole, sent to the endpoint of the bucket's region. */
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
 * The body of the request for a new, private bucket. `x-oss-acl` is not sent: for an existing bucket it would change the ACL and require another permission.
 * The endpoint decides the region. Source: PutBucket; EC 0015-00000104.
 */
const newBucket =
  '<CreateBucketConfiguration><StorageClass>Standard</StorageClass><DataRedundancyType>LRS</DataRedundancyType></CreateBucketConfiguration>';
const publicAccessBlock =
  '<PublicAccessBlockConfiguration><BlockPublicAccess>true</BlockPublicAccess></PublicAccessBlockConfiguration>';

/** Creates a bucket, without retries: OSS refuses the second attempt of a RAM user as if the name were taken. Source: EC 0015-00000104. */
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

/** Returns the vendor's own address of a bucket, never its upload domain. */
function placeOf({ name, region }: BucketRef) {
  return { region, bucket: { name } };
}

function xmlBody(text: string) {
  return { headers: { 'content-type': 'application/xml' }, body: new TextEncoder().encode(text) };
}

/** The vendor's actions that read, replace and remove each setting. */
const calls = {
  website: [{ action: 'GetBucketWebsite' }, { action: 'PutBucketWebsite' }, { action: 'DeleteBucketWebsite' }],
  cors: [{ action: 'GetBucketCors' }, { action: 'PutBucketCors' }, { action: 'DeleteBucketCors' }],
} as const satisfies Record<BucketSetting, object>;
const roots = { website: '<WebsiteConfiguration', cors: '<CORSConfiguration' } as const;

/** Reads a bucket setting and returns it unchanged, so that unknown elements survive when the setting is written back. */
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

/** Calls about the versions of objects. */
export const versionCalls = { listVersions, deleteVersion, setVersioning };

async function listVersions(
  api: OssApi,
  ...[bucket, asked, signal]: Parameters<OssPort['listVersions']>
): Promise<VersionPage> {
  const { prefix, marker, limit, flat } = asked;
  const spec: CallSpec = { action: 'ListObjectVersions', subject: bucket.name, signal };
  const query = {
    versions: '',
    prefix,
    'max-keys': String(limit),
    'encoding-type': 'url',
    ...definedOnly({
      delimiter: flat ? undefined : '/',
      'key-marker': marker?.key,
      'version-id-marker': marker?.versionId,
    }),
  };
  const answer = await api.read(spec, { method: 'GET', region: bucket.region, bucket, query });
  return toPage(readXml(answer, 'ListVersionsResult', spec), answer.body.toString('utf8'));
}

function toPage(body: AnswerFields, text: string): VersionPage {
  const encoding = body.text('EncodingType');
  const versions = body.elements('Version').map((row) => toVersion(row, encoding, false));
  const markers = body.elements('DeleteMarker').map((row) => toVersion(row, encoding, true));
  const prefixes = body.elements('CommonPrefixes').map((row) => decodeKey(row, 'Prefix', encoding));
  // OSS always returns the markers of the next page. Without them the rest of the list would silently be lost.
  const next = body.flag('IsTruncated')
    ? {
        key: decodeKey(body, 'NextKeyMarker', encoding),
        ...definedOnly({ versionId: body.text('NextVersionIdMarker') }),
      }
    : undefined;
  return { versions: inOrder(versions, markers, text), prefixes, ...definedOnly({ next }) };
}

/** Returns versions and delete markers in the order of the answer, since the XML parser lists them apart. Their times are precise to the second only. */
function inOrder(
  versions: readonly ObjectVersion[],
  markers: readonly ObjectVersion[],
  text: string,
): readonly ObjectVersion[] {
  const rest = { Version: [...versions].reverse(), DeleteMarker: [...markers].reverse() };
  const names = [...text.matchAll(/<(Version|DeleteMarker)>/g)].map(([, name]) => name as keyof typeof rest);
  return names.flatMap((name) => rest[name].pop() ?? []);
}

function toVersion(row: AnswerFields, encoding: string | undefined, isDeleteMarker: boolean): ObjectVersion {
  return {
    key: decodeKey(row, 'Key', encoding),
    // The vendor's sample of a bucket that never had versioning has an empty one.
    versionId: row.text('VersionId') ?? 'null',
    isLatest: row.flag('IsLatest') ?? false,
    isDeleteMarker,
    lastModified: row.text('LastModified') ?? '',
    size: row.number('Size') ?? 0,
    etag: plainEtag(row.text('ETag')),
    ...definedOnly({ storageClass: row.text('StorageClass') }),
  };
}

async function deleteVersion(
  api: OssApi,
  ...[bucket, key, versionId, signal]: Parameters<OssPort['deleteVersion']>
): Promise<void> {
  const spec: CallSpec = {
    action: 'DeleteObject',
    permission: 'oss:DeleteObjectVersion',
    subject: nameOf(bucket, key),
    signal,
    // Sent again after a lost answer, it could meet an object that another author wrote meanwhile while versioning is suspended.
    repeatable: versionId !== 'null',
  };
  await api.write(spec, { method: 'DELETE', region: bucket.region, bucket, key, query: { versionId } });
}

async function setVersioning(
  api: OssApi,
  ...[{ name, region }, state, signal]: Parameters<OssPort['setVersioning']>
): Promise<void> {
  const spec: CallSpec = { action: 'PutBucketVersioning', subject: name, signal, repeatable: true };
  const status = state === 'enabled' ? 'Enabled' : 'Suspended';
  const xml = `<VersioningConfiguration><Status>${status}</Status></VersioningConfiguration>`;
  await api.write(spec, {
    method: 'PUT',
    region,
    bucket: { name },
    query: { versioning: '' },
    headers: { 'content-type': 'application/xml' },
    body: new TextEncoder().encode(xml),
  });
}
