/** Time, injected so that core has no clock of its own. */
export interface ClockPort {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds since any moment, by a clock that is never set, though it may stand still while the computer sleeps; left out where `now` is never set. */
  elapsed?(): number;
  /** Resolves after `ms`; rejects with `cancelled` when the signal fires. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Named documents on this computer, shared by every window, each written whole or not at all and on disk once written. Rejects with `storeRefused`. */
export interface DocumentStore {
  /** The ids that begin with this prefix. */
  list(prefix?: string): Promise<readonly string[]>;
  read(id: string): Promise<string | undefined>;
  write(id: string, text: string): Promise<void>;
  /** Replaces a document by what `change` makes of it, with no other window in between; `undefined` leaves it as it is. Answers what `change` did. */
  update(id: string, change: (before: string | undefined) => string | undefined): Promise<string | undefined>;
  remove(id: string): Promise<void>;
  /**
   * Takes the exclusive right to work on a document for `ttlMs`, or extends it; false while another live window has it.
   * A lease ends by release, by time, or when its process is gone.
   */
  lease(id: string, ttlMs: number): Promise<boolean>;
  release(id: string): Promise<void>;
}

/** What the disk says of a file without opening it. */
export interface FileState {
  readonly size: number;
  /** When its content was last changed, ms since the epoch. */
  readonly mtimeMs: number;
}

/** A file that was opened; `bytes` of a small one. */
export interface OpenedFile extends FileState {
  readonly bytes?: Uint8Array;
}

/** A file below a listed folder; `path` is POSIX and relative to it. */
export interface ListedFile extends FileState {
  readonly path: string;
  /** For a link, where the file really is: POSIX and relative to the listed folder. */
  readonly real?: string;
}

/**
 * Files of the workspace, for what is published. A missing file is `undefined`; one that cannot be read throws `badFile`.
 *
 * What a file holds is read by the path that `realPath` gives, and never through a link: what was found to be inside a folder
 * may be exchanged for something outside of it before it is opened. That throws `badFile` with the code `changed`, as does a link.
 */
export interface FilePort {
  /** The saved bytes from disk. Throws `badFile` with the code `notRegular` for a folder, a pipe or a device. */
  read(path: string): Promise<Uint8Array | undefined>;
  /**
   * The bytes from `start` up to, not including, `end`; fewer where the file ends. They are a part of `into` when that is given. Throws
   * as `read` does.
   */
  readRange(path: string, start: number, end: number, into?: Uint8Array): Promise<Uint8Array | undefined>;
  /** The size and time of a plain file, and its bytes where there are at most `mostBytes`: a folder has thousands of small files, each opened once. */
  readSmall(path: string, mostBytes: number): Promise<OpenedFile | undefined>;
  /** The size and time of a plain file. */
  stat(path: string): Promise<FileState | undefined>;
  /** What tells a file or folder from another one that takes its place. */
  identity(path: string): Promise<string | undefined>;
  /** Whether anything but a folder has this name: a file, or a link whatever its target; also true where that is unknown. */
  holds(path: string): Promise<boolean>;
  /** The path with every symbolic link resolved. */
  realPath(path: string): Promise<string | undefined>;
  /** The MD5 of the bytes, in upper case as OSS writes it. */
  md5(bytes: Uint8Array): string;
  /** The MD5 of a file of any size, read piece by piece; each piece is shown to `onPiece` and is then used again. */
  digest(
    path: string,
    onPiece: (piece: Uint8Array) => void,
    signal: AbortSignal,
  ): Promise<{ readonly md5: string; readonly size: number } | undefined>;
  /**
   * Every file below a folder, in the order of paths, without the folders that `skips` names. A link counts as what it leads to: left out
   * are one that leaves the folder, one to a folder through which it was reached itself, and one behind two others. What cannot be opened,
   * since its name is not UTF-8, is left out and passed to `onUnnamed`, by its path as far as that can be written. Throws `badFile` with the
   * code `tooManyLinks` where links multiply what is there.
   */
  list(
    folder: string,
    skips: (relativeFolder: string) => boolean,
    signal: AbortSignal,
    onUnnamed?: (path: string) => void,
  ): Promise<readonly ListedFile[]>;
  /** The folders through which `list` goes below a folder, as POSIX paths relative to it, in their order; what cannot be read is empty. */
  listFolders(
    folder: string,
    skips: (relativeFolder: string) => boolean,
    signal: AbortSignal,
  ): Promise<readonly string[]>;
}

/** A file on its way to the disk: written beside its place, and moved there once it is whole. Rejects with `badFile`. */
export interface IncomingFile {
  /** Begins again with nothing in it. */
  restart(): Promise<void>;
  write(piece: Uint8Array): Promise<void>;
  /** Moves it to its place; unless it `replaces` what is there, a taken place throws `badFile` with the code `EEXIST`. */
  finish(replaces: boolean): Promise<void>;
  /** Leaves nothing of it. */
  discard(): Promise<void>;
}

/** How the file systems of a computer take names. */
export type NameFlavour = 'windows' | 'posix';

/** Where downloads are written. Paths are POSIX and relative to an absolute folder. */
export interface DownloadPort {
  readonly flavour: NameFlavour;
  /** The folder of the user, absolute. */
  readonly home: string;
  /** Whether there is a folder at an absolute path; false where that cannot be read. */
  isFolder(path: string): Promise<boolean>;
  /** Those of the paths below a folder that something has, in their order, each with what tells a file from another; empty where that cannot be read. */
  listTaken(folder: string, paths: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
  /** Begins a file, with the folders around it; one that a link leads out of the folder throws `badFile` with the code `OutsideFolder`. */
  create(folder: string, path: string): Promise<IncomingFile>;
}

/** Small values kept between sessions for this user on this computer. */
export interface Memory {
  get<T>(key: string): T | undefined;
  set(key: string, value: unknown): Promise<void>;
}
