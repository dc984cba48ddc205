import type { ObjectEntry, ObjectHead } from '../ports/oss.js';
import { hasContent } from './decide.js';
import { type LedgerRecord, rulesText } from './ledger.js';

/** A file of the mapped folder; `key` is where it goes, `digest` only where the ledger does not know it. */
export interface PlanFile {
  readonly inside: string;
  readonly key: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly digest?: { readonly md5: string; readonly crc64?: string };
}

/** What is to happen with one object: `headers` keeps its bytes, `delete` only happens when the person ticks it. */
export interface PlanItem {
  readonly kind: 'add' | 'change' | 'headers' | 'delete' | 'skip';
  readonly key: string;
  /** Absent for an object without a file. */
  readonly file?: PlanFile;
  readonly size: number;
  /** The ETag of the object that is there now, which is what the person agrees to replace or delete. */
  readonly etag?: string;
}

/** What a plan looks at; `heads` only of objects that the listing does not tell enough of. */
export interface PlanScene {
  readonly files: readonly PlanFile[];
  /** By their keys. */
  readonly objects: ReadonlyMap<string, ObjectEntry>;
  /** Whether an object without a file may be deleted by this mapping at all. */
  mayDelete(key: string): boolean;
  ledger(key: string): LedgerRecord | undefined;
  readonly heads: ReadonlyMap<string, ObjectHead>;
}

/** A file changed this shortly before it was looked at may have been changed again in the same moment, ms. */
const racyMs = 2_000;

/** The MD5 that the ledger knows of a file, if it is still the same file. */
export function knownMd5(
  { size, mtimeMs }: Pick<PlanFile, 'size' | 'mtimeMs'>,
  known: LedgerRecord | undefined,
): string | undefined {
  if (!known || known.mtimeMs === 0 || known.mtimeMs !== mtimeMs || known.size !== size) return undefined;
  return known.seenAt - known.mtimeMs > racyMs ? known.md5 : undefined;
}

/** What a comparison still needs: the file's digest, the object's HEAD, both or neither. */
export function missingFor(
  file: PlanFile,
  object: ObjectEntry | undefined,
  known: LedgerRecord | undefined,
): { readonly digest: boolean; readonly head: boolean } {
  if (!object || object.size !== file.size) return { digest: false, head: false };
  const warm = known?.etag === object.etag && knownMd5(file, known) !== undefined;
  const isPlainMd5 = /^[0-9A-F]{32}$/i.test(object.etag);
  const unsureHeaders = known?.etag !== object.etag && Object.keys(file.headers).length > 0;
  return { digest: !warm, head: !warm && (!isPlainMd5 || unsureHeaders) };
}

/** Compares a folder with a bucket: every file and every object once, in the order of keys. */
export function makePlan(scene: PlanScene): readonly PlanItem[] {
  const files = new Map(scene.files.map((file) => [file.key, file]));
  const items = [...files.values()].map((file) => planFile(file, scene.objects.get(file.key), scene));
  const others = [...scene.objects.values()].filter(({ key }) => !files.has(key) && scene.mayDelete(key));
  items.push(...others.map(({ key, size, etag }): PlanItem => ({ kind: 'delete', key, size, etag })));
  return items.sort((left, right) => (left.key < right.key ? -1 : 1));
}

function planFile(file: PlanFile, object: ObjectEntry | undefined, { ledger, heads }: PlanScene): PlanItem {
  const { key, size } = file;
  if (!object) return { kind: 'add', key, file, size };
  const kind = compare(file, object, ledger(key), heads.get(key));
  return { kind, key, file, size, etag: object.etag };
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
  const remote = head ?? { size: object.size, etag: object.etag, headers: {} };
  return hasContent(remote, { size: file.size, md5, ...(file.digest?.crc64 && { crc64: file.digest.crc64 }) });
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
