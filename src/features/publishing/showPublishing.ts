import * as vscode from 'vscode';
import { executeCommand } from '../../host/executeCommand.js';
import { failureText } from './failureText.js';
import type { Publishing } from './publishing.js';

interface Row extends vscode.QuickPickItem {
  readonly run?: () => unknown;
}

/** The quick pick behind the status bar item: failures with Retry, then what else can be done. */
export async function showPublishing({ publisher, deps }: Publishing): Promise<void> {
  const { state } = publisher;
  const failures = state.kind === 'failed' ? state.failures : [];
  const rows: Row[] = failures.map(({ publication, cause }) => ({
    label: `$(error) ${publication.label}`,
    description: vscode.l10n.t('Retry'),
    detail: failureText(cause),
    run: () => publisher.retry(publication.id),
  }));
  if (failures.length > 0) {
    rows.unshift({ label: vscode.l10n.t('Failed'), kind: vscode.QuickPickItemKind.Separator });
    rows.push({ label: vscode.l10n.t('Actions'), kind: vscode.QuickPickItemKind.Separator });
    rows.push({ label: `$(refresh) ${vscode.l10n.t('Retry All')}`, run: () => publisher.retry() });
    rows.push({ label: `$(clear-all) ${vscode.l10n.t('Dismiss All')}`, run: () => publisher.dismiss() });
  }
  rows.push(...otherRows(deps.session.account !== undefined));
  const title = vscode.l10n.t('Publishing to CDN');
  const chosen = await vscode.window.showQuickPick(rows, { title, placeHolder: vscode.l10n.t('Choose what to do') });
  await chosen?.run?.();
}

function otherRows(signedIn: boolean): readonly Row[] {
  const signIn: Row = { label: `$(account) ${vscode.l10n.t('Sign In')}`, run: () => executeCommand('ossCdn.signIn') };
  return [
    ...(signedIn ? [] : [signIn]),
    { label: `$(cloud-upload) ${vscode.l10n.t('Publish File')}`, run: () => executeCommand('ossCdn.publishFile') },
    { label: `$(json) ${vscode.l10n.t('Open Mapping')}`, run: () => executeCommand('ossCdn.openMapping') },
    {
      label: `$(circle-slash) ${vscode.l10n.t('Revoke Consent to Publish')}`,
      run: () => executeCommand('ossCdn.revokeConsent'),
    },
    { label: `$(output) ${vscode.l10n.t('Show Log')}`, run: () => executeCommand('ossCdn.showLog') },
  ];
}
