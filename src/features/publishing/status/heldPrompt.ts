import * as vscode from 'vscode';
import { l10n } from '../../../core/l10n.js';
import type { Entry } from '../../../core/publishing/queueEntry.js';
import { executeCommand } from '../../../host/commandIds.js';
import { guard } from '../../../host/commands.js';
import { showInformation } from '../../../host/display.js';
import type { Publishing } from '../services.js';

/** Asks about queue entries of this window's folders that are held for the user. When more are held, a new question replaces an unanswered one. */
export function registerHeldPrompt(publishing: Publishing): vscode.Disposable {
  const { publisher, pause, deps } = publishing;
  const asked = new Set<string>();
  let shown = 0;
  const update = () => {
    // Entries held by a pause are asked about when it ends.
    if (pause.isOn) return;
    const names = publisher.list({ stages: ['held'] }).map(nameOf);
    const count = publisher.count().held ?? 0;
    // Only the first ones are listed.
    const isMore = count > shown || names.some((name) => !asked.has(name));
    for (const name of names) asked.add(name);
    shown = count;
    if (isMore) void guard(deps.log, 'ask about what is held back', () => ask(publishing));
  };
  return vscode.Disposable.from(publisher.onDidChange(update), pause.onDidChange(update));
}

async function ask({ publisher, deps }: Publishing): Promise<void> {
  const publish = l10n.t('Publish');
  const show = l10n.t({ message: 'Show', comment: 'Opens the list of files to be published' });
  const discard = l10n.t('Discard');
  // Without a count, which is in the status bar: VS Code closes a notification when the same text is shown again.
  const message = l10n.t('Held files are not published yet');
  const until = deps.clock.now();
  const chosen = await showInformation(message, publish, show, discard);
  if (chosen === show) void executeCommand('ossCdn.showPublishing');
  if (chosen === publish) await publisher.executeAll('publishHeld', until);
  if (chosen === discard) await publisher.executeAll('dropHeld', until);
}

/** Identifies the question about a held queue entry. If the same file is held again, that is another question. */
function nameOf({ publication, version }: Entry): string {
  return `${version} ${publication.id}`;
}
