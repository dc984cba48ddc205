import * as vscode from 'vscode';
import { foldersOnDisk, mappingUri, readText } from './mappingFile.js';
import type { Publishing } from './publishing.js';

/** Takes back the consents of this workspace, after which nothing that waits is sent and the next save asks again. */
export async function revokeConsent(publishing: Publishing): Promise<void> {
  const { ledger, revokedAt, unsent, deps, publisher } = publishing;
  const count = await ledger.revoke(foldersOnDisk().map(({ uri }) => uri.toString()));
  await revokedAt.set(deps.clock.now());
  await unsent.forgetAll();
  const orders = revokedAt.toOrders(foldersOnDisk().map(({ uri }) => uri.fsPath));
  for (const order of orders) await publisher.order(order);
  const message =
    count > 0
      ? vscode.l10n.t('Consent revoked: the next save asks again before anything is published')
      : vscode.l10n.t('Nothing to revoke: this workspace has no consent to publish');
  void vscode.window.showInformationMessage(message);
}

/** Opens the mapping file of this workspace folder, or of one that the person chooses; it is made when there is none. */
export async function openMapping(given?: vscode.WorkspaceFolder): Promise<void> {
  const folder = given ?? (await chooseFolder());
  if (!folder) return;
  const uri = mappingUri(folder);
  if ((await readText(uri)) === undefined)
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode('{\n  "mappings": []\n}\n'));
  await vscode.window.showTextDocument(uri);
}

async function chooseFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = foldersOnDisk();
  if (folders.length === 0) void vscode.window.showWarningMessage(vscode.l10n.t('Open a folder first'));
  return folders.length > 1 ? vscode.window.showWorkspaceFolderPick() : folders[0];
}
