import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { EarlierObject } from './contender.js';

/** A folder on disk. The names of its files are also the keys of their objects. */
export interface Folder {
  readonly path: string;
  readonly names: readonly string[];
}

/** Creates a folder with this many files of this many bytes, given for each file or for all, runs `work` with it, and removes it. */
export async function withFolder<T>(
  files: number,
  fileBytes: number | ((at: number) => number),
  work: (folder: Folder) => Promise<T>,
): Promise<T> {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'oss-cdn-bench-')));
  const names = Array.from({ length: files }, (_, at) => `assets/${at % 50}/file-${String(at).padStart(6, '0')}.css`);
  for (const [at, name] of names.entries()) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), toText(typeof fileBytes === 'number' ? fileBytes : fileBytes(at)));
  }
  try {
    return await work({ path, names });
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

/**
 * Creates an object from an earlier run for each file: its text in the bucket, and its entry in the record of published
 * objects. The files have the same sizes, but are newer.
 */
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

/** Creates a random text, so that no two files are alike. */
function toText(bytes: number): string {
  return randomBytes(Math.ceil((bytes * 3) / 4))
    .toString('base64')
    .slice(0, bytes);
}
