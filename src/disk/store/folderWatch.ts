import { type FSWatcher, statSync, watch } from 'node:fs';

/** Calls back so long after files change, ms: a commit changes several. */
const noticeMs = 20;

/** Watches one folder at a time for changes of its files. */
export class FolderWatch {
  private watcher: FSWatcher | undefined;
  private noticing: NodeJS.Timeout | undefined;

  constructor(private readonly onChange: () => void) {}

  start(folder: string): void {
    this.watcher?.close();
    try {
      this.watcher = watch(folder, () => this.noticeSoon());
      this.watcher.on('error', () => undefined);
      this.watcher.unref();
    } catch {
      // Then other windows are noticed when something is awaited.
    }
  }

  /** Ends it; a change that was noticed is no longer reported. */
  stop(): void {
    clearTimeout(this.noticing);
    this.noticing = undefined;
    this.watcher?.close();
  }

  private noticeSoon(): void {
    this.noticing ??= setTimeout(() => {
      this.noticing = undefined;
      this.onChange();
    }, noticeMs);
  }
}

/** What tells a file from another one of the same name; `undefined` where there is none. */
export function inodeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.ino;
}
