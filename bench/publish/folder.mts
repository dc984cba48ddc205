import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { EarlierObject } from './contender.js';

/** Files on disk, whose names are their keys. */
export interface Folder {
  readonly path: string;
  readonly names: readonly string[];
}

/** Does the work with a folder of so many files, each of so many bytes, then removes it. */
export async function withFolder<T>(
  files: number,
  fileBytes: number,
  work: (folder: Folder) => Promise<T>,
): Promise<T> {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'oss-cdn-bench-')));
  const names = Array.from({ length: files }, (_, at) => `assets/${at % 50}/file-${String(at).padStart(6, '0')}.css`);
  for (const name of names) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), toText(fileBytes));
  }
  try {
    return await work({ path, names });
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

/** Text for each object of a folder that an earlier run has left, and what the ledger has of it; the files are of the same size and newer. */
export function makeEarlier({ path, names }: Folder): {
  readonly objects: Readonly<Record<string, string>>;
  readonly earlier: readonly EarlierObject[];
} {
  const texts = names.map((key) => [key, toText(statSync(join(path, key)).size)] as const);
  const earlier = texts.map(([key, text]) => {
    const md5 = createHash('md5').update(text).digest('hex').toUpperCase();
    return { key, md5, size: text.length, mtimeMs: Date.now() - 24 * 3_600_000 };
  });
  return { objects: Object.fromEntries(texts), earlier };
}

/** Random text: no two files are alike. */
function toText(bytes: number): string {
  return randomBytes(Math.ceil((bytes * 3) / 4))
    .toString('base64')
    .slice(0, bytes);
}
