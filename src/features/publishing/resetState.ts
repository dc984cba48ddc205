import * as vscode from 'vscode';
import { confirmChange } from '../../host/changePrompts.js';
import { showInformation } from '../../host/display.js';
import type { Publishing } from './services.js';

/** Forgets, after a question that names it, what waits to be published and what is known of published objects. */
export async function resetState({ publisher, signedOutChanges, deps }: Publishing): Promise<void> {
  const store = await deps.store.open();
  const account = deps.session.account?.id;
  const waiting = account === undefined ? 0 : publisher.countAll();
  const detail = [
    vscode.l10n.t(
      'Files waiting to be published or refreshed: {0}. They will be dropped; save them again to publish them.',
      waiting,
    ),
    vscode.l10n.t(
      'Previously published objects will no longer be recognized. You will be asked before an object with different content is overwritten.',
    ),
    vscode.l10n.t(
      'Nothing will change in buckets or on CDN. Onboardings, their undo information, and Activity will be kept.',
    ),
  ];
  const question = vscode.l10n.t('Reset the publishing state on this computer, for all accounts and windows?');
  if (!(await confirmChange({ question, detail, button: vscode.l10n.t('Reset') }))) return;
  await store.write(
    (tx) => {
      tx.entries.clear();
      tx.ledger.clear();
    },
    { durable: true },
  );
  await signedOutChanges.forgetAll();
  publisher.forget();
  void showInformation(vscode.l10n.t('Publishing state reset'));
}
