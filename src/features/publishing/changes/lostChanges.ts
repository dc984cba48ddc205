import * as vscode from 'vscode';
import { toAppError } from '../../../core/errors.js';
import { compareWithDisk, type DiskDifference } from '../../../core/publishing/folder/compareWithDisk.js';
import { toScope } from '../folder/folderPlan.js';
import type { MappedFile, MappedFolder } from '../mapping/mappingStore.js';
import { isWithin } from '../mapping/paths.js';
import type { Publishing } from '../services.js';

/**
 * Lists files of watched folders whose current version is not published although no event was received, such as in
 * folders older than their mapping. Only for folders with a change; removed files are only counted.
 */
export async function listLost(
  publishing: Publishing,
  watched: readonly MappedFolder[],
  changed: readonly vscode.Uri[],
  signal: AbortSignal,
): Promise<readonly MappedFile[]> {
  const told = new Set(changed.map((uri) => uri.toString()));
  const lost: MappedFile[] = [];
  for (const folder of watched) {
    if (!changed.some((uri) => isWithin(uri, folder.uri))) continue;
    const difference = await compare(publishing, folder, signal);
    if (!difference) continue;
    publishing.unpublished.set(folder.uri.fsPath, difference);
    for (const inside of difference.changed) {
      const file = publishing.mappingStore.get(vscode.Uri.joinPath(folder.uri, inside));
      if (file && !told.has(file.uri.toString())) lost.push(file);
    }
  }
  return lost;
}

/** `undefined` if the comparison fails now: reported changes are still published. */
async function compare(
  { deps, mappingStore, sourceMaps }: Publishing,
  { folder, mapping, uri }: MappedFolder,
  signal: AbortSignal,
): Promise<DiskDifference | undefined> {
  const { account } = deps.session;
  if (!account) return undefined;
  try {
    const { place, rules, mappings } = toScope(mappingStore, { folder, part: { mapping, below: '' } }, account.id);
    const withMaps = sourceMaps.get(uri.toString()) === 'published';
    const store = await deps.store.open();
    return await compareWithDisk(place, { files: deps.files, store, rules, mappings, withMaps }, signal);
  } catch (error) {
    deps.log.failure('compare a build with what was published', toAppError(error));
    return undefined;
  }
}
