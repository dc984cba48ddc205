import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudReady } from './cloud.mjs';
import type { Job, PublishResult, SaveResult } from './contender.js';
import { sendAllTo } from './processes.mjs';

/** A call of the adapters, in ms of the performance clock. */
interface Call {
  readonly action: string;
  readonly from: number;
  readonly to: number;
}

const [port = '', cloudText = '', bundle = ''] = process.argv.slice(2);
const cloud: CloudReady = JSON.parse(cloudText);
const { Window, openCloud } = createRequire(import.meta.url)(bundle) as typeof import('./window.js');
type Window = InstanceType<typeof Window>;
const calls: Call[] = [];
/** The file that is saved. */
const saved = 'saved.css';

sendAllTo(Number(port), cloud.caPath);
// In the editor a request that brings no agent gets one of its own, so that no connection is kept for the next.
https.globalAgent = new https.Agent({ keepAlive: false });
const ports = openCloud(cloud.keys, ({ action, durationMs, failed }) => {
  const to = performance.now();
  if (failed === undefined || action === 'HeadObject') calls.push({ action, from: to - durationMs, to });
});
process.on('disconnect', () => process.exit());
process.on('message', async (job: Job) => process.send?.(await (job.kind === 'save' ? saveAll(job) : publish(job))));
process.send?.('ready');

/** A window with a store of its own, for as long as the work takes. */
async function withWindow<T>(folder: string, work: (window: Window) => Promise<T>): Promise<T> {
  const store = mkdtempSync(join(tmpdir(), 'oss-cdn-store-'));
  const window = new Window({ folder, store, accountId: cloud.accountId }, ports);
  calls.length = 0;
  try {
    return await work(window);
  } finally {
    window.dispose();
    rmSync(store, { recursive: true, force: true });
  }
}

function publish(job: Job & { kind: 'publish' }): Promise<PublishResult> {
  const { folder, names, earlier, untilFresh } = job;
  return withWindow(folder, async (window) => {
    if (earlier) await window.recordEarlier(earlier);
    const before = performance.now();
    const publications = await window.plan();
    if (publications.length !== names.length) throw new Error(`The plan has ${publications.length} files`);
    const start = performance.now();
    const planMs = start - before;
    await window.run(publications);
    const ms = lastPut(names.length) - start;
    if (untilFresh) await window.whenAllFresh();
    const freshMs = performance.now() - start;
    return { ms, planMs, ...(untilFresh && { freshMs }) };
  });
}

/** When the last PUT was answered; throws unless there were so many. */
function lastPut(count: number): number {
  const puts = calls.filter(({ action }) => action === 'PutObject' || action === 'CompleteMultipartUpload');
  if (puts.length !== count) throw new Error(`${puts.length} files were put instead of ${count}`);
  // In the order in which they were answered.
  return puts.at(-1)?.to ?? Number.NaN;
}

function saveAll({ folder, times }: Job & { kind: 'save' }): Promise<readonly SaveResult[]> {
  return withWindow(folder, async (window) => {
    const results: SaveResult[] = [];
    for (let time = 0; time < times; time++) results.push(await saveOnce(window, folder));
    return results;
  });
}

async function saveOnce(window: Window, folder: string): Promise<SaveResult> {
  writeFileSync(join(folder, saved), `saved ${Math.random()}`);
  calls.length = 0;
  const start = performance.now();
  await window.save(saved);
  await window.whenAllFresh();
  const put = calls.find(({ action }) => action === 'PutObject');
  const refresh = calls.find(({ action }) => action === 'RefreshObjectCaches');
  if (!put || !refresh) throw new Error('The file was not published');
  // The quota is asked for while the debounce lasts.
  const after = calls.filter(({ to, action }) => to <= refresh.to && action !== 'DescribeRefreshQuota');
  const next = Math.min(...after.filter((call) => call !== put && call.from >= put.to - 1).map(({ from }) => from));
  return { putMs: put.to - start, refreshMs: refresh.to - start, debounceMs: next - put.to };
}
