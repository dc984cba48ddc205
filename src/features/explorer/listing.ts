import type { Session } from '../../core/account.js';
import { type KnownBucket, listKnownBuckets } from '../../core/oss/knownBuckets.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import type { BucketRef, OssPort } from '../../core/ports/oss.js';
import { folderRowId } from '../../host/commandIds.js';
import type { NodeOf, Page } from './node.js';

/** Objects and folders in one page. */
const pageSize = 100;

/** What can be opened in the tree and is read from the cloud. */
export type CloudParent =
  | NodeOf<'bucket'>
  | NodeOf<'folder'>
  | NodeOf<'delivery'>
  | { readonly kind: 'group'; readonly id: 'buckets' | 'domains' };

/** What rows are read through. */
export interface ListingMeans {
  readonly session: Session;
  /** How the objects of a bucket are reached. */
  readonly reach: (bucket: BucketRef) => BucketRef;
  /** The buckets that the user added by name. */
  readonly pinned: () => readonly BucketRef[];
}

/** Which rows to read. */
export interface PageQuery {
  /** The marker of the page, absent for the first one. */
  readonly marker?: string | undefined;
  /** How the names of the objects begin, behind the prefix of their folder. */
  readonly filter?: string | undefined;
}

/** Reads one page of rows below a parent; throws what the cloud says. */
export async function listPage(
  parent: CloudParent,
  { session, reach, pinned }: ListingMeans,
  { marker, filter = '' }: PageQuery,
  signal: AbortSignal,
): Promise<Page> {
  const cloud = await session.cloud();
  const { oss, cdn } = cloud;
  if (parent.kind === 'delivery')
    return (await import('./delivery/deliveryItems.js')).listDelivery(parent, cloud, signal);
  if (parent.kind === 'group') {
    if (parent.id === 'domains') return { rows: (await cdn.listDomains(signal)).map(toDomainNode) };
    return listBuckets(oss, pinned(), signal);
  }
  const prefix = parent.kind === 'folder' ? parent.prefix : '';
  const query = { prefix: prefix + filter, limit: pageSize, ...(marker === undefined ? {} : { marker }) };
  const bucket = parent.kind === 'folder' ? parent.bucket : parent.argument;
  const reached = reach(bucket);
  const page = await oss.listObjects(reached, query, signal);
  const folders = page.prefixes.map((each) => toFolderNode({ bucket, reached }, each));
  // A folder made in the console is an object whose key is the prefix itself; a row of it would stand for the whole folder.
  const objects = page.objects
    .filter(({ key }) => !key.endsWith('/'))
    .map((object) => toObjectNode({ bucket, reached }, object));
  return { rows: [...folders, ...objects], ...(page.next === undefined ? {} : { next: page.next }) };
}

/** Where buckets may not be listed, a row says so behind those that are known, and another one adds one by its name. */
async function listBuckets(oss: OssPort, pinned: readonly BucketRef[], signal: AbortSignal): Promise<Page> {
  const { buckets, denied } = await listKnownBuckets(oss, pinned, signal);
  const known = buckets.map(toBucketNode);
  if (!denied) return { rows: known };
  const why = { kind: 'failed', id: 'failed:buckets', argument: 'buckets', error: denied } as const;
  return { rows: [...known, { kind: 'addBucket', id: 'add:buckets' }, why] };
}

function toBucketNode(bucket: KnownBucket): NodeOf<'bucket'> {
  const { name, region } = bucket;
  return { kind: 'bucket', id: folderRowId(name, ''), bucket, argument: { name, region } };
}

function toDomainNode(domain: CdnDomain): NodeOf<'domain'> {
  return { kind: 'domain', id: `domain:${domain.name}`, domain, argument: domain.name };
}

/** The group of the settings of a domain. */
export function toDeliveryNode({ domain }: NodeOf<'domain'>): NodeOf<'delivery'> {
  return { kind: 'delivery', id: `delivery:${domain.name}`, domain, argument: domain.name };
}

/** A row keeps the plain bucket, since the way to reach it may be another one at its next reading; its commands run at once. */
interface Place {
  readonly bucket: BucketRef;
  readonly reached: BucketRef;
}

function toFolderNode({ bucket, reached }: Place, prefix: string): NodeOf<'folder'> {
  const argument = { bucket: reached, key: prefix };
  return { kind: 'folder', id: folderRowId(bucket.name, prefix), bucket, prefix, argument };
}

function toObjectNode({ bucket, reached }: Place, object: NodeOf<'object'>['object']): NodeOf<'object'> {
  return {
    kind: 'object',
    id: `object:${bucket.name}/${object.key}`,
    bucket,
    object,
    argument: { bucket: reached, key: object.key },
  };
}
