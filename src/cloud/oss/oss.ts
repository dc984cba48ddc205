import { AppError, isAppError } from '../../core/errors.js';
import type { Bucket, BucketInfo, BucketRef, OssPort } from '../../core/ports/oss.js';
import { Signal } from '../../core/signal.js';
import type { Link } from '../callWithRetry.js';
import { definedOnly } from '../definedOnly.js';
import { asList, type Element } from '../http/elements.js';
import { mostPages } from '../pages.js';
import { bindCalls } from '../sdkApi.js';
import { openOssApi } from './api.js';
import { bucketSettingCalls } from './bucketSettings.js';
import { cnameCalls } from './cnames.js';
import { type OssControl, openOssControl } from './control.js';
import { deleteMany } from './deleteMany.js';
import { listObjects } from './listing.js';
import { multipartCalls } from './multipart.js';
import { objectCalls } from './objects.js';
import { downloadObject } from './reading/download.js';
import { readObjectAcl } from './reading/objectAcl.js';
import { presignObject } from './reading/presign.js';
import { updateObjectHeaders } from './updateHeaders.js';

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
    ...bindCalls(api, { ...objectCalls, ...multipartCalls, ...bucketSettingCalls, updateObjectHeaders }),
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
  throw new AppError('badAnswer', { action: 'ListBuckets' });
}

async function readPage(control: OssControl, marker: string | undefined, signal: AbortSignal) {
  const query = { 'max-keys': String(pageSize), ...definedOnly({ marker }) };
  const { body } = await control.read({ action: 'ListBuckets', subject: '', signal }, (client, sdk) =>
    sdk.execute(client(listingRegion), { action: 'ListBuckets', method: 'GET', path: '/', query }),
  );
  const ownerId = (body.Owner as Element | undefined)?.ID;
  if (typeof ownerId !== 'string') throw new AppError('badAnswer', { action: 'ListBuckets' });
  return {
    ownerId,
    buckets: asList((body.Buckets as Element | undefined)?.Bucket).map(toBucket),
    next: body.IsTruncated === 'true' && body.NextMarker ? String(body.NextMarker) : undefined,
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

function toBucket(row: Element): Bucket {
  const region = row.Region ?? String(row.Location ?? '').replace(/^oss-/, '');
  return { name: String(row.Name), region: String(region), createdAt: String(row.CreationDate ?? '') };
}

function toInfo(value: unknown, name: string): BucketInfo {
  const row = value as Element | undefined;
  const grant = (row?.AccessControlList as Element | undefined)?.Grant;
  if (!row || typeof grant !== 'string') throw new AppError('badAnswer', { action: 'GetBucketInfo', subject: name });
  const { region } = toBucket(row);
  const publicAccessBlocked = row.BlockPublicAccess === 'true';
  const isVersioned = row.Versioning === 'Enabled' || row.Versioning === 'Suspended';
  return { name, region, acl: grant as BucketInfo['acl'], publicAccessBlocked, ...(isVersioned && { isVersioned }) };
}
