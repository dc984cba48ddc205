import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Page } from 'playwright-core';
import type { Find } from '../../support/secretForms.js';

/** A secret found in a file. The path is relative to the searched folder. */
export interface Leak extends Find {
  readonly file: string;
}

/** The number of searched files, and the secrets found. */
export interface Search {
  readonly files: number;
  readonly leaks: readonly Leak[];
}

/** Searches the names and contents of all files below a folder. Files that disappear meanwhile count as empty. */
export function searchFolder(folder: string, find: (content: string | Buffer) => readonly Find[]): Search {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry: Dirent) => join(entry.parentPath, entry.name));
  const leaks = paths.flatMap((path) => {
    const file = relative(folder, path);
    return [...find(file), ...find(readWhole(path))].map((found) => ({ file, ...found }));
  });
  return { files: paths.length, leaks };
}

function readWhole(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    // A running browser and server create and delete files at any time.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

/** The expression that each frame evaluates to return its content. */
const frameText = `[
  document.documentElement.outerHTML,
  ...[...document.querySelectorAll('input, textarea')].map((field) => field.value),
  JSON.stringify(localStorage),
  JSON.stringify(sessionStorage),
].join('\\n')`;

/** Reads the whole content of a window: text, attributes and fields of every frame, and the data that its pages store in the browser. */
export async function readWindow(page: Page): Promise<string> {
  const parts = await Promise.all(page.frames().map((frame) => frame.evaluate<string>(frameText)));
  return parts.join('\n');
}
