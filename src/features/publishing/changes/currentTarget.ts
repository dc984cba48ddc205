import { findMapping } from '../../../core/publishing/mapping/mapping.js';
import { toPublication } from '../../../core/publishing/mapping/toPublication.js';
import type { Publication } from '../../../core/publishing/publication.js';
import { foldersOnDisk } from '../mapping/mappingFile.js';
import type { MappedFile, MappingStore } from '../mapping/mappingStore.js';
import type { Target } from './outdatedEntries.js';

/** Where the mappings put a file now, by its own workspace folder and its path in that, as when it was wished for; nowhere where only the mapping wished for it and no longer does. */
export function findTarget(mappingStore: MappingStore, publication: Publication): Target | 'unknown' | undefined {
  const { workspaceRoot, root, label, accountId, explicit = false } = publication;
  const folder = foldersOnDisk().find(({ uri }) => uri.fsPath === workspaceRoot);
  const mappings = folder && mappingStore.soundOf(folder);
  if (!mappings) return 'unknown';
  const found = findMapping(mappings, label);
  if (!found || (!explicit && !isByItself(mappingStore, publication, found))) return undefined;
  const { mapping, inside } = found;
  const headers = mappingStore.rulesOf(mapping).headersOf(inside);
  return toPublication({ accountId, workspaceRoot, root, mapping }, inside, { headers });
}

/** Whether a save would still have this done to the file. */
export function isByItself(
  mappingStore: MappingStore,
  { act }: Publication,
  { mapping, inside }: Pick<MappedFile, 'mapping' | 'inside'>,
): boolean {
  if (mapping.onSave === 'off' || (mapping.onSave === 'refresh' && act !== 'refresh')) return false;
  return mappingStore.rulesOf(mapping).includes(inside);
}
