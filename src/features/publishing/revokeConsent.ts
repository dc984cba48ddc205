import * as vscode from 'vscode';
import { showInformation } from '../../host/display.js';
import { foldersOnDisk } from './mapping/mappingFile.js';
import { listRoots, type Publishing } from './services.js';

/** Takes back the consents of this workspace, after which nothing that waits is sent and the next save asks again. */
export async function revokeConsent(publishing: Publishing): Promise<void> {
  const { consents, revocation, signedOutChanges, publisher } = publishing;
  const count = await consents.revoke(foldersOnDisk().map(({ uri }) => uri.toString()));
  await revocation.record();
  await signedOutChanges.forgetAll();
  await revocation.enforce(listRoots(), (command) => publisher.execute(command));
  const message =
    count > 0
      ? vscode.l10n.t('Consent revoked. You are asked again before the next save is published')
      : vscode.l10n.t('Nothing to revoke: this workspace has no consent to publish');
  void showInformation(message);
}
