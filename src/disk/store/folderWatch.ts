import { type FSWatcher, statSync, watch } from 'node:fs';

/** How long after a change of a file the callback is called, in ms. One commit changes several files, which are reported together. */
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

  /** Stops watching. A change that is still waiting to be reported is dropped. */
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

/** Remembers the files of an open database, to notice when they are moved or replaced. */
export class OpenFiles {
  private readonly inodes = new Map<string, number>();

  constructor(private readonly files: readonly string[]) {}

  /** Remembers those of the files that exist now and were not remembered before. */
  note(): void {
    for (const file of this.files) {
      if (this.inodes.has(file)) continue;
      const inode = inodeOf(file);
      if (inode !== undefined) this.inodes.set(file, inode);
    }
  }

  /** Whether all remembered files are still in place. */
  get areThere(): boolean {
    for (const [file, inode] of this.inodes) if (inodeOf(file) !== inode) return false;
    return true;
  }
}

/** Returns the inode of a file, or `undefined` if there is no file. */
function inodeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.ino;
}
