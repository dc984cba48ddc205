import type { Session } from '../../core/account.js';
import { toAppError } from '../../core/errors.js';
import { type KnownBucket, listKnownBuckets } from '../../core/oss/knownBuckets.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import type { BucketRef, OssPort } from '../../core/ports/oss.js';
import { folderRowId, isRowWithin } from '../../host/commandIds.js';
import type { Node, NodeOf, Page } from './node.js';
import type { ObjectParent } from './objectRows.js';

/** Reads the children of each parent in the cloud, once and in pages, and keeps them until they are dropped. */
export class Rows {
  private readonly pages = new Map<string, Promise<Page>>();
  /** Pages that are being read again while the previous ones are still shown. */
  private readonly renewals = new Map<string, Promise<Page>>();
  /** The prefix filter of each parent, by the id of the parent. */
  private readonly filters = new Map<string, string>();
  private work = new AbortController();

  constructor(private readonly means: ListingMeans) {}

  /** The one source of children: rows, an empty row, or a failed row; with a row for the next page. */
  async list(parent: CloudParent): Promise<readonly Node[]> {
    const page = this.pages.get(parent.id) ?? this.open(parent);
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

  /** Sets the prefix filter of a parent. Empty text removes the filter. */
  setFilter(parentId: string, prefix: string): void {
    if (prefix === '') this.filters.delete(parentId);
    else this.filters.set(parentId, prefix);
    this.drop(parentId);
  }

  /** Reads the next page and returns its first row. If reading fails, the existing rows stay. */
  async readNext(parent: CloudParent): Promise<Node | undefined> {
    const shown = this.pages.get(parent.id);
    const before = await shown;
    if (!shown || before?.next === undefined) return undefined;
    const page = await this.read(parent, before);
    const known = new Set(before.rows);
    // The list may have been reloaded or filtered meanwhile.
    if (!this.replace(parent, shown, Promise.resolve(page))) return undefined;
    return page.rows.find((row) => row.kind !== 'range' && !known.has(row));
  }

  /**
   * Reads the children of a parent again if they were read before. The old ones stay until then, and only the newest reading counts. Resolves to the rows,
   * updated in place, if they are the same as before, and to `undefined` if there are other rows now.
   */
  async renew(parent: CloudParent): Promise<readonly Node[] | undefined> {
    const shown = this.pages.get(parent.id);
    if (!shown) return undefined;
    const reading = this.read(parent);
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

  /** Reads one domain again and returns its row, updated in place. Resolves to `undefined` if the domain has no row or no longer exists. */
  async renewDomain(name: string): Promise<NodeOf<'domain'> | undefined> {
    const { cdn } = await this.means.session.cloud();
    const domain = await cdn.readDomain(name, this.work.signal);
    const listed = await this.pages.get('domains')?.catch(() => undefined);
    const row = listed?.rows.find((each) => each.kind === 'domain' && each.domain.name === name);
    return row && domain && Object.assign(row, toDomainNode(domain));
  }

  /** Drops the children of this parent and of the folders below it. */
  drop(id: string): void {
    for (const each of [...this.pages.keys()]) if (isRowWithin(each, id)) this.pages.delete(each);
    this.renewals.delete(id);
  }

  /** Drops the children of all parents of this kind. */
  dropAll(kind: CloudParent['kind']): void {
    for (const id of [...this.pages.keys()]) if (id.startsWith(`${kind}:`)) this.drop(id);
  }

  /** Drops everything and cancels the calls in progress. */
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

  /** Reads the rows of a parent for the first time. The first ones of a long list are shown until all have been read, and then stay the same nodes. */
  private open(parent: CloudParent): Promise<Page> {
    const first = new Map<string, Node>();
    const page = new Promise<Page>((resolve, reject) => {
      const whole = this.read(parent, undefined, (part) => {
        for (const row of part.rows) first.set(row.id, row);
        resolve(part);
        this.means.onPart(parent, replaced);
      }).then((read) => ({ ...read, rows: read.rows.map((row) => Object.assign(first.get(row.id) ?? row, row)) }));
      const replaced = whole.then(
        () => this.replace(parent, page, whole),
        () => this.replace(parent, page, whole),
      );
      whole.then(resolve, reject);
    });
    this.pages.set(parent.id, page);
    return page;
  }

  /** Shows other rows of a parent, unless it was read again meanwhile. Returns whether it shows them. */
  private replace(parent: CloudParent, shown: Promise<Page>, page: Promise<Page>): boolean {
    if (this.pages.get(parent.id) !== shown) return false;
    this.pages.set(parent.id, page);
    return true;
  }

  private read(parent: CloudParent, before?: Page, onPart?: (part: Page) => void): Promise<Page> {
    const query = { before, filter: this.filters.get(parent.id), onPart };
    return listPage(parent, this.means, query, this.work.signal);
  }
}

/** Resolves to `undefined` if the reading fails. The failure becomes a row at the next listing. */
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
    const loaded = rows.reduce((sum, row) => sum + (row.kind === 'range' ? row.count : 1), 0);
    return [...rows, { kind: 'more', id, argument: parent.id, loaded }];
  }
  if (rows.length > 0) return rows;
  const of = parent.kind === 'group' ? parent.id : 'objects';
  return [{ kind: 'empty', id: `empty:${parent.id}`, of, ...(prefix !== undefined && { prefix }) }];
}

/** The dependencies of the row reader. */
interface ListingMeans {
  readonly session: Session;
  /** Returns a bucket with its upload domain, if it has one. */
  readonly reach: (bucket: BucketRef) => BucketRef;
  /** Returns the buckets that the user added by name. */
  readonly pinned: () => readonly BucketRef[];
  /** Receives a parent of which only the first rows can be listed. `replaced` resolves once all are, to whether the parent is to be listed again. */
  readonly onPart: (parent: CloudParent, replaced: Promise<boolean>) => void;
}

/** Reads the rows below a parent, or those read before with the next ones. Throws the cloud's error. */
async function listPage(
  parent: CloudParent,
  { session, reach, pinned }: ListingMeans,
  { before, filter = '', onPart }: PageQuery,
  signal: AbortSignal,
): Promise<Page> {
  const cloud = await session.cloud();
  const { oss, cdn } = cloud;
  if (parent.kind === 'delivery') return (await loadRows()).listDelivery(parent, cloud, signal);
  if (parent.kind === 'group') {
    const toPage =
      <T extends Named>(toNode: (item: T) => Node) =>
      (some: readonly T[]) =>
        onPart?.({ rows: toRows(some, toNode) });
    if (parent.id === 'domains')
      return { rows: toRows(await cdn.listDomains(signal, toPage(toDomainNode)), toDomainNode) };
    return listBuckets(oss, pinned(), signal, toPage(toBucketNode));
  }
  return (await loadRows()).readObjectRows(parent, { oss, reach, before, filter }, signal);
}

function loadRows(): Promise<typeof import('./lateRows.js')> {
  return import('./lateRows.js');
}

/** If buckets cannot be listed, a row says so after the known ones, and another adds a bucket by name. */
async function listBuckets(
  oss: OssPort,
  pinned: readonly BucketRef[],
  signal: AbortSignal,
  onPart: (some: readonly KnownBucket[]) => void,
): Promise<Page> {
  const { buckets, denied } = await listKnownBuckets(oss, pinned, signal, onPart);
  const known = toRows(buckets, toBucketNode);
  if (!denied) return { rows: known };
  const why = { kind: 'failed', id: 'failed:buckets', argument: 'buckets', error: denied } as const;
  return { rows: [...known, { kind: 'addBucket', id: 'add:buckets' }, why] };
}

interface Named {
  readonly name: string;
}

/** Converts buckets or domains to rows. Sorts them by name, since the cloud returns them by creation time or in no order. */
function toRows<T extends Named>(all: readonly T[], toNode: (item: T) => Node): readonly Node[] {
  return [...all].sort((left, right) => (left.name < right.name ? -1 : 1)).map(toNode);
}

function toBucketNode(bucket: KnownBucket): NodeOf<'bucket'> {
  const { name, region } = bucket;
  return { kind: 'bucket', id: folderRowId(name, ''), bucket, argument: { name, region } };
}

function toDomainNode(domain: CdnDomain): NodeOf<'domain'> {
  return { kind: 'domain', id: `domain:${domain.name}`, domain, argument: domain.name };
}

/** Returns the row above the delivery settings of a domain. */
export function toDeliveryNode({ domain }: NodeOf<'domain'>): NodeOf<'delivery'> {
  return { kind: 'delivery', id: `delivery:${domain.name}`, domain, argument: domain.name };
}

/** Parents whose children are in the cloud. */
export type CloudParent =
  | ObjectParent
  | NodeOf<'delivery'>
  | { readonly kind: 'group'; readonly id: 'buckets' | 'domains' };

/** Which rows to read. */
interface PageQuery {
  /** The rows that were read before. Absent for the first page. */
  readonly before?: Page | undefined;
  /** The prefix of the object names, which follows the prefix of their folder. */
  readonly filter?: string | undefined;
  /** Receives the first rows of a long list of buckets or domains. */
  readonly onPart?: ((part: Page) => void) | undefined;
}
