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

/** The files of an open database, which others may take away and put new ones in their place. */
export class OpenFiles {
  private readonly inodes = new Map<string, number>();

  constructor(private readonly files: readonly string[]) {}

  /** Notes those that have been made by now. */
  note(): void {
    for (const file of this.files) {
      if (this.inodes.has(file)) continue;
      const inode = inodeOf(file);
      if (inode !== undefined) this.inodes.set(file, inode);
    }
  }

  /** Whether those that were noted are still where they were. */
  get areThere(): boolean {
    for (const [file, inode] of this.inodes) if (inodeOf(file) !== inode) return false;
    return true;
  }
}

/** What tells a file from another one of the same name; `undefined` where there is none. */
function inodeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.ino;
}
