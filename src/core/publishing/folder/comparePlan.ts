import type { ObjectEntry, ObjectHead } from '../../ports/oss.js';
import { type LedgerRecord, rulesText } from '../objectLedger.js';
import type { Sent } from '../queueEntry.js';
import { compareObject, hasContent, mayDelete } from '../upload/compareObject.js';

/** A file of the mapped folder; `key` is its object, and `digest` is present only if the ledger lacks it. */
export interface PlanFile {
  readonly inside: string;
  readonly key: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly digest?: { readonly md5: string; readonly crc64?: string };
}

/** How an object differs from the ledger: changed or deleted outside this extension; `unknown` without a record. */
export type Conflict = 'changed' | 'deleted' | 'unknown';

/**
 * The planned action on one object. `headers` keeps its bytes. A `delete` or an item with a `conflict` happens only if
 * the user selects it.
 */
export interface PlanItem {
  readonly kind: 'add' | 'change' | 'headers' | 'delete' | 'skip';
  readonly key: string;
  /** Absent for an object without a file. */
  readonly file?: PlanFile;
  readonly size: number;
  /** The ETag of the existing object, which the user agrees to replace or delete. */
  readonly etag?: string;
  /** Set if publishing this file alone would ask first, and for an object without a file that differs from the ledger. */
  readonly conflict?: Conflict;
}

/** The input of a plan; `heads` only of objects for which the listing is not enough. */
export interface PlanInput {
  readonly files: readonly PlanFile[];
  /** By key. */
  readonly objects: ReadonlyMap<string, ObjectEntry>;
  /** Returns whether this mapping may delete an object without a file. */
  mayDelete(key: string): boolean;
  ledger(key: string): LedgerRecord | undefined;
  /** The possible result of our upload whose answer was lost. */
  sent(key: string): Sent | undefined;
  /** The start of the bucket's recording, ms since the epoch; see `LedgerReader.since`. */
  readonly since: number | undefined;
  readonly heads: ReadonlyMap<string, ObjectHead>;
}

/** A file changed this shortly before it was read may have changed again in the same moment, ms. */
const racyWriteMs = 2_000;

/** The MD5 in the ledger, if the file is still the same. */
export function knownMd5(
  { size, mtimeMs }: Pick<PlanFile, 'size' | 'mtimeMs'>,
  known: LedgerRecord | undefined,
): string | undefined {
  if (!known || known.mtimeMs === 0 || known.mtimeMs !== mtimeMs || known.size !== size) return undefined;
  return known.seenAt - known.mtimeMs > racyWriteMs ? known.md5 : undefined;
}

/** Compares a folder with a bucket: every file and object once, in key order. */
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

/** Decides like the upload of a single file, so that a plan has the same conflicts. */
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

/** The facts of an object in a listing. */
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
  return hasContent(head ?? toHead(object), {
    size: file.size,
    md5,
    ...(file.digest?.crc64 && { crc64: file.digest.crc64 }),
  });
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
