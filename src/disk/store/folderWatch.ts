import { type FSWatcher, statSync, watch } from 'node:fs';

/** Delay of the callback, ms: a commit changes several files. */
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
      // Then changes of other windows are noticed at the next wait.
    }
  }

  /** Stops watching. A pending change is not reported. */
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

/** The files of an open database, which others may replace. */
export class OpenFiles {
  private readonly inodes = new Map<string, number>();

  constructor(private readonly files: readonly string[]) {}

  /** Records the files that exist by now. */
  note(): void {
    for (const file of this.files) {
      if (this.inodes.has(file)) continue;
      const inode = inodeOf(file);
      if (inode !== undefined) this.inodes.set(file, inode);
    }
  }

  /** Whether the recorded files are still in place. */
  get areThere(): boolean {
    for (const [file, inode] of this.inodes) if (inodeOf(file) !== inode) return false;
    return true;
  }
}

/** The inode of a file; `undefined` if there is none. */
function inodeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.ino;
}
