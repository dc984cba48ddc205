import * as vscode from 'vscode';
import { l10n } from '../../../core/l10n.js';
import { commandAbout, type UserCommand } from '../../../core/publishing/queue/userCommands.js';
import { type EntryAt, isAt } from '../../../core/publishing/queueEntry.js';
import { noticeText } from '../../../core/text/plainText.js';
import { executeCommand } from '../../../host/commandIds.js';
import { guard } from '../../../host/commands.js';
import { showWarning } from '../../../host/display.js';
import type { Publishing } from '../services.js';
import { overwriteLabel } from './queueRows.js';

type Entry = EntryAt<'conflict'>;

/**
 * Asks about objects that others have changed, once per save. An open question does not prevent others: its objects are
 * part of the next one. They stay in the list until answered.
 */
export class ConflictPrompt implements vscode.Disposable {
  private readonly asked = new Set<string>();
  /** The open question of each entry. */
  private readonly open = new Map<string, symbol>();
  private readonly subscription: vscode.Disposable;

  constructor(private readonly publishing: Publishing) {
    this.subscription = vscode.Disposable.from(publishing.publisher.onDidChange(() => this.update()));
  }

  /** Opens the bucket's object beside the local file. */
  compare({ publication }: Pick<Entry, 'publication'>): Promise<void> {
    return this.publishing.bucketDocuments.compare(publication);
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private update(): void {
    const entries = this.publishing.publisher.list({ stages: ['conflict'] }).filter((entry) => isAt(entry, 'conflict'));
    if (entries.every((entry) => this.asked.has(nameOf(entry)))) return;
    const isOpen = (entry: Entry) => !this.asked.has(nameOf(entry)) || this.open.has(nameOf(entry));
    const concerned = entries.filter(isOpen);
    void guard(this.publishing.deps.log, 'ask about a conflict', () => this.askAbout(concerned));
  }

  private async askAbout(entries: readonly Entry[]): Promise<void> {
    const question = Symbol('question');
    const names = entries.map(nameOf);
    for (const name of names) {
      this.asked.add(name);
      this.open.set(name, question);
    }
    await this.ask(entries);
    for (const name of names) if (this.open.get(name) === question) this.open.delete(name);
  }

  private ask(entries: readonly Entry[]): Promise<void> {
    const [entry, ...others] = entries;
    if (!entry) return Promise.resolve();
    return others.length === 0 ? this.askOne(entry) : this.askAll(entries);
  }

  private async askOne(entry: Entry): Promise<void> {
    const compare = l10n.t('Compare');
    const yes = overwriteAllLabel([entry]);
    const skip = l10n.t('Skip');
    const message = conflictText([entry]);
    const buttons = entry.remote.etag ? [compare, yes, skip] : [yes, skip];
    for (;;) {
      const chosen = await showWarning(message, ...buttons);
      if (chosen === yes) return this.execute('overwrite', [entry]);
      if (chosen === skip) return this.execute('skip', [entry]);
      if (chosen !== compare) return;
      await this.compare(entry);
    }
  }

  private async askAll(entries: readonly Entry[]): Promise<void> {
    const show = l10n.t({ message: 'Show', comment: 'Opens the list of files to be published' });
    const yes = overwriteAllLabel(entries);
    const skip = l10n.t('Skip All');
    const chosen = await showWarning(conflictText(entries), show, yes, skip);
    if (chosen === show) void executeCommand('ossCdn.showPublishing');
    if (chosen === yes) await this.execute('overwrite', entries);
    if (chosen === skip) await this.execute('skip', entries);
  }

  private execute(kind: UserCommand['kind'], entries: readonly Entry[]): Promise<void> {
    return this.publishing.publisher.execute(commandAbout(kind, entries));
  }
}

/** Another save, and another change of the object, is another question. */
function nameOf({ publication, version, remote }: Entry): string {
  return `${version} ${publication.id} ${remote.etag ?? ''}`;
}

/** Describes what others have done to the objects of entries in conflict. */
export function conflictText(entries: readonly Entry[]): string {
  const [entry] = entries;
  const isGone = entries.map(({ remote }) => !remote.etag);
  const isUnknown = entries.every(({ remote }) => remote.isUnknown);
  if (entry && entries.length === 1) {
    const label = noticeText(entry.publication.label);
    if (isGone[0]) return l10n.t('This object was deleted from the bucket outside this extension: {0}', label);
    return isUnknown
      ? l10n.t('The bucket has a version of this object that this computer has no record of: {0}', label)
      : l10n.t('This object was changed in the bucket outside this extension: {0}', label);
  }
  // Without a count, which is in the status bar: VS Code closes a notification when the same text is shown again.
  if (isGone.every(Boolean)) return l10n.t('Objects were deleted from the bucket outside this extension');
  if (isUnknown) return l10n.t('The bucket has versions of objects that this computer has no record of');
  return isGone.some(Boolean)
    ? l10n.t('Objects were changed or deleted in the bucket outside this extension')
    : l10n.t('Objects were changed in the bucket outside this extension');
}

/** The label of the button that overwrites or deletes anyway. */
export function overwriteAllLabel(entries: readonly Entry[]): string {
  const [entry] = entries;
  if (entry && entries.length === 1) return overwriteLabel(entry);
  const isDelete = entries.map(({ publication }) => publication.act === 'delete');
  if (isDelete.every(Boolean)) return l10n.t('Delete All Anyway');
  return isDelete.some(Boolean) ? l10n.t('Overwrite and Delete All') : l10n.t('Overwrite All');
}
