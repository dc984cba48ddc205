/** Time. Core has no clock of its own. */
export interface ClockPort {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds of a monotonic clock, which may stop while the computer sleeps; absent if `now` is never set. */
  elapsed?(): number;
  /** Resolves after `ms`; rejects with `cancelled` when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Named documents on this computer, shared by all windows. Writes are atomic and durable. Rejects with `storeRefused`. */
export interface DocumentStore {
  /** Lists the ids with this prefix. */
  list(prefix?: string): Promise<readonly string[]>;
  read(id: string): Promise<string | undefined>;
  write(id: string, text: string): Promise<void>;
  /**
   * Replaces a document by the result of `change`, without another window in between; `undefined` leaves it unchanged.
   * Returns the result.
   */
  update(id: string, change: (before: string | undefined) => string | undefined): Promise<string | undefined>;
  remove(id: string): Promise<void>;
  /**
   * Takes or extends an exclusive lease on a document for `ttlMs`; false while another live window has it. A lease ends
   * by release, by time, or with its process.
   */
  lease(id: string, ttlMs: number): Promise<boolean>;
  release(id: string): Promise<void>;
}

/** The state of a file on disk. */
export interface FileState {
  readonly size: number;
  /** The last change of its content, ms since the epoch. */
  readonly mtimeMs: number;
}

/** An opened file, with the `bytes` of a small one. */
export interface OpenedFile extends FileState {
  readonly bytes?: Uint8Array;
}

/** A file below a listed folder; `path` is POSIX and relative to it. */
export interface ListedFile extends FileState {
  readonly path: string;
  /** The real path of a link: POSIX and relative to the listed folder. */
  readonly real?: string;
}

/**
 * Files of the workspace. A missing file is `undefined`; an unreadable one throws `badFile`. Content is read by the path
 * from `realPath`, and never through a link, because a file inside a folder may be replaced by a link to the outside
 * before it is opened. That throws `badFile` with the code `changed`, as does a link.
 */
export interface FilePort {
  /** Reads the saved bytes. Throws `badFile` with the code `notRegular` for a folder, a pipe or a device. */
  read(path: string): Promise<Uint8Array | undefined>;
  /**
   * Reads the bytes from `start` to before `end`, or fewer at the end of the file, into a part of `into` if given.
   * Throws as `read` does.
   */
  readRange(path: string, start: number, end: number, into?: Uint8Array): Promise<Uint8Array | undefined>;
  /**
   * Size and time of a plain file, and its bytes if there are at most `mostBytes`. Opens each of the thousands of small
   * files of a folder only once.
   */
  readSmall(path: string, mostBytes: number): Promise<OpenedFile | undefined>;
  /** Size and time of a plain file. */
  stat(path: string): Promise<FileState | undefined>;
  /** Identifies a file or folder, to detect a replacement. */
  identity(path: string): Promise<string | undefined>;
  /** Returns whether anything but a folder has this name: a file, or a link to anything. Also true if unknown. */
  holds(path: string): Promise<boolean>;
  /** The path with all symbolic links resolved. */
  realPath(path: string): Promise<string | undefined>;
  /** The MD5 of the bytes, in upper case like OSS. */
  md5(bytes: Uint8Array): string;
  /** The MD5 of a file of any size, read in pieces. `onPiece` gets each piece, whose buffer is reused. */
  digest(
    path: string,
    onPiece: (piece: Uint8Array) => void,
    signal: AbortSignal,
  ): Promise<{ readonly md5: string; readonly size: number } | undefined>;
  /**
   * Lists every file below a folder in path order, without the folders of `skips`. Links are followed, except one that
   * leaves the folder, one to an ancestor, and one behind two others. Files whose names are not UTF-8 cannot be opened;
   * they are omitted and passed to `onUnnamed` as far as their paths can be written. Throws `badFile` with the code
   * `tooManyLinks` if links multiply the files.
   */
  list(
    folder: string,
    skips: (relativeFolder: string) => boolean,
    signal: AbortSignal,
    onUnnamed?: (path: string) => void,
  ): Promise<readonly ListedFile[]>;
  /** Lists the folders that `list` would visit, as relative POSIX paths in order. Unreadable folders are included. */
  listFolders(
    folder: string,
    skips: (relativeFolder: string) => boolean,
    signal: AbortSignal,
  ): Promise<readonly string[]>;
}

/** A file that is written beside its target and moved there once complete. Rejects with `badFile`. */
export interface IncomingFile {
  /** Removes all written data. */
  restart(): Promise<void>;
  write(piece: Uint8Array): Promise<void>;
  /** Moves it to its target. Unless it `replaces` an existing file, that throws `badFile` with the code `EEXIST`. */
  finish(replaces: boolean): Promise<void>;
  /** Removes the file. */
  discard(): Promise<void>;
}

/** The naming rules of a computer's file systems. */
export type NameFlavour = 'windows' | 'posix';

/** Files for downloads. Paths are POSIX and relative to an absolute folder. */
export interface DownloadPort {
  readonly flavour: NameFlavour;
  /** The user's home folder, absolute. */
  readonly home: string;
  /** Returns whether an absolute path is a folder; false if it cannot be read. */
  isFolder(path: string): Promise<boolean>;
  /** The existing ones among the paths below a folder, in order, each with its identity (empty if unreadable). */
  listTaken(folder: string, paths: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
  /** Starts a file and creates its parent folders. If a link leads out of the folder, throws `badFile` with the code `OutsideFolder`. */
  create(folder: string, path: string): Promise<IncomingFile>;
}

/** Small values stored for this user on this computer. */
export interface Memory {
  get<T>(key: string): T | undefined;
  set(key: string, value: unknown): Promise<void>;
}
