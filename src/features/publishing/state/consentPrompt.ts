import * as vscode from 'vscode';
import { actOnSave, type ConsentLedger, type ConsentSubject } from '../../../core/publishing/mapping/consent.js';
import type { HeaderRule, Mapping } from '../../../core/publishing/mapping/mapping.js';
import { Signal } from '../../../core/signal.js';
import { askModal } from '../../../host/display.js';
import { listText, plainText, withRemark } from '../../../host/plainText.js';

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

  /** Whether publishing is agreed to; a refusal holds for this session, or for good, unless `explicit` asks again. */
  async isGiven(subject: ConsentSubject, explicit: boolean): Promise<boolean> {
    const state = this.ledger.get(subject);
    if (state === 'given') return true;
    if (state !== 'unknown' && !explicit) return false;
    const key = JSON.stringify(subject);
    const asking = this.open.get(key) ?? this.ask(subject).finally(() => this.open.delete(key));
    this.open.set(key, asking);
    return asking;
  }

  private async ask(subject: ConsentSubject): Promise<boolean> {
    const yes = subject.act === 'refresh' ? vscode.l10n.t('Refresh') : vscode.l10n.t('Publish');
    const detail = consentDetail(subject, await this.toDomains(subject.mapping));
    const never = vscode.l10n.t('Never for This Folder');
    const close = vscode.l10n.t('Not Now');
    const chosen = await askModal(consentQuestion(subject), { detail, close }, yes, never);
    if (chosen === yes) await this.ledger.give(subject);
    else if (chosen === never) await this.ledger.declineForever(subject);
    else this.ledger.decline(subject);
    this.answered.fire();
    return chosen === yes;
  }

  private async toDomains(mapping: Mapping): Promise<string> {
    if (mapping.domains.length > 0) return listText(mapping.domains);
    const all = vscode.l10n.t('all online domains of this account with this bucket as the origin');
    // Without an answer the sentence alone still says which ones are meant.
    const names = await this.listDomains(mapping).catch(() => []);
    return names.length > 0 ? withRemark(all, listText(names)) : all;
  }
}

/** What is asked, by what would be done. */
export function consentQuestion(subject: ConsentSubject): string {
  const folder = plainText(folderOf(subject));
  if (subject.act === 'refresh') return vscode.l10n.t('Refresh CDN URLs when files in {0} are saved?', folder);
  return actOnSave(subject.mapping) === 'upload'
    ? vscode.l10n.t('Publish files from {0} to Alibaba Cloud on save?', folder)
    : vscode.l10n.t('Publish files from {0} to Alibaba Cloud when you run Publish?', folder);
}

/** What is agreed to, in full; `domains` as the user reads them. */
export function consentDetail({ accountId, mapping, act }: ConsentSubject, domains: string): string {
  const { bucket, prefix } = mapping;
  const consequence =
    act === 'refresh'
      ? vscode.l10n.t('Nothing is uploaded. Each saved file uses the daily refresh quota.')
      : vscode.l10n.t('Objects with the same names are overwritten, and their URLs are refreshed on CDN.');
  return [
    vscode.l10n.t('Account: {0}', accountId),
    vscode.l10n.t('Bucket: {0} ({1})', bucket.name, bucket.region),
    ...(bucket.uploadDomain === undefined ? [] : [vscode.l10n.t('Uploaded through: {0}', bucket.uploadDomain)]),
    vscode.l10n.t('Prefix: {0}', plainText(prefix) || vscode.l10n.t('none')),
    vscode.l10n.t('Accelerated domains: {0}', plainText(domains)),
    ...ruleLines(mapping),
    '',
    consequence,
    vscode.l10n.t('To change this later, click "CDN" in the status bar.'),
  ].join('\n');
}

/** What else the mapping says that changes what is written or refreshed, each line of bounded length. */
function ruleLines({ include, exclude, watch, headers, refreshVariants, prefetch }: Mapping): readonly string[] {
  const list = (texts: readonly string[]) => plainText(listText(texts));
  const toRule = (rule: HeaderRule) =>
    `${listText(rule.files)} → ${Object.entries(rule.headers)
      .map(([name, value]) => `${name}: ${value}`)
      .join('; ')}`;
  return [
    ...(include ? [vscode.l10n.t('Include only: {0}', list(include))] : []),
    ...(exclude ? [vscode.l10n.t('Exclude: {0}', list(exclude))] : []),
    ...(watch ? [vscode.l10n.t('Also when other programs change these files: {0}', list(watch))] : []),
    ...(headers ? [vscode.l10n.t('Headers: {0}', list(headers.map(toRule)))] : []),
    ...(refreshVariants ? [vscode.l10n.t('Also refreshed: {0}', list(refreshVariants))] : []),
    ...(prefetch ? [vscode.l10n.t('Refreshed URLs are prefetched')] : []),
  ];
}

function folderOf({ workspace, mapping }: ConsentSubject): string {
  const name = decodeURIComponent(workspace.slice(workspace.lastIndexOf('/') + 1));
  return mapping.folder ? `${name}/${mapping.folder}` : name;
}
