import type { Uri } from 'vscode';
import { coalesce } from '../../../core/concurrency/coalesce.js';
import type { ClockPort } from '../../../core/ports/local.js';
import { type FilesBelow, isWithin } from '../mapping/paths.js';

/** Folders that appear with others, such as the output of a build, do so within this, ms. */
const listDelayMs = 200;

/** Lists folders that have appeared, each file once for all that appear together: a watcher may report a folder and not what came with it. */
export class NewFolders {
  private waiting = new Map<string, Uri>();
  private readonly request: () => Promise<void>;

  constructor(
    clock: ClockPort,
    private readonly list: (folder: Uri) => Promise<FilesBelow>,
    private readonly on: { file(file: Uri): void; unnamed(file: Uri): void },
    signal: AbortSignal,
  ) {
    this.request = coalesce(clock, listDelayMs, () => this.listAll(), signal);
  }

  /** Lists this folder shortly; one that is gone by then has no files. */
  add(folder: Uri): Promise<void> {
    this.waiting.set(folder.path, folder);
    return this.request();
  }

  private async listAll(): Promise<void> {
    const all = [...this.waiting.values()];
    this.waiting = new Map();
    const outer = all.filter((folder) => !all.some((other) => other !== folder && isWithin(folder, other)));
    const lists = await Promise.all(outer.map((folder) => this.list(folder)));
    for (const file of lists.flatMap(({ files }) => files)) this.on.file(file);
    for (const file of lists.flatMap(({ unnamed }) => unnamed)) this.on.unnamed(file);
  }
}
