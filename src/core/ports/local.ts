/** Time, injected so that core has no clock of its own. */
export interface ClockPort {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`; rejects with `cancelled` when the signal fires. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Named documents on this computer, shared by every window, each written whole or not at all. */
export interface DocumentStore {
  list(): Promise<readonly string[]>;
  read(id: string): Promise<string | undefined>;
  write(id: string, text: string): Promise<void>;
  remove(id: string): Promise<void>;
  /**
   * Takes the exclusive right to work on a document for `ttlMs`, or extends it; false while another live window has it.
   * A lease ends by release, by time, or when its process is gone.
   */
  lease(id: string, ttlMs: number): Promise<boolean>;
  release(id: string): Promise<void>;
}

/** Files of the workspace, for what is published. */
export interface FilePort {
  /** The saved bytes from disk, or `undefined` when the file is gone. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** The path with every symbolic link resolved, or `undefined` when it is gone. */
  realPath(path: string): Promise<string | undefined>;
}

/** Small values kept between sessions for this person on this computer. */
export interface Memory {
  get<T>(key: string): T | undefined;
  set(key: string, value: unknown): Promise<void>;
}
