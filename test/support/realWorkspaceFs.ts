import fs from 'node:fs';
import { workspace } from './fakeWorkspace.js';
import { FileSystemError, FileType } from './vscodeValues.js';

interface Path {
  readonly path: string;
}

function stateOf(path: string): fs.Stats {
  try {
    return fs.statSync(path);
  } catch {
    throw new FileSystemError(path);
  }
}

function typeOf(path: string): number {
  const state = stateOf(path);
  const type = state.isDirectory() ? FileType.Directory : state.isFile() ? FileType.File : FileType.Unknown;
  return fs.lstatSync(path).isSymbolicLink() ? type | FileType.SymbolicLink : type;
}

/** Makes the fake `vscode` use the real disk; `onRead` is called with every read path. */
export function useRealFiles(onRead: (path: string) => void): void {
  Object.assign(workspace.fs, {
    stat: async ({ path }: Path) => {
      const { size, mtimeMs: mtime, birthtimeMs: ctime } = stateOf(path);
      return { type: typeOf(path), ctime, mtime, size };
    },
    readDirectory: async ({ path }: Path) => {
      onRead(path);
      return fs.readdirSync(path).map((name) => [name, typeOf(`${path}/${name}`)] as const);
    },
    readFile: async ({ path }: Path) => {
      onRead(path);
      stateOf(path);
      return fs.readFileSync(path);
    },
  });
}
