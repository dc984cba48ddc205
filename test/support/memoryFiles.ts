import { createHash } from 'node:crypto';
import { AppError } from '../../src/core/errors.js';
import type { FilePort, ListedFile } from '../../src/core/ports/local.js';
import { createMemoryLinks, type MemoryLinks } from './memoryLinks.js';

interface MemoryFile {
  readonly bytes: Uint8Array;
  readonly mtimeMs: number;
}

/** A disk in memory. Every folder of a file exists. */
export interface MemoryFiles extends FilePort {
  readonly files: ReadonlyMap<string, MemoryFile>;
  save(path: string, content: string | Uint8Array): void;
  /** Creates a symbolic link to an absolute path. */
  link(path: string, target: string): void;
  remove(path: string): void;
}

/** Creates a disk in memory with the given clock. Every save has a different time. */
export function createMemoryFiles(clock: { now(): number }): MemoryFiles {
  const files = new Map<string, MemoryFile>();
  const links = createMemoryLinks();
  const fileOf = (path: string) => files.get(links.resolve(path) ?? '');
  /** Never through a link, as on a real disk. */
  const openedOf = (path: string) => {
    const real = links.resolve(path) ?? path;
    if (real !== path) throw new AppError('badFile', { subject: path, code: 'changed' });
    return files.get(path);
  };
  const bytesOf = (path: string) => openedOf(path)?.bytes;
  const list: FilePort['list'] = async (folder, skips) => {
    const found = listBelow({ files, links, top: links.resolve(folder) ?? folder }, skips, '', []);
    return found.sort((left, right) => (left.path < right.path ? -1 : 1));
  };
  let saves = 0;
  return {
    files,
    save: (path, content) => {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      files.set(path, { bytes, mtimeMs: clock.now() + ++saves / 1_000 });
    },
    link: links.set,
    remove: (path) => void files.delete(path),
    read: async (path) => bytesOf(path),
    readSmall: async (path, mostBytes) => {
      const file = openedOf(path);
      if (!file) return undefined;
      const { bytes, mtimeMs } = file;
      return { size: bytes.length, mtimeMs, ...(bytes.length <= mostBytes && { bytes }) };
    },
    readRange: async (path, start, end) => bytesOf(path)?.slice(start, end),
    stat: async (path) => {
      const file = fileOf(path);
      return file && { size: file.bytes.length, mtimeMs: file.mtimeMs };
    },
    identity: async (path) => (fileOf(path) || isFolder(files, path) ? path : undefined),
    holds: async (path) => {
      const at = path.lastIndexOf('/');
      const full = `${links.resolve(path.slice(0, at))}${path.slice(at)}`;
      return files.has(full) || links.has(full);
    },
    realPath: async (path) => {
      const real = links.resolve(path);
      return real !== undefined && isFolder(files, real, true) ? real : undefined;
    },
    md5: md5Of,
    digest: async (path, onPiece) => {
      const bytes = bytesOf(path);
      if (bytes) onPiece(bytes);
      return bytes && { md5: md5Of(bytes), size: bytes.length };
    },
    list,
    // Folders exist by the files in them.
    listFolders: async (...given) => [...new Set((await list(...given)).flatMap(({ path }) => foldersOf(path)))].sort(),
  };
}

interface Tree {
  readonly files: ReadonlyMap<string, MemoryFile>;
  readonly links: MemoryLinks;
  /** Without links. */
  readonly top: string;
}

/** Lists the files below a folder, relative to its top; `way` has the real paths of its ancestors, and `linked` those behind a link. */
function listBelow(
  tree: Tree,
  skips: (relativeFolder: string) => boolean,
  folder: string,
  way: readonly string[],
  linked = 0,
): ListedFile[] {
  const { files, links: all, top } = tree;
  const here = all.resolve(`${top}/${folder}`.replace(/\/$/, '')) ?? '';
  if (way.includes(here)) return [];
  const names = new Set([...files.keys(), ...all.list()].flatMap((path) => childOf(path, here) ?? []));
  return [...names].flatMap((name): ListedFile[] => {
    const path = folder + name;
    const full = all.resolve(`${here}/${name}`);
    if (full === undefined || !(full === top || full.startsWith(`${top}/`))) return [];
    const real = full.slice(top.length + 1);
    const file = files.get(full);
    const more: { real?: string } = all.has(`${here}/${name}`) ? { real } : {};
    if (file) return [{ path, size: file.bytes.length, mtimeMs: file.mtimeMs, ...more }];
    if (!isFolder(files, full) || skips(path) || skips(real)) return [];
    const links = linked + Number(more.real !== undefined);
    return links > 2 ? [] : listBelow(tree, skips, `${path}/`, [...way, here], links);
  });
}

function foldersOf(path: string): readonly string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, at) => segments.slice(0, at + 1).join('/'));
}

function childOf(path: string, folder: string): string | undefined {
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1).split('/')[0] : undefined;
}

function isFolder(files: ReadonlyMap<string, MemoryFile>, path: string, orFile = false): boolean {
  return (orFile && files.has(path)) || [...files.keys()].some((name) => name.startsWith(`${path}/`));
}

function md5Of(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex').toUpperCase();
}
