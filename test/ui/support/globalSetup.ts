import type { TestProject } from 'vitest/node';
import { vsixPath } from '../../support/package.js';
import { installExtension } from '../../support/vscode.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The extensions folder with the packaged extension. */
    readonly installed: string;
  }
}

/** Installs the packaged extension once for all windows of a run. */
export async function setup(project: TestProject): Promise<() => void> {
  const { folder, remove } = await installExtension(vsixPath);
  project.provide('installed', folder);
  return remove;
}
