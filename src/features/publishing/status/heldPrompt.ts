import * as vscode from 'vscode';
import type { Entry } from '../../../core/publishing/queueEntry.js';
import { executeCommand } from '../../../host/commandIds.js';
import { guard } from '../../../host/commands.js';
import { showInformation } from '../../../host/display.js';
import type { Publishing } from '../services.js';

/** Asks what is to happen with what is held back in this window's folders: one question at a time, again when more comes. */
export class HeldPrompt implements vscode.Disposable {
  private readonly asked = new Set<string>();
  private readonly subscription: vscode.Disposable;
  private asking = false;

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
    // What a pause holds back is asked about when it ends.
    if (this.asking || this.publishing.pause.isOn) return;
    if (this.list().every((entry) => this.asked.has(nameOf(entry)))) return;
    this.asking = true;
    void guard(this.publishing.deps.log, 'ask about what is held back', () => this.ask()).then(() => {
      this.asking = false;
      this.update();
    });
  }

  private async ask(): Promise<void> {
    const held = this.list();
    for (const entry of held) this.asked.add(nameOf(entry));
    const publish = vscode.l10n.t('Publish');
    const show = vscode.l10n.t('Show');
    const discard = vscode.l10n.t('Discard');
    const { publisher } = this.publishing;
    const count = publisher.count().held ?? held.length;
    const message = vscode.l10n.t('Nothing is published yet of what was held back. Files: {0}', count);
    const until = this.publishing.deps.clock.now();
    const chosen = await showInformation(message, publish, show, discard);
    if (chosen === show) void executeCommand('ossCdn.showPublishing');
    if (chosen === publish) await publisher.executeAll('publishHeld', until);
    if (chosen === discard) await publisher.executeAll('dropHeld', until);
  }

  private list(): readonly Entry[] {
    return this.publishing.publisher.list({ stages: ['held'] });
  }
}

/** Holding back the same file again is another question. */
function nameOf({ publication, version }: Entry): string {
  return `${version} ${publication.id}`;
}
