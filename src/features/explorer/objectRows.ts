import type { BucketRef, ObjectPage, OssPort } from '../../core/ports/oss.js';
import { folderRowId } from '../../host/commandIds.js';
import type { NodeOf, Page } from './node.js';

/** A parent of rows of objects. */
export type ObjectParent = NodeOf<'bucket'> | NodeOf<'folder'> | NodeOf<'range'>;

/** How to read rows of objects: after those of `before`, or the first ones. */
interface ObjectListing {
  readonly oss: Pick<OssPort, 'listObjects'>;
  /** Returns a bucket with its upload domain, if it has one. */
  readonly reach: (bucket: BucketRef) => BucketRef;
  readonly before: Page | undefined;
  /** The prefix of the object names, which follows the prefix of their folder. */
  readonly filter: string;
}

/** The size of the first page, which is small to load fast, and the size of all others, which is the most that OSS lists in one call. */
const [firstSize, nextSize] = [100, 1_000];
/**
 * The number of rows from which those that are shown become one row when more are loaded, and how many are loaded then. VS Code reads all rows of a parent
 * again when one is added, keeps about 1 KB for each, and never frees about 0.3 KB of each earlier reading.
 */
const mostRows = 5_000;

/** Reads the rows below a parent: its first ones, or those of `before` with the next ones. Throws the cloud's error. */
export async function readObjectRows(
  parent: ObjectParent,
  { oss, reach, before, filter }: ObjectListing,
  signal: AbortSignal,
): Promise<Page> {
  const bucket = parent.kind === 'bucket' ? parent.argument : parent.bucket;
  const prefix = parent.kind === 'bucket' ? filter : parent.prefix + filter;
  const reached = reach(bucket);
  const list = async (limit: number, marker: string | undefined): Promise<ObjectRows> => {
    const query = { prefix, limit, ...(marker !== undefined && { marker }) };
    return toRows({ bucket, reached }, await oss.listObjects(reached, query, signal));
  };
  if (parent.kind === 'range') return { rows: await listRange(parent, list) };
  if (!before) return list(firstSize, undefined);
  const shown = before.rows.filter((row) => row.kind !== 'range') as ObjectRows['rows'];
  let [rows, next]: readonly [Page['rows'], string | undefined] = [
    foldRows(parent, before, { shown, prefix }),
    before.next,
  ];
  for (let left = shown.length < nextSize ? nextSize : mostRows; left > 0 && next !== undefined; left -= nextSize) {
    const page: ObjectRows = await list(nextSize, next);
    rows = [...rows, ...page.rows];
    next = page.next;
  }
  return { rows, ...(next !== undefined && { next }) };
}

/** A page of nothing but objects and folders. */
interface ObjectRows extends Page {
  readonly rows: readonly (NodeOf<'object'> | NodeOf<'folder'>)[];
}

/** Returns the rows that were read before. If they are many, those that are shown become one row, whose children are read when it is opened. */
function foldRows(
  parent: NodeOf<'bucket'> | NodeOf<'folder'>,
  { rows, next: until }: Page,
  { shown, prefix }: { readonly shown: ObjectRows['rows']; readonly prefix: string },
): Page['rows'] {
  if (shown.length < mostRows || until === undefined) return rows;
  const ranges = rows.filter((row) => row.kind === 'range');
  const after = ranges.at(-1)?.until;
  // The rows of each page begin with the folders.
  const firsts = [shown[0], shown.find(({ kind }) => kind === 'object')];
  const [first = until] = firsts.flatMap((row) => (row ? nameOf(row) : [])).sort();
  const bucket = parent.kind === 'bucket' ? parent.argument : parent.bucket;
  const range: NodeOf<'range'> = {
    kind: 'range',
    // No folder has this id, since those end in a slash.
    id: folderRowId(bucket.name, `${prefix}${after ?? ''}#`),
    bucket,
    prefix,
    first,
    until,
    count: shown.length,
    argument: parent.argument,
    ...(after !== undefined && { after }),
  };
  return [...ranges, range];
}

/** Reads all rows between two keys, of which the second is included. */
async function listRange(
  { after, until }: NodeOf<'range'>,
  list: (limit: number, marker: string | undefined) => Promise<ObjectRows>,
): Promise<Page['rows']> {
  const rows: NodeOf<'object' | 'folder'>[] = [];
  let next = after;
  do {
    const page = await list(nextSize, next);
    rows.push(...page.rows.filter((row) => !comesAfter(nameOf(row), until)));
    next = page.next;
  } while (next !== undefined && comesAfter(until, next));
  return rows;
}

function nameOf(row: NodeOf<'object'> | NodeOf<'folder'>): string {
  return row.kind === 'object' ? row.object.key : row.prefix;
}

/** Returns whether a key comes after another in the order of OSS, which is that of their code points. Texts compare by halves of surrogate pairs. */
function comesAfter(key: string, other: string): boolean {
  let at = 0;
  while (at < key.length && key[at] === other[at]) at++;
  return (key.codePointAt(at) ?? -1) > (other.codePointAt(at) ?? -1);
}

/** A row keeps the bucket without an upload domain, which may change before the next reading. Its commands run at once. */
interface Place {
  readonly bucket: BucketRef;
  readonly reached: BucketRef;
}

function toRows({ bucket, reached }: Place, { prefixes, objects, next }: ObjectPage): ObjectRows {
  const folders = prefixes.map((prefix): NodeOf<'folder'> => {
    const argument = { bucket: reached, key: prefix };
    return { kind: 'folder', id: folderRowId(bucket.name, prefix), bucket, prefix, argument };
  });
  // The console represents a folder by an object whose key is the prefix itself. Its row would mean the whole folder.
  const files = objects
    .filter(({ key }) => !key.endsWith('/'))
    .map((object): NodeOf<'object'> => {
      const argument = { bucket: reached, key: object.key };
      return { kind: 'object', id: `object:${bucket.name}/${object.key}`, bucket, object, argument };
    });
  return { rows: [...folders, ...files], ...(next !== undefined && { next }) };
}
