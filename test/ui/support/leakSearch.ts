import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Page } from 'playwright-core';
import type { Find } from '../../support/secretForms.js';

/** A file that holds a secret: its path below the folder that was searched. */
export interface Leak extends Find {
  readonly file: string;
}

/** What a search saw. */
export interface Search {
  readonly files: number;
  readonly leaks: readonly Leak[];
}

/** Looks into every file under a folder, names included; files that end meanwhile count as empty. */
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
    // A browser and a server that run make and drop files all the time.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

/** What a page evaluates; every frame answers for itself. */
const frameText = `[
  document.documentElement.outerHTML,
  ...[...document.querySelectorAll('input, textarea')].map((field) => field.value),
  JSON.stringify(localStorage),
  JSON.stringify(sessionStorage),
].join('\\n')`;

/** All that a window holds: the text, attributes and fields of every frame, and what its pages store in the browser. */
export async function readWindow(page: Page): Promise<string> {
  const parts = await Promise.all(page.frames().map((frame) => frame.evaluate<string>(frameText)));
  return parts.join('\n');
}
