import * as vscode from 'vscode';
import { Signal } from '../../../core/signal.js';
import type { MappingStore } from './mappingStore.js';

/** Reports files and folders that any program creates, changes or deletes in workspace folders with a mapping file. */
export class MappedFolderWatcher implements vscode.Disposable {
  private readonly created = new Signal<vscode.Uri>();
  private readonly changed = new Signal<vscode.Uri>();
  private readonly deleted = new Signal<vscode.Uri>();
  private readonly subscription: vscode.Disposable;
  private watchers: vscode.Disposable[] = [];
  private watched = '';

  readonly onDidCreate = this.created.event;
  readonly onDidChange = this.changed.event;
  /** The content of a deleted folder is not reported. */
  readonly onDidDelete = this.deleted.event;

  constructor(private readonly mappingStore: Pick<MappingStore, 'roots' | 'onDidChange'>) {
    this.subscription = mappingStore.onDidChange(() => this.watch());
  }

  dispose(): void {
    this.subscription.dispose();
    this.clear();
  }

  private clear(): void {
    for (const watcher of this.watchers) watcher.dispose();
    this.watchers = [];
  }

  private watch(): void {
    const { roots } = this.mappingStore;
    const wanted = roots.map(({ uri }) => uri.toString()).join('\n');
    if (wanted === this.watched) return;
    this.watched = wanted;
    this.clear();
    // The whole workspace folder: a mapped folder may appear with its ancestors.
    this.watchers = roots.flatMap(({ uri }) => {
      const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(uri, '**/*'));
      return [
        watcher,
        watcher.onDidCreate((path) => this.created.fire(path)),
        watcher.onDidChange((path) => this.changed.fire(path)),
        watcher.onDidDelete((path) => this.deleted.fire(path)),
      ];
    });
  }
}
