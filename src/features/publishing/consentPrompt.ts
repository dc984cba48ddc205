import * as vscode from 'vscode';
import type { ConsentLedger, ConsentSubject } from '../../core/publishing/consent.js';
import { Signal } from '../../core/signal.js';

/** Asks for consent to publish, once at a time for each mapping. */
export class ConsentPrompt {
  private readonly answered = new Signal<void>();
  private readonly open = new Map<string, Promise<boolean>>();

  readonly onDidAnswer = this.answered.event;

  constructor(private readonly ledger: ConsentLedger) {}

  /** Whether publishing is agreed to; a refusal holds for this session unless `explicit` asks again. */
  async isGiven(subject: ConsentSubject, explicit: boolean): Promise<boolean> {
    const state = this.ledger.get(subject);
    if (state === 'given') return true;
    if (state === 'declined' && !explicit) return false;
    const key = JSON.stringify(subject);
    const asking = this.open.get(key) ?? this.ask(subject).finally(() => this.open.delete(key));
    this.open.set(key, asking);
    return asking;
  }

  private async ask(subject: ConsentSubject): Promise<boolean> {
    const publish = vscode.l10n.t('Publish');
    const question = vscode.l10n.t('Publish files to Alibaba Cloud whenever they are saved: {0}?', folderOf(subject));
    const chosen = await vscode.window.showWarningMessage(
      question,
      { modal: true, detail: detailOf(subject) },
      publish,
    );
    if (chosen === publish) await this.ledger.give(subject);
    else this.ledger.decline(subject);
    this.answered.fire();
    return chosen === publish;
  }
}

function detailOf({ accountId, mapping }: ConsentSubject): string {
  const { bucket, prefix, domains } = mapping;
  return [
    vscode.l10n.t('Account: {0}', accountId),
    vscode.l10n.t('Bucket: {0} ({1})', bucket.name, bucket.region),
    ...(bucket.uploadDomain === undefined ? [] : [vscode.l10n.t('Uploaded through: {0}', bucket.uploadDomain)]),
    vscode.l10n.t('Prefix: {0}', prefix || vscode.l10n.t('none')),
    vscode.l10n.t('Accelerated domains: {0}', domains.join(', ')),
    '',
    vscode.l10n.t('Objects with the same names are overwritten, and their URLs are refreshed at CDN.'),
    vscode.l10n.t('Run "Revoke Consent to Publish" to stop it.'),
  ].join('\n');
}

function folderOf({ workspace, mapping }: ConsentSubject): string {
  const name = decodeURIComponent(workspace.slice(workspace.lastIndexOf('/') + 1));
  return mapping.folder ? `${name}/${mapping.folder}` : name;
}
