import * as vscode from 'vscode';
import { showInformation } from '../../host/display.js';
import { foldersOnDisk } from './mapping/mappingFile.js';
import type { Publishing } from './services.js';

/** Takes back the consents of this workspace, after which nothing that waits is sent and the next save asks again. */
export async function revokeConsent(publishing: Publishing): Promise<void> {
  const { ledger, revokedAt, signedOutChanges, deps, publisher } = publishing;
  const count = await ledger.revoke(foldersOnDisk().map(({ uri }) => uri.toString()));
  await revokedAt.set(deps.clock.now());
  await signedOutChanges.forgetAll();
  const orders = revokedAt.toOrders(foldersOnDisk().map(({ uri }) => uri.fsPath));
  for (const order of orders) await publisher.order(order);
  const message =
    count > 0
      ? vscode.l10n.t('Consent revoked: the next save asks again before anything is published')
      : vscode.l10n.t('Nothing to revoke: this workspace has no consent to publish');
  void showInformation(message);
}
