import type { Memory } from '../../ports/local.js';

/** Whether a file shows visitors the source code of a page, by its name: it is published only where the user wants that. */
export function isSourceMap(path: string): boolean {
  return /\.map$/i.test(path);
}

/** The last choice of the user about the source maps of a folder in its plan. */
export type MapChoice = 'published' | 'leftOut';

/** Whether source maps are published, for each mapped folder (a URI text); kept with the workspace, never in the repository. */
export class SourceMaps {
  constructor(
    private readonly memory: Memory,
    private readonly key: string,
  ) {}

  /** `undefined` before the user was asked: they are left out until then. */
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
