import { type Disposable, type StatusBarItem, ThemeColor } from 'vscode';
import { l10n } from '../../../core/l10n.js';
import { noticeText } from '../../../core/text/plainText.js';
import { comparisonOf, createStatus, setStatus } from '../../../host/prompts/displayViews.js';
import { comparisonTitle, type SaveConflict, saveConflictText } from './saveQuestions.js';

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
    const name = l10n.t('Changed in the bucket outside this extension');
    this.item ??= createStatus('ossCdn.objectConflict', name, 49);
    const { item } = this;
    item.backgroundColor = new ThemeColor('statusBarItem.warningBackground');
    if (documents.bucket) item.command = comparisonOf(documents.bucket, documents.editor, comparisonTitle(key));
    const tooltip = saveConflictText(last);
    setStatus(item, {
      icon: 'warning',
      text: noticeText(key.slice(key.lastIndexOf('/') + 1)),
      tooltip,
      spoken: tooltip,
    });
    item.show();
  }
}
