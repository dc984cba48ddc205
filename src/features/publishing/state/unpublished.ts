import * as vscode from 'vscode';
import { l10n } from '../../../core/l10n.js';
import type { DiskDifference } from '../../../core/publishing/folder/compareWithDisk.js';
import type { Publication } from '../../../core/publishing/publication.js';
import { countText } from '../../../core/text/countText.js';
import { withRemark } from '../../../core/text/plainText.js';

type Counts = Pick<DiskDifference, 'removed' | 'sourceMaps'>;

/** The most remembered paths. */
const mostPaths = 10_000;

/** External changes that this window has seen and not published, with their reasons. */
export class Unpublished implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly unwatched = new Set<string>();
  private readonly folders = new Map<string, Counts>();

  readonly onDidChange = this.changed.event;

  /** The number of objects without a file in the last comparisons. */
  get removed(): number {
    return this.sum('removed');
  }

  /** One line per reason. */
  get lines(): readonly string[] {
    const line = (count: number, text: string, reason: string) => (count > 0 ? [withRemark(text, reason)] : []);
    const [unwatched, sourceMaps] = [this.unwatched.size, this.sum('sourceMaps')];
    return [
      ...line(
        unwatched,
        l10n.t('Changed outside the editor, not published: {0}', countText(unwatched)),
        l10n.t('not in `watch` of their mapping'),
      ),
      ...line(
        this.removed,
        l10n.t('Deleted on disk, still in the bucket: {0}', countText(this.removed)),
        l10n.t('Publish Folder offers to delete them'),
      ),
      ...line(
        sourceMaps,
        l10n.t('Source maps left out: {0}', countText(sourceMaps)),
        l10n.t('Publish Folder offers to select them'),
      ),
    ];
  }

  /** Records the last comparison of a watched folder (an absolute path). */
  set(root: string, { removed, sourceMaps }: Counts): void {
    this.folders.set(root, { removed, sourceMaps });
    this.changed.fire();
  }

  /** Records a file (an absolute path) that another program changed and its mapping does not watch. */
  add(path: string): void {
    if (this.unwatched.size >= mostPaths || this.unwatched.has(path)) return;
    this.unwatched.add(path);
    this.changed.fire();
  }

  /** Removes a file that was published, or whose object was deleted. */
  delete({ path, root, act }: Pick<Publication, 'path' | 'root' | 'act'>): void {
    const counts = act === 'delete' ? this.folders.get(root) : undefined;
    if (counts && counts.removed > 0) this.folders.set(root, { ...counts, removed: counts.removed - 1 });
    if (this.unwatched.delete(path) || counts) this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }

  private sum(of: keyof Counts): number {
    return [...this.folders.values()].reduce((total, each) => total + each[of], 0);
  }
}
