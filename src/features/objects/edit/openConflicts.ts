import { type Disposable, StatusBarAlignment, type StatusBarItem, ThemeColor, type Uri, window } from 'vscode';
import { l10n } from '../../../core/l10n.js';
import { noticeText } from '../../../core/text/plainText.js';
import { setStatus } from '../../../host/prompts/displayViews.js';
import { comparisonTitle, conflictText, type SaveConflict } from './saveQuestions.js';

/** Shows in the status bar the edited object whose conflict was compared last and is not answered. A click opens the comparison again. */
export class OpenConflicts implements Disposable {
  private readonly open = new Map<string, SaveConflict>();
  private item: StatusBarItem | undefined;

  /** Adds the conflict of an object. `id` is that of its document. */
  add(id: string, conflict: SaveConflict): void {
    this.open.delete(id);
    this.open.set(id, conflict);
    this.update();
  }

  /** Ends the conflict of an object, if it has one: it was saved, its text was replaced, or its editor was closed. */
  end(id: string): void {
    if (this.open.delete(id)) this.update();
  }

  dispose(): void {
    this.item?.dispose();
  }

  private update(): void {
    const last = [...this.open.values()].at(-1);
    if (!last) {
      this.item?.hide();
      return;
    }
    const { key, documents } = last;
    this.item ??= window.createStatusBarItem('ossCdn.objectConflict', StatusBarAlignment.Left, 49);
    this.item.name = l10n.t('Changed in the bucket outside this extension');
    this.item.backgroundColor = new ThemeColor('statusBarItem.warningBackground');
    const shown: readonly (Uri | undefined)[] = [documents.bucket, documents.editor];
    this.item.command = {
      command: 'vscode.diff',
      title: l10n.t('Compare'),
      arguments: [...shown, comparisonTitle(key)],
    };
    const tooltip = conflictText(last);
    setStatus(this.item, {
      icon: 'warning',
      text: noticeText(key.slice(key.lastIndexOf('/') + 1)),
      tooltip,
      spoken: tooltip,
    });
    this.item.show();
  }
}
