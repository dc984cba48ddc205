import * as vscode from 'vscode';
import type { ConsentLedger, ConsentSubject } from '../../../core/publishing/mapping/consent.js';
import type { Mapping } from '../../../core/publishing/mapping/mapping.js';
import { Signal } from '../../../core/signal.js';
import { consentDetail, consentQuestion } from './consentText.js';

/** Asks for consent to publish, once at a time for each mapping. */
export class ConsentPrompt {
  private readonly answered = new Signal<void>();
  private readonly open = new Map<string, Promise<boolean>>();

  readonly onDidAnswer = this.answered.event;

  constructor(
    private readonly ledger: ConsentLedger,
    /** The domains that a mapping means which names none. */
    private readonly listDomains: (mapping: Mapping) => Promise<readonly string[]>,
  ) {}

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
    const yes = subject.act === 'refresh' ? vscode.l10n.t('Refresh') : vscode.l10n.t('Publish');
    const detail = consentDetail(subject, await this.toDomains(subject.mapping));
    const chosen = await vscode.window.showWarningMessage(consentQuestion(subject), { modal: true, detail }, yes);
    if (chosen === yes) await this.ledger.give(subject);
    else this.ledger.decline(subject);
    this.answered.fire();
    return chosen === yes;
  }

  private async toDomains(mapping: Mapping): Promise<string> {
    if (mapping.domains.length > 0) return mapping.domains.join(', ');
    const all = vscode.l10n.t('every online one of this account with this bucket as origin');
    // Without an answer the sentence alone still says which ones are meant.
    const names = await this.listDomains(mapping).catch(() => []);
    return names.length > 0 ? `${all} (${names.join(', ')})` : all;
  }
}
