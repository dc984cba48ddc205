import { AppError, isAppError } from '../../core/errors.js';
import { publicBucketHost } from '../../core/origin.js';
import type {
  Bucket,
  BucketCname,
  BucketInfo,
  BucketRef,
  ObjectAcl,
  OssPort,
  PresignedUrl,
  PutResult,
} from '../../core/ports/oss.js';
import { Signal } from '../../core/signal.js';
import { escapeXml } from '../../core/xmlText.js';
import type { CallSpec, Link } from '../callWithRetry.js';
import { definedOnly } from '../definedOnly.js';
import { asList, type Element } from '../http/xml.js';
import { mostPages } from '../pages.js';
import { bindCalls } from '../sdkApi.js';
import { transferPatience } from '../timeouts.js';
import { badAnswer, type OssApi, openOssApi, readXml, requireKey } from './api.js';
import { bucketCalls } from './buckets.js';
import { type OssControl, openOssControl } from './control.js';
import { deleteMany } from './deleteMany.js';
import { listObjects, nextOf } from './listing.js';
import { multipartCalls } from './multipart.js';
import { nameOf, objectCalls, stateMade, toPutResult } from './objects.js';
import { downloadObject } from './reading/download.js';
import { encodePart, signUrl } from './signature.js';

/** Any region answers for all buckets of the account. */
const listingRegion = 'cn-hangzhou';
const pageSize = 1000;

/** OSS, signed with V4: through the vendor's SDK behind a gateway of our own, and objects by a transport of our own. */
export function createOss(link: Link): OssPort {
  const pushedBack = new Signal<void>();
  const control = openOssControl(link);
  const api = openOssApi({ ...link, onPushBack: () => pushedBack.fire() });
  return {
    onDidPushBack: pushedBack.event,
    ...bindCalls(control, { ...cnameCalls, listBuckets, readBucketInfo, readWebsite, listObjects, readObjectAcl }),
    ...bindCalls(api, {
      ...objectCalls,
      ...multipartCalls,
      ...bucketCalls,
      updateObjectHeaders,
    }),
    ...bindCalls(api, { deleteObjects: deleteMany, downloadObject }),
    ...bindCalls(link, { presignObject }),
  };
}

async function listBuckets(control: OssControl, signal: AbortSignal): ReturnType<OssPort['listBuckets']> {
  const buckets: Bucket[] = [];
  let marker: string | undefined;
  for (let count = 0; count < mostPages; count++) {
    const page = await readPage(control, marker, signal);
    for (const bucket of page.buckets) buckets.push(bucket);
    if (page.next === undefined) return { ownerId: page.ownerId, buckets };
    marker = page.next;
  }
  throw badAnswer({ action: 'ListBuckets', subject: '' });
}

async function readPage(control: OssControl, marker: string | undefined, signal: AbortSignal) {
  const spec: CallSpec = { action: 'ListBuckets', subject: '', signal };
  const query = { 'max-keys': String(pageSize), ...definedOnly({ marker }) };
  const { body } = await control.read(spec, (client, sdk) =>
    sdk.execute(client(listingRegion), { action: 'ListBuckets', method: 'GET', path: '/', query }),
  );
  const ownerId = (body.Owner as Element | undefined)?.ID;
  if (typeof ownerId !== 'string') throw badAnswer(spec);
  return {
    ownerId,
    buckets: asList((body.Buckets as Element | undefined)?.Bucket).map((row) => toBucket(row, spec)),
    next: body.IsTruncated === 'true' ? nextOf(body.NextMarker, spec) : undefined,
  };
}

async function readBucketInfo(
  control: OssControl,
  { name, region }: BucketRef,
  signal: AbortSignal,
): Promise<BucketInfo> {
  const operation = { action: 'GetBucketInfo', method: 'GET', path: '/?bucketInfo', bucket: name } as const;
  const { body } = await control.read({ action: operation.action, subject: name, signal }, (client, sdk) =>
    sdk.execute(client(region), operation),
  );
  return toInfo(body.Bucket, name);
}

async function readWebsite(control: OssControl, { name, region }: BucketRef, signal: AbortSignal) {
  const operation = { action: 'GetBucketWebsite', method: 'GET', path: '/?website', bucket: name } as const;
  try {
    const { body } = await control.read({ action: operation.action, subject: name, signal }, (client, sdk) =>
      sdk.execute(client(region), operation),
    );
    const suffix = (body.IndexDocument as Element | undefined)?.Suffix;
    return definedOnly({ index: typeof suffix === 'string' ? suffix : undefined });
  } catch (error) {
    if (isAppError(error) && error.details.code === 'NoSuchWebsiteConfiguration') return undefined;
    throw error;
  }
}

/** GetBucketInfo has no `Region`, and old answers of ListBuckets have none either. */
function toBucket(
  { Name, Region, Location, CreationDate }: Element,
  spec: Pick<CallSpec, 'action' | 'subject'>,
): Bucket {
  const region = Region || String(Location ?? '').replace(/^oss-/, '');
  if (typeof Name !== 'string' || Name === '' || typeof region !== 'string' || region === '') throw badAnswer(spec);
  return { name: Name, region, createdAt: String(CreationDate ?? '') };
}

function toInfo(value: unknown, name: string): BucketInfo {
  const spec = { action: 'GetBucketInfo', subject: name };
  const row = value as Element | undefined;
  const grant = (row?.AccessControlList as Element | undefined)?.Grant;
  if (!row || typeof grant !== 'string') throw badAnswer(spec);
  const { region } = toBucket(row, spec);
  const publicAccessBlocked = row.BlockPublicAccess === 'true';
  const versioning =
    row.Versioning === 'Enabled' ? 'enabled' : row.Versioning === 'Suspended' ? 'suspended' : undefined;
  return { name, region, acl: grant as BucketInfo['acl'], publicAccessBlocked, ...definedOnly({ versioning }) };
}

/** Signs a URL to read an object; sends no request. */
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

const acls: readonly string[] = ['default', 'private', 'public-read', 'public-read-write'] satisfies ObjectAcl[];

/** Who may read an object. */
async function readObjectAcl(
  control: OssControl,
  bucket: BucketRef,
  key: string,
  signal: AbortSignal,
): Promise<ObjectAcl> {
  requireKey(key, bucket);
  const spec: CallSpec = { action: 'GetObjectAcl', subject: nameOf(bucket, key), signal };
  const { body } = await control.read(spec, (client, sdk) =>
    client(bucket.region, bucket.uploadDomain).getObjectAcl(bucket.name, key, new sdk.GetObjectAclRequest()),
  );
  const grant = body.accessControlList?.ACL;
  if (!isAcl(grant)) throw badAnswer(spec);
  return grant;
}

function isAcl(value: unknown): value is ObjectAcl {
  return typeof value === 'string' && acls.includes(value);
}

/** Replaces the headers of an object, by a copy onto itself; `undefined` where that has another ETag by now. */
export async function updateObjectHeaders(
  api: OssApi,
  ...[bucket, key, change, signal]: Parameters<OssPort['updateObjectHeaders']>
): Promise<PutResult | undefined> {
  try {
    return await copyOntoItself(api, bucket, key, change, signal);
  } catch (error) {
    if (change.etag && isAppError(error) && error.details.httpStatus === 412) return undefined;
    throw error;
  }
}

async function copyOntoItself(
  api: OssApi,
  ...[bucket, key, { headers, etag }, signal]: Parameters<OssPort['updateObjectHeaders']>
): Promise<PutResult> {
  const spec: CallSpec = { action: 'CopyObject', subject: nameOf(bucket, key), signal, repeatable: true };
  const directive = {
    'x-oss-copy-source': `/${bucket.name}/${encodePart(key, true)}`,
    'x-oss-metadata-directive': 'REPLACE',
    // Without quotes, as the vendor's samples and its client for Java have it.
    ...(etag && { 'x-oss-copy-source-if-match': etag }),
  };
  const answer = await api.write(spec, {
    method: 'PUT',
    region: bucket.region,
    bucket,
    key,
    headers: { ...headers, ...directive },
    patience: transferPatience,
    answersEarly: true,
  });
  // A copy that fails late may have begun its answer as a success.
  const { ETag } = readXml(answer, 'CopyObjectResult', spec);
  return toPutResult(await stateMade(api, answer, ETag, { bucket, key, signal }), spec);
}

async function listCnames(control: OssControl, { name, region }: BucketRef, signal: AbortSignal) {
  const operation = { action: 'ListCname', method: 'GET', path: '/?cname', bucket: name } as const;
  const { body } = await control.read({ action: operation.action, subject: name, signal }, (client, sdk) =>
    sdk.execute(client(region), operation),
  );
  return asList(body.Cname).map(toCname);
}

async function createCnameToken(control: OssControl, bucket: BucketRef, domain: string, signal: AbortSignal) {
  const spec: CallSpec = { action: 'CreateCnameToken', subject: domain, signal, repeatable: true };
  const answer = await post(control, spec, '/?cname&comp=token', bucket);
  const token = answer?.body.Token;
  if (typeof token === 'string' && token !== '') return token;
  throw new AppError('badAnswer', { action: spec.action, subject: domain });
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

/** Custom domains of a bucket. The SDK has no methods for them, so they go through its generic call. */
const cnameCalls = { listCnames, createCnameToken, createCname, deleteCname };

/** Sends the domain that the call is about. */
function post(control: OssControl, spec: CallSpec, path: string, { name, region }: BucketRef) {
  const cname = `<Cname><Domain>${escapeXml(spec.subject)}</Domain></Cname>`;
  const body = `<BucketCnameConfiguration>${cname}</BucketCnameConfiguration>`;
  return control.write(spec, (client, sdk) =>
    sdk.execute(client(region), { action: spec.action, method: 'POST', path, bucket: name, body }),
  );
}

/** `IsPurgeCdnCache` is in the vendor's samples but not in its reference: it may be missing, and its case varies. */
function toCname(row: Element): BucketCname {
  const purge = typeof row.IsPurgeCdnCache === 'string' ? row.IsPurgeCdnCache.toLowerCase() : '';
  const autoRefresh = purge === 'true' ? true : purge === 'false' ? false : undefined;
  return { domain: String(row.Domain), enabled: row.Status === 'Enabled', ...definedOnly({ autoRefresh }) };
}
