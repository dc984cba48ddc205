import type { Session } from '../../core/account.js';
import { toAppError } from '../../core/errors.js';
import { type KnownBucket, listKnownBuckets } from '../../core/oss/knownBuckets.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import type { BucketRef, OssPort } from '../../core/ports/oss.js';
import { folderRowId, isRowWithin } from '../../host/commandIds.js';
import type { Node, NodeOf, Page } from './node.js';

/** The children of each parent in the cloud, read once in pages and kept until dropped. */
export class Rows {
  private readonly pages = new Map<string, Promise<Page>>();
  /** New readings of pages that are still shown. */
  private readonly renewals = new Map<string, Promise<Page>>();
  /** The prefix filters by parent id. */
  private readonly filters = new Map<string, string>();
  private work = new AbortController();

  constructor(private readonly means: ListingMeans) {}

  /** The one source of children: rows, an empty row, or a failed row; with a row for the next page. */
  async list(parent: CloudParent): Promise<readonly Node[]> {
    const page = this.pages.get(parent.id) ?? this.read(parent, undefined, []);
    this.pages.set(parent.id, page);
    try {
      return this.withFilter(parent, withNext(parent, await page, this.filters.get(parent.id)));
    } catch (caught) {
      const error = toAppError(caught);
      if (error.kind === 'cancelled') return [];
      return this.withFilter(parent, [{ kind: 'failed', id: `failed:${parent.id}`, argument: parent.id, error }]);
    }
  }

  filterOf(parentId: string): string | undefined {
    return this.filters.get(parentId);
  }

  /** Sets the prefix filter of a parent; empty removes it. */
  setFilter(parentId: string, prefix: string): void {
    if (prefix === '') this.filters.delete(parentId);
    else this.filters.set(parentId, prefix);
    this.drop(parentId);
  }

  /** Reads the next page and returns its first row. Existing rows stay if that fails. */
  async readNext(parent: CloudParent): Promise<Node | undefined> {
    const shown = this.pages.get(parent.id);
    const before = await shown;
    if (before?.next === undefined) return undefined;
    const page = await this.read(parent, before.next, before.rows);
    // The list may have been reloaded or filtered meanwhile.
    if (this.pages.get(parent.id) !== shown) return undefined;
    this.pages.set(parent.id, Promise.resolve(page));
    return page.rows[before.rows.length];
  }

  /**
   * Reads the children of this parent again, if they were read before, and keeps the old ones until then. The newest
   * reading wins. Returns the rows if they are the same as before, updated in place; `undefined` if others are there
   * now.
   */
  async renew(parent: CloudParent): Promise<readonly Node[] | undefined> {
    const shown = this.pages.get(parent.id);
    if (!shown) return undefined;
    const reading = this.read(parent, undefined, []);
    this.renewals.set(parent.id, reading);
    const [before, after] = await Promise.all([orNone(shown), orNone(reading)]);
    if (this.renewals.get(parent.id) !== reading) return [];
    this.renewals.delete(parent.id);
    if (before && after && isSame(before, after)) {
      for (const [index, row] of before.rows.entries()) Object.assign(row, after.rows[index]);
      return before.rows;
    }
    this.pages.set(parent.id, reading);
    return undefined;
  }

  /** Reads one domain again and returns its row, updated in place; `undefined` if it is not listed or gone. */
  async renewDomain(name: string): Promise<NodeOf<'domain'> | undefined> {
    const { cdn } = await this.means.session.cloud();
    const domain = await cdn.readDomain(name, this.work.signal);
    const listed = await this.pages.get('domains')?.catch(() => undefined);
    const row = listed?.rows.find((each) => each.kind === 'domain' && each.domain.name === name);
    return row && domain && Object.assign(row, toDomainNode(domain));
  }

  /** Drops the children of this parent and of its folders. */
  drop(id: string): void {
    for (const each of [...this.pages.keys()]) if (isRowWithin(each, id)) this.pages.delete(each);
    this.renewals.delete(id);
  }

  /** Drops the children of every parent of this kind. */
  dropAll(kind: CloudParent['kind']): void {
    for (const id of [...this.pages.keys()]) if (id.startsWith(`${kind}:`)) this.drop(id);
  }

  /** Drops everything and cancels running calls. */
  clear(): void {
    this.work.abort();
    this.work = new AbortController();
    this.pages.clear();
    this.renewals.clear();
  }

  private withFilter(parent: CloudParent, rows: readonly Node[]): readonly Node[] {
    const prefix = this.filters.get(parent.id);
    return prefix === undefined
      ? rows
      : [{ kind: 'filter', id: `filter:${parent.id}`, argument: parent.id, prefix }, ...rows];
  }

  private async read(parent: CloudParent, marker: string | undefined, before: readonly Node[]): Promise<Page> {
    const query = { marker, filter: this.filters.get(parent.id) };
    const page = await listPage(parent, this.means, query, this.work.signal);
    return { ...page, rows: [...before, ...page.rows] };
  }
}

/** A failed reading becomes a row at the next listing. */
function orNone(page: Promise<Page>): Promise<Page | undefined> {
  return page.catch(() => undefined);
}

function isSame(before: Page, after: Page): boolean {
  const ids = ({ rows, next = '' }: Page) => [...rows.map(({ id }) => id), next].join('\n');
  return ids(before) === ids(after);
}

function withNext(parent: CloudParent, { rows, next }: Page, prefix: string | undefined): readonly Node[] {
  if (next !== undefined) {
    const id = `more:${parent.id}:${next}`;
    return [...rows, { kind: 'more', id, argument: parent.id, loaded: rows.length }];
  }
  if (rows.length > 0) return rows;
  const of = parent.kind === 'group' ? parent.id : 'objects';
  return [{ kind: 'empty', id: `empty:${parent.id}`, of, ...(prefix !== undefined && { prefix }) }];
}

/** The size of the first page, which loads fast, and of the others, the most that OSS lists in one call. */
const [firstSize, nextSize] = [100, 1_000];

/** The means to read rows. */
interface ListingMeans {
  readonly session: Session;
  /** Adds the upload domain of a bucket. */
  readonly reach: (bucket: BucketRef) => BucketRef;
  /** Buckets that the user added by name. */
  readonly pinned: () => readonly BucketRef[];
}

/** Reads a page of rows below a parent; throws the cloud's error. */
async function listPage(
  parent: CloudParent,
  { session, reach, pinned }: ListingMeans,
  { marker, filter = '' }: PageQuery,
  signal: AbortSignal,
): Promise<Page> {
  const cloud = await session.cloud();
  const { oss, cdn } = cloud;
  if (parent.kind === 'delivery') return (await import('./lateRows.js')).listDelivery(parent, cloud, signal);
  if (parent.kind === 'group') {
    if (parent.id === 'domains') return { rows: byName(await cdn.listDomains(signal)).map(toDomainNode) };
    return listBuckets(oss, pinned(), signal);
  }
  const prefix = parent.kind === 'folder' ? parent.prefix : '';
  const size = marker === undefined ? { limit: firstSize } : { limit: nextSize, marker };
  const query = { prefix: prefix + filter, ...size };
  const bucket = parent.kind === 'folder' ? parent.bucket : parent.argument;
  const reached = reach(bucket);
  const page = await oss.listObjects(reached, query, signal);
  const folders = page.prefixes.map((each) => toFolderNode({ bucket, reached }, each));
  // The console represents a folder by an object whose key is the prefix itself. Its row would mean the whole folder.
  const objects = page.objects
    .filter(({ key }) => !key.endsWith('/'))
    .map((object) => toObjectNode({ bucket, reached }, object));
  return { rows: [...folders, ...objects], ...(page.next === undefined ? {} : { next: page.next }) };
}

/** If buckets cannot be listed, a row says so after the known ones, and another adds a bucket by name. */
async function listBuckets(oss: OssPort, pinned: readonly BucketRef[], signal: AbortSignal): Promise<Page> {
  const { buckets, denied } = await listKnownBuckets(oss, pinned, signal);
  const known = byName(buckets).map(toBucketNode);
  if (!denied) return { rows: known };
  const why = { kind: 'failed', id: 'failed:buckets', argument: 'buckets', error: denied } as const;
  return { rows: [...known, { kind: 'addBucket', id: 'add:buckets' }, why] };
}

/** Sorts by name: the cloud returns them by creation time or unordered. */
function byName<T extends { readonly name: string }>(all: readonly T[]): readonly T[] {
  return [...all].sort((left, right) => (left.name < right.name ? -1 : 1));
}

function toBucketNode(bucket: KnownBucket): NodeOf<'bucket'> {
  const { name, region } = bucket;
  return { kind: 'bucket', id: folderRowId(name, ''), bucket, argument: { name, region } };
}

function toDomainNode(domain: CdnDomain): NodeOf<'domain'> {
  return { kind: 'domain', id: `domain:${domain.name}`, domain, argument: domain.name };
}

/** The settings group of a domain. */
export function toDeliveryNode({ domain }: NodeOf<'domain'>): NodeOf<'delivery'> {
  return { kind: 'delivery', id: `delivery:${domain.name}`, domain, argument: domain.name };
}

/** A row keeps the bucket without an upload domain, which may change before the next reading. Its commands run at once. */
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

/** Parents whose children are in the cloud. */
export type CloudParent =
  | NodeOf<'bucket'>
  | NodeOf<'folder'>
  | NodeOf<'delivery'>
  | { readonly kind: 'group'; readonly id: 'buckets' | 'domains' };

/** The rows to read. */
interface PageQuery {
  /** The marker of the page; absent for the first. */
  readonly marker?: string | undefined;
  /** The prefix of object names, after the prefix of their folder. */
  readonly filter?: string | undefined;
}
