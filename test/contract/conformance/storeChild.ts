import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { DocumentStore } from '../../../src/core/ports/local.js';
import { documentChanges } from './documentChanges.js';
import { type OtherWindow, type StoreRequest, toOtherWindow } from './storeWindow.js';

/** What the child is asked to do; windows are named by their folder and owner. */
export interface ChildRequest {
  readonly id: number;
  readonly work:
    | { readonly kind: 'close' }
    | { readonly kind: 'open'; readonly folder: string; readonly owner: string }
    | { readonly kind: 'store'; readonly folder: string; readonly owner: string; readonly request: StoreRequest }
    | {
        readonly kind: 'document';
        readonly folder: string;
        readonly owner: string;
        readonly method: keyof DocumentStore;
        readonly args: readonly unknown[];
      };
}

/** What it answers. */
export interface ChildReply {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** A process with windows of its own; started with the first request. */
export class StoreChild {
  private child: ChildProcess | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private count = 0;

  /** Opens a publishing store in it. */
  async open(folder: string, owner: string): Promise<OtherWindow> {
    await this.ask({ kind: 'open', folder, owner });
    return toOtherWindow(owner, (request) => this.ask({ kind: 'store', folder, owner, request }));
  }

  /** Documents as a window of it sees them. */
  documents(folder: string, owner: string): DocumentStore {
    const ask = (method: keyof DocumentStore, ...args: readonly unknown[]) =>
      this.ask({ kind: 'document', folder, owner, method, args });
    const nameOf = (change: unknown) => Object.entries(documentChanges).find(([, each]) => each === change)?.[0];
    return {
      list: async (prefix) => (await ask('list', prefix)) as readonly string[],
      read: async (id) => (await ask('read', id)) as string | undefined,
      write: async (id, text) => void (await ask('write', id, text)),
      update: async (id, change) => (await ask('update', id, nameOf(change))) as string | undefined,
      remove: async (id) => void (await ask('remove', id)),
      lease: async (id, ttlMs) => (await ask('lease', id, ttlMs)) as boolean,
      release: async (id) => void (await ask('release', id)),
    };
  }

  /** Closes every store in it. */
  async close(): Promise<void> {
    if (this.child) await this.ask({ kind: 'close' });
  }

  /** Ends it as a crash does. */
  async kill(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child || child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  private ask(work: ChildRequest['work']): Promise<unknown> {
    const child = this.start();
    const id = this.count++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      child.send({ id, work } satisfies ChildRequest);
    });
  }

  private start(): ChildProcess {
    if (this.child) return this.child;
    const script = fileURLToPath(new URL('storeProcess.mts', import.meta.url));
    const child = spawn(process.execPath, ['--no-warnings', '--import', 'tsx', script], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    child.on('message', ({ id, value, error }: ChildReply) => {
      const waiting = this.waiting.get(id);
      this.waiting.delete(id);
      if (error === undefined) waiting?.resolve(value);
      else waiting?.reject(new Error(error));
    });
    child.on('exit', () => {
      for (const { reject } of this.waiting.values()) reject(new Error('The process of the other window has ended'));
      this.waiting.clear();
    });
    this.child = child;
    return child;
  }
}
