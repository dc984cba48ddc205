import type { Memory } from '../../ports/local.js';

/** Returns whether a file shows visitors the source code of a page, by its name. It is published only if the user wants that. */
export function isSourceMap(path: string): boolean {
  return /\.map$/i.test(path);
}

/** The user's last choice about the source maps of a folder. */
export type MapChoice = 'published' | 'leftOut';

/** The choices about source maps by mapped folder (a URI text). Kept with the workspace, never in the repository. */
export class SourceMaps {
  constructor(
    private readonly memory: Memory,
    private readonly key: string,
  ) {}

  /** `undefined` before the first choice: source maps are then left out. */
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
