import type { Memory } from '../../ports/local.js';

/**
 * Returns whether the file is a source map, by its name. Source maps show visitors the source code of a page, so they are published only if the user wants
 * that.
 */
export function isSourceMap(path: string): boolean {
  return /\.map$/i.test(path);
}

/** The user's last choice for the source maps of a folder. */
export type MapChoice = 'published' | 'leftOut';

/** Remembers the user's choices about source maps, by the URI of the mapped folder. Kept in the state of the workspace, never in the repository. */
export class SourceMaps {
  constructor(
    private readonly memory: Memory,
    private readonly key: string,
  ) {}

  /** Returns the choice for a folder. `undefined` if the user has not chosen yet; source maps are then left out. */
  get(folder: string): MapChoice | undefined {
    const choice = this.read()[folder];
    return choice === 'published' || choice === 'leftOut' ? choice : undefined;
  }

  async set(folder: string, choice: MapChoice): Promise<void> {
    if (this.get(folder) !== choice) await this.memory.set(this.key, { ...this.read(), [folder]: choice });
  }

  private read(): Readonly<Record<string, unknown>> {
    const kept = this.memory.get<unknown>(this.key);
    return typeof kept === 'object' && kept !== null ? { ...kept } : {};
  }
}
