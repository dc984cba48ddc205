import * as vscode from 'vscode';
import { l10n } from '../../../core/l10n.js';
import { showWarning } from '../../../host/display.js';
import { foldersOnDisk, mappingUri } from './mappingFile.js';
import { typeOf } from './targets.js';

/** Opens the mapping file of this workspace folder, or of one that the user chooses; creates a missing one. */
export async function openMapping(given?: vscode.WorkspaceFolder): Promise<void> {
  const folder = given ?? (await chooseFolder());
  if (!folder) return;
  const uri = mappingUri(folder);
  if ((await typeOf(uri)) === undefined)
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode('{\n  "mappings": []\n}\n'));
  await vscode.window.showTextDocument(uri);
}

async function chooseFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = foldersOnDisk();
  if (folders.length === 0) void showWarning(l10n.t('Open a folder first'));
  return folders.length > 1 ? vscode.window.showWorkspaceFolderPick() : folders[0];
}
