import { createHash } from 'node:crypto';
import type { FilePort } from '../../src/core/ports/local.js';

interface MemoryFile {
  readonly bytes: Uint8Array;
  readonly mtimeMs: number;
}

/** A disk in memory; every folder of its files is there. */
export interface MemoryFiles extends FilePort {
  readonly files: ReadonlyMap<string, MemoryFile>;
  save(path: string, content: string | Uint8Array): void;
  remove(path: string): void;
}

/** Makes a disk in memory by the given clock; every save has a time of its own. */
export function createMemoryFiles(clock: { now(): number }): MemoryFiles {
  const files = new Map<string, MemoryFile>();
  const bytesOf = (path: string) => files.get(path)?.bytes;
  let saves = 0;
  return {
    files,
    save: (path, content) => {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      files.set(path, { bytes, mtimeMs: clock.now() + ++saves / 1_000 });
    },
    remove: (path) => void files.delete(path),
    read: async (path) => bytesOf(path),
    readRange: async (path, start, end) => bytesOf(path)?.slice(start, end),
    stat: async (path) => {
      const file = files.get(path);
      return file && { size: file.bytes.length, mtimeMs: file.mtimeMs };
    },
    realPath: async (path) => ([...files.keys()].some((name) => isAtOrBelow(name, path)) ? path : undefined),
    md5: md5Of,
    digest: async (path, onPiece) => {
      const bytes = bytesOf(path);
      if (bytes) onPiece(bytes);
      return bytes && { md5: md5Of(bytes), size: bytes.length };
    },
    list: async (folder, skips) => {
      const inside = [...files].filter(([path]) => path.startsWith(`${folder}/`));
      return inside.flatMap(([full, { bytes, mtimeMs }]) => {
        const path = full.slice(folder.length + 1);
        return foldersOf(path).some(skips) ? [] : [{ path, size: bytes.length, mtimeMs }];
      });
    },
  };
}

function isAtOrBelow(name: string, path: string): boolean {
  return name === path || name.startsWith(`${path}/`);
}

function foldersOf(path: string): readonly string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, at) => segments.slice(0, at + 1).join('/'));
}

function md5Of(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex').toUpperCase();
}
