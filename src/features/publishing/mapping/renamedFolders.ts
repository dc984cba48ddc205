import * as vscode from 'vscode';
import { l10n } from '../../../core/l10n.js';
import { listText } from '../../../core/text/plainText.js';
import { quoted } from '../../../core/text/visibleText.js';
import { showWarning } from '../../../host/display.js';
import { folderIn, loadEditing, rewriteMapping } from './editMapping.js';
import type { MappedFolder, MappingStore } from './mappingStore.js';
import { openMapping } from './openMapping.js';
import { isWithin } from './paths.js';

/** A rename in the Explorer. */
export interface Renamed {
  readonly oldUri: vscode.Uri;
  readonly newUri: vscode.Uri;
}

type MappedFolders = Pick<MappingStore, 'folders'>;

/** Returns whether a rename moved a whole mapped folder, whose mapping still has the old name. */
export function movesMappedFolder(mappingStore: MappedFolders, { oldUri }: Renamed): boolean {
  return mappingStore.folders.some(({ uri }) => isWithin(uri, oldUri));
}

/** Warns of mappings with the old name of a folder, and offers to update them. */
export async function promptAfterRename(mappingStore: MappedFolders, renames: readonly Renamed[]): Promise<void> {
  const affected = renames.filter((rename) => listMoved(mappingStore, rename).length > 0);
  const left = affected.flatMap((rename) => listMoved(mappingStore, rename));
  const [first] = left;
  if (!first) return;
  // A mapping names only folders inside its own workspace folder.
  const isNear = affected.every((rename) =>
    listMoved(mappingStore, rename).every(({ folder }) => isInside(rename.newUri, folder)),
  );
  const update = l10n.t('Update Mapping');
  const open = l10n.t('Open Mapping File');
  const message = l10n.t('The mapping still refers to the old folder: {0}', listText(affected.map(toText)));
  const chosen = await showWarning(message, ...(isNear ? [update] : []), open);
  if (chosen === open) await openMapping(first.folder);
  if (chosen === update)
    for (const folder of new Set(left.map((each) => each.folder))) await updateFolders(folder, affected);
}

/** The mapped folders that a rename moved away from their mapping file. */
function listMoved({ folders }: MappedFolders, { oldUri }: Renamed): readonly MappedFolder[] {
  return folders.filter(({ uri, folder }) => isWithin(uri, oldUri) && !isWithin(folder.uri, oldUri));
}

function isInside(uri: vscode.Uri, { uri: top }: vscode.WorkspaceFolder): boolean {
  return isWithin(uri, top) && !isWithin(top, uri);
}

async function updateFolders(folder: vscode.WorkspaceFolder, renames: readonly Renamed[]): Promise<void> {
  const { renameFolderIn } = await loadEditing();
  await rewriteMapping(folder, (text = '') =>
    renames
      .filter(({ oldUri }) => isInside(oldUri, folder))
      .reduce(
        (before, { oldUri, newUri }) => renameFolderIn(before, folderIn(folder, oldUri), folderIn(folder, newUri)),
        text,
      ),
  );
}

function toText({ oldUri, newUri }: Renamed): string {
  const [before, now] = [oldUri, newUri].map((uri) => quoted(vscode.workspace.asRelativePath(uri)));
  return l10n.t('{0} is now {1}', before ?? '', now ?? '');
}
