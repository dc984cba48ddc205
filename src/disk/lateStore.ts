import type { DocumentStore } from '../core/ports/local.js';
import type { PublishStore, SetAsideRequest, StorePort } from '../core/publishing/publishStore.js';
import { type Disposable, Signal } from '../core/signal.js';
import type { FileStore } from './store/fileStore.js';

/** Loads the store and `node:sqlite` at its first use; `folder` is absolute. */
export class LateStore implements StorePort, Disposable {
  private loaded: FileStore | undefined;
  private loading: Promise<FileStore> | undefined;
  private isDisposed = false;
  private readonly replaced = new Signal<void>();
  readonly onDidReplace = this.replaced.event;

  constructor(private readonly folder: string) {}

  get opened(): PublishStore | undefined {
    return this.loaded?.opened;
  }

  async open(): Promise<PublishStore> {
    return (await this.load()).open();
  }

  async setAside(request: SetAsideRequest): Promise<void> {
    return (await this.load()).setAside(request);
  }

  async hasData(): Promise<boolean> {
    return (await this.load()).hasData();
  }

  /** Documents of a folder, shared by every window. */
  documents(folder: string): DocumentStore {
    const of = async () => (await this.load()).documents(folder);
    return {
      list: async (prefix) => (await of()).list(prefix),
      read: async (id) => (await of()).read(id),
      write: async (id, text) => (await of()).write(id, text),
      update: async (id, change) => (await of()).update(id, change),
      remove: async (id) => (await of()).remove(id),
      lease: async (id, ttlMs) => (await of()).lease(id, ttlMs),
      release: async (id) => (await of()).release(id),
    };
  }

  dispose(): void {
    this.isDisposed = true;
    this.loaded?.dispose();
  }

  private load(): Promise<FileStore> {
    this.loading ??= import('./store/fileStore.js').then(({ FileStore: Store }) => {
      this.loaded = new Store(this.folder);
      this.loaded.onDidReplace(() => this.replaced.fire());
      if (this.isDisposed) this.loaded.dispose();
      return this.loaded;
    });
    return this.loading;
  }
}
