import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import type { CloudPorts } from '../../src/core/ports/cloud.js';
import type { FilePort } from '../../src/core/ports/local.js';
import { Engine } from '../../src/core/publishing/engine/engine.js';
import { toPublication } from '../../src/core/publishing/mapping/toPublication.js';
import { Publisher } from '../../src/core/publishing/publisher.js';
import { systemClock } from '../../src/disk/clock.js';
import type { Connection } from '../../src/disk/store/database/connection.js';
import { FileStore } from '../../src/disk/store/fileStore.js';

const mapping = {
  folder: '',
  bucket: { name: 'bench-bucket', region: 'cn-hangzhou' },
  prefix: '',
  domains: ['img.example.com'],
  onSave: 'publish',
} as const;
const body = Buffer.from('x'.repeat(100));
const md5 = createHash('md5').update(body).digest('hex').toUpperCase();
const domain = { name: mapping.domains[0], status: 'online', type: 'web', sources: [], httpsOn: true } as const;
/** Waiting for tasks is no work of the store. */
const hurry = 20;

/** What one run has shown. */
export interface StoreRun {
  readonly seconds: number;
  readonly bytesPerFile: number;
  readonly delayMs: { readonly p999: number; readonly max: number };
  readonly memoryMb: number;
}

/** A cloud that answers at once and remembers nothing, so that the store is what takes the time. */
function createInstantCloud(): CloudPorts {
  const soon = () => new Promise<void>((resolve) => setImmediate(resolve));
  const urls = new Map<string, readonly string[]>();
  const oss = {
    readBucketInfo: async () => ({ ...mapping.bucket, acl: 'private', publicAccessBlocked: false }),
    readObjectHead: () => soon().then(() => undefined),
    putObject: () => soon().then(() => ({ etag: md5, crc64: '0' })),
  };
  const cdn = {
    readRefreshQuota: async () => ({ urls: 10_000_000, directories: 100, prefetches: 100 }),
    readDomain: async () => domain,
    refresh: async (some: readonly string[]) => {
      const id = String(urls.size + 1);
      urls.set(id, some);
      return { taskIds: [id] };
    },
    readRefreshTasks: async (ids: readonly string[]) =>
      ids.flatMap((id) => (urls.get(id) ?? []).map((url) => ({ id, url, status: 'complete' as const, percent: 100 }))),
  };
  const edge = { probe: () => soon().then(() => ({ outcome: 'answered', status: 200, headers: { etag: md5 } })) };
  return { oss, cdn, edge } as unknown as CloudPorts;
}

/** A disk on which every file has the same bytes. */
function createSameFiles(): FilePort {
  const files: Partial<FilePort> = {
    realPath: async (path) => path,
    readSmall: async () => ({ size: body.length, mtimeMs: 1, bytes: body }),
    md5: () => md5,
  };
  return files as FilePort;
}

/** A disk on which each commit takes so long, ms. */
function slowDown(connection: Connection, commitMs: number): void {
  const exec = connection.exec.bind(connection);
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  connection.exec = (sql) => {
    exec(sql);
    if (commitMs > 0 && sql === 'COMMIT') Atomics.wait(sleeper, 0, 0, commitMs);
  };
}

/** Another window that writes all the time, in a process of its own. */
function startOther(top: string): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', fileURLToPath(import.meta.url), 'other', top], {
    stdio: 'inherit',
  });
}

async function writeAllTheTime(top: string): Promise<void> {
  const store = new FileStore(top);
  for (let at = 0; ; at++) {
    await store.write((tx) => tx.setNote('other window', String(at)));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function run(count: number, top: string, commitMs: number): Promise<StoreRun> {
  const store = new FileStore(top, { onConnected: (connection) => slowDown(connection, commitMs) });
  const cloud = createInstantCloud();
  const publisher = new Publisher({
    files: createSameFiles(),
    random: Math.random,
    loadEngine: async () => Engine,
    store,
    clock: { now: systemClock.now, sleep: (ms, signal) => systemClock.sleep(ms / hurry, signal) },
    session: {
      account: { id: '1', source: { kind: 'secret' } },
      onDidChange: () => ({ dispose() {} }),
      cloud: async () => cloud,
    },
  });
  const place = { accountId: '1', workspaceRoot: '/home/me/site', root: '/home/me/site', mapping };
  const publications = Array.from({ length: count }, (_, at) => {
    const made = toPublication(place, `assets/images/picture-${String(at).padStart(6, '0')}.png`, {
      batch: 'batch',
      explicit: true,
      believedNew: true,
      size: body.length,
    });
    if (!made) throw new Error('No key');
    return made;
  });
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 50);
  const written = writtenBytes();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const start = performance.now();
  let done = 0;
  const ended = new Promise<void>((resolve) => {
    publisher.onDidFinish(() => {
      if (++done === count) resolve();
    });
  });
  publisher.onDidChange(() => {
    const { state } = publisher;
    if (state.kind === 'failed') throw new Error(`Failed: ${JSON.stringify(state.failures[0]?.cause)}`);
  });
  await publisher.enqueue(publications);
  const onDisk = performance.now() - start;
  await ended;
  const seconds = (performance.now() - start) / 1_000;
  delay.disable();
  clearInterval(watch);
  publisher.dispose();
  store.dispose();
  console.error(`  ${count} files: on disk after ${(onDisk / 1_000).toFixed(2)} s`);
  return {
    seconds,
    bytesPerFile: (writtenBytes() - written) / count,
    delayMs: { p999: delay.percentile(99.9) / 1e6, max: delay.max / 1e6 },
    memoryMb: (most - before) / 1e6,
  };
}

function writtenBytes(): number {
  return Number(/wchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
}

/** Arguments: `alone` or `beside` another window, how many files, how long a commit takes (ms). */
async function main(): Promise<void> {
  const [mode, count, commitMs = '0'] = process.argv.slice(2);
  const place = count ?? '';
  const top = mkdtempSync(join(tmpdir(), 'oss-cdn-store-'));
  try {
    if (mode === 'other') return await writeAllTheTime(place);
    const other = mode === 'beside' ? startOther(top) : undefined;
    const result = await run(Number(count), top, Number(commitMs));
    other?.kill();
    if (process.send) process.send(result);
    else console.log(result);
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}

void main().then(() => process.disconnect?.());
