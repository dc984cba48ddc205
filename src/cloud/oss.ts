import { AppError } from '../core/errors.js';
import type { Bucket, BucketInfo, OssPort } from '../core/ports/oss.js';
import { type Link, read } from './call.js';
import { compact } from './lazy.js';
import { createCnames } from './ossCnames.js';
import { createObjects } from './ossObjects.js';
import { lazyOss, type OssSdk } from './sdkClients.js';

/** Any region answers for all buckets of the account. */
const listingRegion = 'cn-hangzhou';
const pageSize = 1000;

type Element = Readonly<Record<string, unknown>>;

/** OSS through the vendor's client behind a gateway of our own. */
export function createOss(link: Link): OssPort {
  const load = lazyOss(link);
  return {
    ...createObjects(link, load),
    ...createCnames(link, load),
    async listBuckets(signal) {
      const buckets: Bucket[] = [];
      for (let marker: string | undefined; ; ) {
        const page = await readPage(link, load, marker, signal);
        buckets.push(...page.buckets);
        if (page.next === undefined) return { ownerId: page.ownerId, buckets };
        marker = page.next;
      }
    },
    async readBucketInfo(bucket, signal) {
      const { body } = await read(link, { action: 'GetBucketInfo', subject: bucket.name, signal }, async () => {
        const { sdk, open } = await load();
        const operation = {
          action: 'GetBucketInfo',
          method: 'GET',
          path: '/?bucketInfo',
          bucket: bucket.name,
        } as const;
        return sdk.execute(open(bucket.region), operation);
      });
      return toInfo(body.Bucket, bucket.name);
    },
  };
}

async function readPage(link: Link, load: OssSdk, marker: string | undefined, signal: AbortSignal) {
  const { sdk, open } = await load();
  const { body } = await read(link, { action: 'ListBuckets', subject: 'OSS', signal }, () => {
    const query = compact<Record<string, string>>({ 'max-keys': String(pageSize), marker: marker ?? '' });
    return sdk.execute(open(listingRegion), { action: 'ListBuckets', method: 'GET', path: '/', query });
  });
  const ownerId = (body.Owner as Element | undefined)?.ID;
  if (typeof ownerId !== 'string') throw new AppError('badAnswer', { action: 'ListBuckets', subject: 'OSS' });
  return {
    ownerId,
    buckets: sdk.asList((body.Buckets as Element | undefined)?.Bucket).map(toBucket),
    next: body.IsTruncated === 'true' && body.NextMarker ? String(body.NextMarker) : undefined,
  };
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
  return { name, region, acl: grant as BucketInfo['acl'], publicAccessBlocked: row.BlockPublicAccess === 'true' };
}
