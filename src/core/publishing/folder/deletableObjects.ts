import { forEachLimited } from '../../concurrency/limit.js';
import { toObjectKey } from '../../objectKey.js';
import type { FilePort } from '../../ports/local.js';
import type { FileRules } from '../mapping/fileRules.js';
import { findMapping, type Mapping, type MappingIndex } from '../mapping/mapping.js';
import { isNeverUploaded } from '../mapping/neverUpload.js';
import type { MappedPlace } from '../mapping/toPublication.js';
import { holdsName } from '../upload/exactName.js';

const concurrent = 8;

/** What says which objects are a mapping's own. */
export interface DeletableContext {
  readonly files: Pick<FilePort, 'holds' | 'realPath'>;
  readonly rules: FileRules;
  /** Every mapping of the workspace folder: what belongs to an inner folder, or to another target, is left alone. */
  readonly mappings: MappingIndex;
  /** Those of other workspace folders, whose objects are not this one's to delete. */
  readonly foreign: readonly Mapping[];
}

/** Which of these objects, none of which a listed file is for, may be deleted: this mapping's own, and nothing on disk has their name. */
export async function findDeletable(
  { root, mapping }: MappedPlace,
  keys: readonly string[],
  context: DeletableContext,
): Promise<ReadonlySet<string>> {
  const own = keys.filter((key) => isOwn(mapping, key, context));
  const deletable = new Set(own);
  await forEachLimited(own, concurrent, async (key) => {
    const inside = key.slice(mapping.prefix.length);
    // What is not listed may be there all the same, such as a link that leaves the folder.
    if (await holdsName({ path: `${root}/${inside}`, root }, context.files)) deletable.delete(key);
  });
  return deletable;
}

/** Only what this mapping would have put there: no other target's objects, no excluded ones, no folder markers, no name that a file cannot have. */
function isOwn(
  { folder, bucket, prefix }: Mapping,
  key: string,
  { mappings, foreign, rules }: DeletableContext,
): boolean {
  const inside = key.slice(prefix.length);
  const label = folder === '' ? inside : `${folder}/${inside}`;
  // The queue takes no `a//b`, which the disk finds where `a/b` is: it would be listed and then left.
  if (toObjectKey('', inside) === undefined || !rules.includes(inside) || isNeverUploaded(label)) return false;
  if (findMapping(mappings, label)?.mapping.folder !== folder) return false;
  const covers = (other: Mapping, shortest: number) =>
    other.bucket.name === bucket.name && other.prefix.length >= shortest && key.startsWith(other.prefix);
  if (foreign.some((other) => covers(other, prefix.length))) return false;
  for (const other of mappings.values()) if (other.folder !== folder && covers(other, prefix.length + 1)) return false;
  return true;
}
