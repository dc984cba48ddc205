import * as vscode from 'vscode';
import { l10n } from '../../../core/l10n.js';
import type { Entry } from '../../../core/publishing/queueEntry.js';
import { executeCommand } from '../../../host/commandIds.js';
import { guard } from '../../../host/commands.js';
import { showInformation } from '../../../host/display.js';
import type { Publishing } from '../services.js';

/** Asks about held entries in this window's folders, and again when more are held: the new question replaces an unanswered one. */
export class HeldPrompt implements vscode.Disposable {
  private readonly asked = new Set<string>();
  private readonly subscription: vscode.Disposable;
  private count = 0;

  constructor(private readonly publishing: Publishing) {
    const { publisher, pause } = publishing;
    this.subscription = vscode.Disposable.from(
      publisher.onDidChange(() => this.update()),
      pause.onDidChange(() => this.update()),
    );
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private update(): void {
    const { publisher, pause, deps } = this.publishing;
    // Entries held by a pause are asked about when it ends.
    if (pause.isOn) return;
    const names = publisher.list({ stages: ['held'] }).map(nameOf);
    const count = publisher.count().held ?? 0;
    // Only the first ones are listed.
    const isMore = count > this.count || names.some((name) => !this.asked.has(name));
    for (const name of names) this.asked.add(name);
    this.count = count;
    if (isMore) void guard(deps.log, 'ask about what is held back', () => this.ask());
  }

  private async ask(): Promise<void> {
    const publish = l10n.t('Publish');
    const show = l10n.t({ message: 'Show', comment: 'Opens the list of files to be published' });
    const discard = l10n.t('Discard');
    const { publisher, deps } = this.publishing;
    // Without a count, which is in the status bar: VS Code closes a notification when the same text is shown again.
    const message = l10n.t('Held files are not published yet');
    const until = deps.clock.now();
    const chosen = await showInformation(message, publish, show, discard);
    if (chosen === show) void executeCommand('ossCdn.showPublishing');
    if (chosen === publish) await publisher.executeAll('publishHeld', until);
    if (chosen === discard) await publisher.executeAll('dropHeld', until);
  }
}

/** Holding the same file again is another question. */
function nameOf({ publication, version }: Entry): string {
  return `${version} ${publication.id}`;
}
