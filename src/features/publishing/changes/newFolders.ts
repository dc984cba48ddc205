import type { Uri } from 'vscode';
import type { ClockPort } from '../../../core/ports/local.js';
import { isWithin } from '../mapping/paths.js';

/** Folders that appear with others, such as the output of a build, do so within this, ms. */
const gatherMs = 200;

/** Lists folders that have appeared, each file once for all that appear together: a watcher may tell of a folder and not of what came with it. */
export class NewFolders {
  private readonly waiting = new Map<string, Uri>();
  private busy = false;

  constructor(
    private readonly clock: ClockPort,
    private readonly list: (folder: Uri) => Promise<readonly Uri[]>,
    private readonly onFile: (file: Uri) => void,
    private readonly signal: AbortSignal,
  ) {}

  /** Lists this folder shortly; one that is gone by then has no files. */
  async note(folder: Uri): Promise<void> {
    this.waiting.set(folder.path, folder);
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.waiting.size > 0) await this.listAll();
    } finally {
      this.busy = false;
    }
  }

  private async listAll(): Promise<void> {
    await this.clock.sleep(gatherMs, this.signal);
    const all = [...this.waiting.values()];
    this.waiting.clear();
    const outer = all.filter((folder) => !all.some((other) => other !== folder && isWithin(folder, other)));
    const lists = await Promise.all(outer.map((folder) => this.list(folder)));
    for (const file of lists.flat()) this.onFile(file);
  }
}
