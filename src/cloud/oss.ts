import { isAppError } from '../core/errors.js';
import type { Bucket, BucketInfo, BucketRef, OssPort } from '../core/ports/oss.js';
import type { CallSpec, Link } from './call.js';
import { asList, type Element } from './elements.js';
import { compact } from './lazy.js';
import { badAnswer, type OssApi, openOssApi, readXml } from './ossApi.js';
import { createCnames } from './ossCnames.js';
import { createObjectHeaders } from './ossHeaders.js';
import { createMultipart } from './ossMultipart.js';
import { createObjects } from './ossObjects.js';

/** Any region answers for all buckets of the account. */
const listingRegion = 'cn-hangzhou';
const pageSize = 1000;

/** OSS over HTTPS, signed with V4. */
export function createOss(link: Link): OssPort {
  const api = openOssApi(link);
  return {
    ...createObjects(api),
    ...createObjectHeaders(api),
    ...createMultipart(api),
    ...createCnames(api),
    listBuckets: (signal) => listBuckets(api, signal),
    readBucketInfo: (bucket, signal) => readBucketInfo(api, bucket, signal),
    readWebsite: (bucket, signal) => readWebsite(api, bucket, signal),
  };
}

async function listBuckets(api: OssApi, signal: AbortSignal): ReturnType<OssPort['listBuckets']> {
  const buckets: Bucket[] = [];
  for (let marker: string | undefined; ; ) {
    const page = await readPage(api, marker, signal);
    buckets.push(...page.buckets);
    if (page.next === undefined) return { ownerId: page.ownerId, buckets };
    marker = page.next;
  }
}

async function readPage(api: OssApi, marker: string | undefined, signal: AbortSignal) {
  const query = compact<Record<string, string>>({ 'max-keys': String(pageSize), marker });
  const spec: CallSpec = { action: 'ListBuckets', subject: 'OSS', signal };
  const answer = await api.read(spec, { method: 'GET', region: listingRegion, query });
  const root = readXml(answer, 'ListAllMyBucketsResult', spec);
  const ownerId = (root.Owner as Element | undefined)?.ID;
  if (typeof ownerId !== 'string') throw badAnswer(spec);
  return {
    ownerId,
    buckets: asList((root.Buckets as Element | undefined)?.Bucket).map(toBucket),
    next: root.IsTruncated === 'true' && root.NextMarker ? String(root.NextMarker) : undefined,
  };
}

async function readBucketInfo(api: OssApi, { name, region }: BucketRef, signal: AbortSignal): Promise<BucketInfo> {
  const spec: CallSpec = { action: 'GetBucketInfo', subject: name, signal };
  const answer = await api.read(spec, { method: 'GET', region, bucket: { name }, query: { bucketInfo: '' } });
  return toInfo(readXml(answer, 'BucketInfo', spec).Bucket, spec);
}

async function readWebsite(api: OssApi, { name, region }: BucketRef, signal: AbortSignal) {
  const spec: CallSpec = { action: 'GetBucketWebsite', subject: name, signal };
  try {
    const answer = await api.read(spec, { method: 'GET', region, bucket: { name }, query: { website: '' } });
    const suffix = (readXml(answer, 'WebsiteConfiguration', spec).IndexDocument as Element | undefined)?.Suffix;
    return compact<{ index?: string }>({ index: typeof suffix === 'string' ? suffix : undefined });
  } catch (error) {
    if (isAppError(error) && error.details.code === 'NoSuchWebsiteConfiguration') return undefined;
    throw error;
  }
}

function toBucket(row: Element): Bucket {
  const region = row.Region ?? String(row.Location ?? '').replace(/^oss-/, '');
  return { name: String(row.Name), region: String(region), createdAt: String(row.CreationDate ?? '') };
}

function toInfo(value: unknown, spec: CallSpec): BucketInfo {
  const row = value as Element | undefined;
  const grant = (row?.AccessControlList as Element | undefined)?.Grant;
  if (!row || typeof grant !== 'string') throw badAnswer(spec);
  const { name, region } = toBucket(row);
  return { name, region, acl: grant as BucketInfo['acl'], publicAccessBlocked: row.BlockPublicAccess === 'true' };
}
