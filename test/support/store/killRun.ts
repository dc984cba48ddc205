import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Sandbox, startSandbox } from '../../../sandbox/server.js';

const bucket = { name: 'assets-singapore', region: 'ap-southeast-1' };
const domain = 'static.shop-demo.com';

/** The input of a window. */
export interface KilledWindowInput {
  readonly proxyPort: number;
  readonly caPath: string;
  readonly keys: { readonly accessKeyId: string; readonly accessKeySecret: string };
  readonly accountId: string;
  readonly bucket: typeof bucket;
  readonly domain: string;
  readonly folder: string;
  readonly store: string;
  readonly count: number;
  /** The requests are on disk, as an earlier window was told. */
  readonly isAcknowledged: boolean;
}

/** A message of a window. */
export type KilledWindowNews =
  | { readonly kind: 'acknowledged' | 'done' }
  | { readonly kind: 'stuck'; readonly state: string }
  | { readonly kind: 'failed'; readonly action: string; readonly failed: string };

/** The files of windows that were killed repeatedly. */
export interface KillEnd {
  readonly kills: number;
  readonly missing: number;
  /** HEAD requests, and repeated PUTs of an object. */
  readonly heads: number;
  readonly repeatedPuts: number;
  readonly refreshCalls: number;
  /** Refresh calls with a URL of an earlier call. */
  readonly repeatedRefreshCalls: number;
  readonly stuck: readonly string[];
  readonly seconds: number;
}

/** Publishes this many files by windows in separate processes, each killed (SIGKILL) after `lifeMs`, and a last one that finishes. */
export async function runKills(count: number, kills: number, lifeMs: () => number): Promise<KillEnd> {
  const sandbox = await startSandbox({ speed: 3_000 });
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'oss-cdn-kills-')));
  const folder = join(top, 'site');
  mkdirSync(folder);
  for (let at = 0; at < count; at++) writeFileSync(join(folder, `file-${at}.css`), `file ${at}`);
  sandbox.state.buckets.get(bucket.name)?.objects.clear();
  sandbox.state.quota.urls = 10_000_000;
  const start = performance.now();
  try {
    const told = await runWindows(sandbox, { folder, store: join(top, 'store'), count }, kills, lifeMs);
    return { ...toEnd(sandbox, count), ...told, seconds: (performance.now() - start) / 1_000 };
  } finally {
    await sandbox.stop();
    rmSync(top, { recursive: true, force: true });
  }
}

async function runWindows(
  sandbox: Sandbox,
  place: Pick<KilledWindowInput, 'folder' | 'store' | 'count'>,
  kills: number,
  lifeMs: () => number,
): Promise<Pick<KillEnd, 'kills' | 'stuck'>> {
  const { id, secret } = sandbox.accessKey;
  const { proxyPort, caPath, state } = sandbox;
  const keys = { accessKeyId: id, accessKeySecret: secret };
  const own = { proxyPort, caPath, keys, accountId: state.ownerId, bucket, domain, ...place };
  const stuck = new Set<string>();
  let isAcknowledged = false;
  let killed = 0;
  for (;;) {
    const child = startWindow({ ...own, isAcknowledged });
    const done = new Promise<void>((resolve) => {
      child.on('message', (news: KilledWindowNews) => {
        if (news.kind === 'acknowledged') isAcknowledged = true;
        if (news.kind === 'stuck') stuck.add(news.state);
        if (news.kind === 'done') resolve();
      });
    });
    const isLast = killed === kills;
    const time = new Promise<'time'>((resolve) => void (isLast || setTimeout(resolve, lifeMs(), 'time')));
    const ended = await Promise.race([done, time, once(child, 'exit')]);
    child.kill('SIGKILL');
    if (ended !== 'time') return { kills: killed, stuck: [...stuck] };
    killed++;
    await once(child, 'exit');
  }
}

function startWindow(input: KilledWindowInput): ChildProcess {
  const path = fileURLToPath(new URL('./killedWindow.mts', import.meta.url));
  const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const;
  return spawn(process.execPath, ['--import', 'tsx', path, JSON.stringify(input)], { stdio: [...stdio] });
}

function toEnd({ state }: Sandbox, count: number): Omit<KillEnd, 'kills' | 'stuck' | 'seconds'> {
  const objects = state.buckets.get(bucket.name)?.objects;
  const names = Array.from({ length: count }, (_, at) => at);
  const missing = names.filter((at) => objects?.get(`file-${at}.css`)?.body.toString() !== `file ${at}`).length;
  const puts = state.calls.filter(({ action, status }) => action === 'PutObject' && status === 200).length;
  const heads = state.calls.filter(({ action }) => action === 'HeadObject').length;
  const refreshes = state.calls.filter(({ action, status }) => action === 'RefreshObjectCaches' && status === 200);
  const seen = new Set<string>();
  let repeated = 0;
  for (const { params } of refreshes) {
    const urls = (params.ObjectPath ?? '').split('\n');
    if (urls.some((url) => seen.has(url))) repeated++;
    for (const url of urls) seen.add(url);
  }
  const own = { missing, heads, repeatedPuts: puts - count };
  return { ...own, refreshCalls: refreshes.length, repeatedRefreshCalls: repeated };
}
