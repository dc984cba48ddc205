import type { Session } from '../../core/account.js';
import { toAppError } from '../../core/errors.js';
import { type KnownBucket, listKnownBuckets } from '../../core/oss/knownBuckets.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import type { BucketRef, OssPort } from '../../core/ports/oss.js';
import { folderRowId, isRowWithin } from '../../host/commandIds.js';
import type { Node, NodeOf, Page } from './node.js';

/** The rows below each parent that is read from the cloud: read once, kept until dropped, page by page. */
export class Rows {
  private readonly pages = new Map<string, Promise<Page>>();
  /** What is read in place of pages that are still shown. */
  private readonly renewals = new Map<string, Promise<Page>>();
  /** How the names to list begin, by the id of their parent. */
  private readonly filters = new Map<string, string>();
  private work = new AbortController();

  constructor(private readonly means: ListingMeans) {}

  /** The one funnel for children: rows, or an empty row, or a failed row; with a row for the next page. */
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

  /** From now on lists only the objects below this parent whose names begin so; all of them where it is empty. */
  setFilter(parentId: string, prefix: string): void {
    if (prefix === '') this.filters.delete(parentId);
    else this.filters.set(parentId, prefix);
    this.drop(parentId);
  }

  /** Reads the next page behind those that are there, which stay when that fails; answers its first row. */
  async readNext(parent: CloudParent): Promise<Node | undefined> {
    const shown = this.pages.get(parent.id);
    const before = await shown;
    if (before?.next === undefined) return undefined;
    const page = await this.read(parent, before.next, before.rows);
    // What is listed may have been read again, or filtered, meanwhile.
    if (this.pages.get(parent.id) !== shown) return undefined;
    this.pages.set(parent.id, Promise.resolve(page));
    return page.rows[before.rows.length];
  }

  /**
   * Reads what is below this parent again, if it was read before, and keeps what is there until then; the newest reading
   * counts. Answers the rows when they are the ones of before, each the same object with what was read now; `undefined` when
   * other rows are there now.
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

  /** Reads one domain again: answers its row, the same object with what was read now; `undefined` where it is not listed or is gone. */
  async renewDomain(name: string): Promise<NodeOf<'domain'> | undefined> {
    const { cdn } = await this.means.session.cloud();
    const domain = await cdn.readDomain(name, this.work.signal);
    const listed = await this.pages.get('domains')?.catch(() => undefined);
    const row = listed?.rows.find((each) => each.kind === 'domain' && each.domain.name === name);
    return row && domain && Object.assign(row, toDomainNode(domain));
  }

  /** Forgets what is below this parent, in its folders too. */
  drop(id: string): void {
    for (const each of [...this.pages.keys()]) if (isRowWithin(each, id)) this.pages.delete(each);
    this.renewals.delete(id);
  }

  /** Forgets what is below every parent of this kind. */
  dropAll(kind: CloudParent['kind']): void {
    for (const id of [...this.pages.keys()]) if (id.startsWith(`${kind}:`)) this.drop(id);
  }

  /** Forgets everything and ends the calls under way. */
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

/** A reading that has failed shows as a row, when it is listed. */
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

/** Objects and folders in the first page, which comes fast, and in each further one, the most that OSS lists in one call. */
const [firstSize, nextSize] = [100, 1_000];

/** What rows are read through. */
interface ListingMeans {
  readonly session: Session;
  /** How the objects of a bucket are reached. */
  readonly reach: (bucket: BucketRef) => BucketRef;
  /** The buckets that the user added by name. */
  readonly pinned: () => readonly BucketRef[];
}

/** Reads one page of rows below a parent; throws what the cloud says. */
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
  // A folder made in the console is an object whose key is the prefix itself; a row of it would stand for the whole folder.
  const objects = page.objects
    .filter(({ key }) => !key.endsWith('/'))
    .map((object) => toObjectNode({ bucket, reached }, object));
  return { rows: [...folders, ...objects], ...(page.next === undefined ? {} : { next: page.next }) };
}

/** Where buckets may not be listed, a row says so behind those that are known, and another one adds one by its name. */
async function listBuckets(oss: OssPort, pinned: readonly BucketRef[], signal: AbortSignal): Promise<Page> {
  const { buckets, denied } = await listKnownBuckets(oss, pinned, signal);
  const known = byName(buckets).map(toBucketNode);
  if (!denied) return { rows: known };
  const why = { kind: 'failed', id: 'failed:buckets', argument: 'buckets', error: denied } as const;
  return { rows: [...known, { kind: 'addBucket', id: 'add:buckets' }, why] };
}

/** Those of the cloud come in the order of their creation, or in none. */
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

/** What can be opened in the tree and is read from the cloud. */
export type CloudParent =
  | NodeOf<'bucket'>
  | NodeOf<'folder'>
  | NodeOf<'delivery'>
  | { readonly kind: 'group'; readonly id: 'buckets' | 'domains' };

/** Which rows to read. */
interface PageQuery {
  /** The marker of the page, absent for the first one. */
  readonly marker?: string | undefined;
  /** How the names of the objects begin, behind the prefix of their folder. */
  readonly filter?: string | undefined;
}
