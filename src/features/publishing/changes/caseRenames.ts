import * as vscode from 'vscode';
import { coalesce } from '../../../core/concurrency/coalesce.js';
import { l10n } from '../../../core/l10n.js';
import { countText } from '../../../core/text/countText.js';
import { noticeText } from '../../../core/text/plainText.js';
import { guard } from '../../../host/commands.js';
import { showWarning } from '../../../host/display.js';
import { isTrusted } from '../../../host/trust.js';
import type { MappedFolderWatcher } from '../mapping/mappedFolderWatcher.js';
import type { MappedFile } from '../mapping/mappingStore.js';
import { isAutomatic } from '../publishFiles.js';
import type { Publishing } from '../services.js';

/** Watchers report both names of a rename within this time, ms. */
const pairMs = 1_000;

/**
 * Reports files and folders that another program renamed by case only: their objects keep the old names, since only the
 * user deletes from a bucket.
 */
export class CaseRenames implements vscode.Disposable {
  /** Removed files by lower-case path. */
  private gone = new Map<string, MappedFile>();
  private appeared = new Map<string, string>();
  private readonly ownNames = new Set<string>();
  private readonly end = new AbortController();
  private readonly request: () => Promise<void>;
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly publishing: Publishing,
    watcher: Pick<MappedFolderWatcher, 'onDidCreate' | 'onDidDelete'>,
  ) {
    const { clock, log } = publishing.deps;
    this.request = coalesce(clock, pairMs, () => this.tell(), this.end.signal);
    const onEvent = (note: () => void) => {
      note();
      void guard(log, 'look for renames by case', () => this.request());
    };
    this.subscription = vscode.Disposable.from(
      watcher.onDidCreate(({ path }) => onEvent(() => this.appeared.set(path.toLowerCase(), path))),
      watcher.onDidDelete((uri) => {
        const file = publishing.mappingStore.get(uri);
        if (file && isAutomatic(publishing, file)) onEvent(() => this.gone.set(uri.path.toLowerCase(), file));
      }),
    );
  }

  /** Renames in the editor are asked about elsewhere. */
  ignoreOwnWrite(newUri: vscode.Uri): void {
    this.ownNames.add(newUri.path);
  }

  dispose(): void {
    this.end.abort();
    this.subscription.dispose();
  }

  private async tell(): Promise<void> {
    const renamed = [...this.gone].flatMap(([lower, file]) => {
      const name = this.appeared.get(lower);
      return name === undefined || name === file.uri.path || this.ownNames.has(name) ? [] : [file];
    });
    [this.gone, this.appeared] = [new Map(), new Map()];
    this.ownNames.clear();
    const known = await Promise.all(renamed.map((file) => this.isInBucket(file)));
    const labels = renamed.filter((_file, at) => known[at]).map(({ label }) => label);
    if (labels.length === 0 || !isTrusted()) return;
    const message = l10n.t(
      'Renamed outside the editor by capitalization only, so the bucket keeps the old names. Use Publish Folder to upload the new names and delete the old ones. Old names: {0}, the first: {1}',
      countText(labels.length),
      noticeText(labels[0] ?? ''),
    );
    void showWarning(message);
  }

  /** Checks as a file, or as a folder with its content. */
  private async isInBucket({ mapping, key }: MappedFile): Promise<boolean> {
    const keys = await this.publishing.publisher.listKeys(mapping.bucket, key);
    return keys.some((each) => each === key || each.startsWith(`${key}/`));
  }
}
