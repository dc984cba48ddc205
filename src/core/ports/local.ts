/** Tells the time and waits. Core code uses no other clock. */
export interface ClockPort {
  /** Returns the time in ms since the epoch. */
  now(): number;
  /** Returns the ms of a monotonic clock, which may stop while the computer sleeps. Absent if the clock behind `now` is never set to another time. */
  elapsed?(): number;
  /** Resolves after `ms`; rejects with `cancelled` when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The commit of a work tree, whether all its files are as in that commit, except ignored ones, and its branch, if it has one. */
export interface WorkTree {
  readonly commit: string;
  readonly isClean: boolean;
  readonly branch?: string;
}

/** Reads the history of a folder with git, which runs nothing of the repository and fetches nothing. */
export interface HistoryPort {
  /**
   * Returns those of the commits that are `HEAD` or its ancestors. `undefined` if that cannot be known here: no git, no repository, or a shallow clone without
   * one of them.
   */
  findInHistory(folder: string, commits: readonly string[]): Promise<ReadonlySet<string> | undefined>;
  /**
   * Returns the earliest commits that a commit has in its history and `HEAD` has not: all their parents are in the history of `HEAD`. Empty if `HEAD` has the
   * commit; `undefined` if that cannot be known here.
   */
  listMissing(folder: string, commit: string): Promise<readonly string[] | undefined>;
  /** Returns the state of a work tree; `undefined` without git or without a commit. */
  describe(folder: string): Promise<WorkTree | undefined>;
}

/** Stores named documents on this computer, shared by all windows. Writes are atomic and durable. Each call rejects with `storeRefused`. */
export interface DocumentStore {
  /** Lists the ids that begin with this prefix; all ids by default. */
  list(prefix?: string): Promise<readonly string[]>;
  read(id: string): Promise<string | undefined>;
  write(id: string, text: string): Promise<void>;
  /**
   * Replaces a document by the result of `change`, with no other window writing in between. If `change` returns `undefined`, the document is unchanged.
   * Resolves to the result of `change`.
   */
  update(id: string, change: (before: string | undefined) => string | undefined): Promise<string | undefined>;
  remove(id: string): Promise<void>;
  /**
   * Takes or extends an exclusive lease on a document for `ttlMs`. Resolves to `false` while another live window has the lease. A lease ends when it is
   * released, after its time, or with its process.
   */
  lease(id: string, ttlMs: number): Promise<boolean>;
  release(id: string): Promise<void>;
}

/** The state of a file on disk. */
export interface FileState {
  readonly size: number;
  /** When the content was last changed, in ms since the epoch. */
  readonly mtimeMs: number;
}

/** An opened file. `bytes` is its content, if the file is small. */
export interface OpenedFile extends FileState {
  readonly bytes?: Uint8Array;
}

/** A file found below a listed folder. `path` is POSIX and relative to that folder. */
export interface ListedFile extends FileState {
  readonly path: string;
  /** The real path if the file is reached through a link, POSIX and relative to the listed folder. */
  readonly real?: string;
}

/**
 * Reads files of the workspace. A missing file gives `undefined`; an unreadable one throws `badFile`. Content is read by the path that `realPath` returns
 * and never through a link, because a file inside a folder may be replaced by a link to the outside before it is opened. A link throws `badFile` with the
 * code `changed`, and so does such a replacement.
 */
export interface FilePort {
  /** Reads the saved bytes of a file. Throws `badFile` with the code `notRegular` for a folder, a pipe or a device. */
  read(path: string): Promise<Uint8Array | undefined>;
  /**
   * Reads the bytes from `start` up to but not including `end`, or fewer at the end of the file. Puts them into `into`, if given, and returns that part of
   * it. Throws like `read`.
   */
  readRange(path: string, start: number, end: number, into?: Uint8Array): Promise<Uint8Array | undefined>;
  /**
   * Reads the size and time of a plain file, and its bytes if there are at most `mostBytes`. A folder may have thousands of small files, so each is opened
   * only once.
   */
  readSmall(path: string, mostBytes: number): Promise<OpenedFile | undefined>;
  /** Reads the size and time of a plain file. */
  stat(path: string): Promise<FileState | undefined>;
  /** Returns a text that identifies a file or folder, so that a replacement can be detected. */
  identity(path: string): Promise<string | undefined>;
  /** Returns whether this path is taken by anything but a folder: a file, or a link to anything. Resolves to `true` if that cannot be read. */
  holds(path: string): Promise<boolean>;
  /** Returns the path with all symbolic links resolved. */
  realPath(path: string): Promise<string | undefined>;
  /** Returns the MD5 of the bytes, in upper case as OSS writes it. */
  md5(bytes: Uint8Array): string;
  /** Computes the MD5 of a file of any size, read in pieces. `onPiece` is given each piece, whose buffer is reused for the next. */
  digest(
    path: string,
    onPiece: (piece: Uint8Array) => void,
    signal: AbortSignal,
  ): Promise<{ readonly md5: string; readonly size: number } | undefined>;
  /**
   * Lists all files below a folder in path order, except in folders for which `skips` returns `true`. Links are followed, except one that leaves the folder,
   * one to an ancestor, and one behind two others. Files whose names are not UTF-8 cannot be opened; they are left out and passed to `onUnnamed` as far as
   * their paths can be written. Throws `badFile` with the code `tooManyLinks` if links multiply the files.
   */
  list(
    folder: string,
    skips: (relativeFolder: string) => boolean,
    signal: AbortSignal,
    onUnnamed?: (path: string) => void,
  ): Promise<readonly ListedFile[]>;
  /** Lists the folders that `list` would visit, as relative POSIX paths in order. Folders that cannot be read are included. */
  listFolders(
    folder: string,
    skips: (relativeFolder: string) => boolean,
    signal: AbortSignal,
  ): Promise<readonly string[]>;
}

/** A download that is written to a file beside its target and moved there once complete. Rejects with `badFile`. */
export interface IncomingFile {
  /** Discards all data written so far. */
  restart(): Promise<void>;
  /** Takes over a piece, as a sink does. A write that fails may reject a later call, or `finish`. */
  write(piece: Uint8Array): Promise<void> | undefined;
  /** Moves the file to its target. If the target exists and `replaces` is `false`, throws `badFile` with the code `EEXIST`. */
  finish(replaces: boolean): Promise<void>;
  /** Removes the file. */
  discard(): Promise<void>;
}

/** The rules for file names on a computer. */
export type NameFlavour = 'windows' | 'posix';

/** Writes downloaded files. Paths are POSIX and relative to an absolute folder. */
export interface DownloadPort {
  readonly flavour: NameFlavour;
  /** The user's home folder, absolute. */
  readonly home: string;
  /** Returns whether an absolute path is a folder; false if it cannot be read. */
  isFolder(path: string): Promise<boolean>;
  /** Returns those paths below a folder that already exist, in order. The value of each is a text that identifies the file, empty if it cannot be read. */
  listTaken(folder: string, paths: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
  /** Starts a file and creates its parent folders. If a link leads out of the folder, throws `badFile` with the code `OutsideFolder`. */
  create(folder: string, path: string): Promise<IncomingFile>;
}

/** Small values stored for this user on this computer. */
export interface Memory {
  get<T>(key: string): T | undefined;
  set(key: string, value: unknown): Promise<void>;
}
