import type { ObjectEntry, ObjectHead } from '../../ports/oss.js';
import { type LedgerRecord, rulesText } from '../objectLedger.js';
import type { ContentDigest } from '../publication.js';
import type { Sent } from '../queueEntry.js';
import { compareObject, hasContent, mayDelete } from '../upload/compareObject.js';

/** A file of the mapped folder for the comparison with its object, whose key is `key`. `digest` is set only if the ledger does not have the MD5 of the file. */
export interface PlanFile {
  readonly inside: string;
  readonly key: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly digest?: ContentDigest;
}

/** How an object differs from the record of what was last published: it was changed or deleted outside this extension, or it has no record (`unknown`). */
export type Conflict = 'changed' | 'deleted' | 'unknown';

/**
 * The planned action of publishing on one object. `headers` means that only the object's headers change. A `delete`, or an item with a `conflict`, is carried
 * out only if the user selects it.
 */
export interface PlanItem {
  readonly kind: 'add' | 'change' | 'headers' | 'delete' | 'skip';
  readonly key: string;
  /** The file on disk. Absent for an object without a file. */
  readonly file?: PlanFile;
  readonly size: number;
  /** The ETag of the existing object, for whose replacement or deletion the user is asked. */
  readonly etag?: string;
  /** Set if publishing this file alone would ask first, and for an object without a file that differs from the ledger. */
  readonly conflict?: Conflict;
}

/** The input from which a plan is computed. `heads` has only the objects for which the listing does not tell enough. */
export interface PlanInput {
  readonly files: readonly PlanFile[];
  /** The objects in the bucket, by key. */
  readonly objects: ReadonlyMap<string, ObjectEntry>;
  /** Returns whether this mapping is allowed to delete the object when it has no file. */
  mayDelete(key: string): boolean;
  ledger(key: string): LedgerRecord | undefined;
  /** Returns what our last upload may have left in the bucket if its answer was lost. */
  sent(key: string): Sent | undefined;
  /** When recording for the bucket started, ms since the epoch. See `LedgerReader.since`. */
  readonly since: number | undefined;
  readonly heads: ReadonlyMap<string, ObjectHead>;
}

/** A file that was changed less than this before it was read may have changed again with the same time stamp, in ms. */
const racyWriteMs = 2_000;

/** Returns the MD5 from the ledger if the size and time stamp show that the file has not changed, otherwise `undefined`. */
export function knownMd5(
  { size, mtimeMs }: Pick<PlanFile, 'size' | 'mtimeMs'>,
  known: LedgerRecord | undefined,
): string | undefined {
  if (!known || known.mtimeMs === 0 || known.mtimeMs !== mtimeMs || known.size !== size) return undefined;
  return known.seenAt - known.mtimeMs > racyWriteMs ? known.md5 : undefined;
}

/** Compares a folder with a bucket. Returns one item for each file and for each deletable object without a file, in key order. */
export function comparePlan(input: PlanInput): readonly PlanItem[] {
  const files = new Map(input.files.map((file) => [file.key, file]));
  const items = [...files.values()].map((file) => planFile(file, input.objects.get(file.key), input));
  // One by one: a call has a limit of about 100,000 arguments.
  for (const object of input.objects.values())
    if (!files.has(object.key) && input.mayDelete(object.key)) items.push(planDelete(object, input));
  return items.sort((left, right) => (left.key < right.key ? -1 : 1));
}

function planFile(file: PlanFile, object: ObjectEntry | undefined, input: PlanInput): PlanItem {
  const { key, size } = file;
  const kind = object ? compare(file, object, input.ledger(key), input.heads.get(key)) : 'add';
  const conflict = kind === 'add' || kind === 'change' ? findConflict(file, object, input) : undefined;
  return { kind, key, file, size, ...(object && { etag: object.etag }), ...(conflict && { conflict }) };
}

/** Returns the conflict that a file has with the object in the bucket. Decides like the upload of a single file, so that the plan shows the same conflicts. */
function findConflict(file: PlanFile, object: ObjectEntry | undefined, input: PlanInput): Conflict | undefined {
  const { key, size } = file;
  const [known, sent] = [input.ledger(key), input.sent(key)];
  // The contents were compared before and differ.
  const local = { size, md5: '' };
  const remote = object && (input.heads.get(key) ?? toHead(object));
  const decision = compareObject({ local, remote, known, since: input.since, sent, approved: undefined, rules: {} });
  if (decision !== 'conflict') return undefined;
  if (!object) return 'deleted';
  return known ? 'changed' : 'unknown';
}

function planDelete(object: ObjectEntry, { ledger, sent }: PlanInput): PlanItem {
  const { key, size, etag } = object;
  const known = ledger(key);
  const isOurs = mayDelete({ remote: toHead(object), known, sent: sent(key), approved: undefined });
  return { kind: 'delete', key, size, etag, ...(!isOurs && { conflict: known ? 'changed' : 'unknown' }) };
}

/** Converts a listed object to the form of a HEAD answer, without headers, which a listing does not have. */
function toHead({ size, etag, lastModified }: ObjectEntry): ObjectHead {
  const modifiedAt = Date.parse(lastModified);
  return { size, etag, headers: {}, ...(!Number.isNaN(modifiedAt) && { modifiedAt }) };
}

function compare(
  file: PlanFile,
  object: ObjectEntry,
  known: LedgerRecord | undefined,
  head: ObjectHead | undefined,
): PlanItem['kind'] {
  if (!isSame(file, object, known, head)) return 'change';
  return hasRules(file, object, known, head) ? 'skip' : 'headers';
}

function isSame(
  file: PlanFile,
  object: ObjectEntry,
  known: LedgerRecord | undefined,
  head: ObjectHead | undefined,
): boolean {
  const md5 = file.digest?.md5 ?? knownMd5(file, known);
  if (md5 === undefined || object.size !== file.size) return false;
  if (known?.etag === object.etag && known.md5 === md5) return true;
  return hasContent(head ?? toHead(object), file.digest ?? { size: file.size, md5 });
}

function hasRules(
  { headers }: PlanFile,
  object: ObjectEntry,
  known: LedgerRecord | undefined,
  head: ObjectHead | undefined,
): boolean {
  if (head) return Object.entries(headers).every(([name, value]) => head.headers[name] === value);
  if (known?.etag === object.etag) return known.rules === rulesText(headers);
  return Object.keys(headers).length === 0;
}
