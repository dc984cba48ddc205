import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCloud } from '../../src/cloud/createCloud.js';
import { endpointOf } from '../../src/core/origin.js';
import { systemClock } from '../../src/disk/clock.js';
import { fixLimit } from '../../test/support/fixedLimit.js';
import { useProxy } from '../../test/support/throughProxy.js';
import type { CloudReady } from './cloud.mjs';
import { type Job, type MoveJob, type PublishResult, sendAllTo, startProcessorTime } from './contender.js';
import { moveFolder } from './moveFolder.js';
import { bucket } from './place.js';
import { Window } from './window.js';

const [port = '', cloudText = '', , atOnce = '', clients = ''] = process.argv.slice(2);
const cloud: CloudReady = JSON.parse(cloudText);
/** The time at which the PUT of each object was answered, by bucket and key, ms of the performance clock. */
const puts = new Map<string, number>();
let onPut = () => {};
/** The window of an earlier job that is still open. */
let last: Window | undefined;

if (clients === 'ofProxy') useProxy({ proxyPort: Number(port), caPath: cloud.caPath });
else sendAllTo(Number(port), cloud.caPath);
// In the editor, a request without an agent gets a new one, so that no connection is reused.
https.globalAgent = new https.Agent({ keepAlive: false });
const { id, secret } = cloud.accessKey;
const ports = createCloud({
  credentials: async () => ({ accessKeyId: id, accessKeySecret: secret }),
  onCall: ({ action, subject, failed }) => {
    const isPut = action === 'PutObject' || action === 'CompleteMultipartUpload';
    if (!isPut || failed !== undefined) return;
    puts.set(subject, performance.now());
    onPut();
  },
  clock: systemClock,
});
if (atOnce !== '') fixLimit(ports.limits.of(endpointOf(bucket)), Number(atOnce));
process.on('disconnect', () => process.exit());
process.on('message', async (job: Job | MoveJob) =>
  process.send?.(await ('move' in job ? moveFolder(ports.oss, job) : publish(job))),
);
process.send?.('ready');

/**
 * Publishes in a window, by default with a separate store. Windows that share a store also send each other's files, so such a window stays open for the next.
 */
async function publish(job: Job): Promise<PublishResult> {
  const { folder, prefix = '', store = mkdtempSync(join(tmpdir(), 'oss-cdn-store-')) } = job;
  last?.dispose();
  const window = new Window(ports, { accountId: cloud.accountId, folder, prefix, store });
  last = window;
  try {
    return await publishIn(window, job);
  } finally {
    if (job.store === undefined) {
      window.dispose();
      last = undefined;
      rmSync(store, { recursive: true, force: true, maxRetries: 5 });
    }
  }
}

async function publishIn(window: Window, job: Job): Promise<PublishResult> {
  const { folder, names, earlier, untilFresh, saves } = job;
  if (earlier) await window.recordEarlier(earlier);
  const before = performance.now();
  const publications = await window.plan();
  if (publications.length !== names.length) throw new Error(`The plan has ${publications.length} files`);
  const aloneMs = saves ? await saveAlone(window, folder, saves) : [];
  puts.clear();
  const start = performance.now();
  const readProcessorTime = startProcessorTime();
  const during = saves ? saveDuring(window, job, saves) : undefined;
  await window.run(publications);
  const endMs = performance.now() - start;
  const ms = Math.max(...puts.values()) - start;
  const processorMs = readProcessorTime();
  if (untilFresh) await window.whenAllFresh();
  const freshMs = performance.now() - start;
  const result = { ms, processorMs, endMs, planMs: start - before, ...(untilFresh && { freshMs }) };
  return during ? { ...result, saves: { aloneMs, duringMs: await during } } : result;
}

/** Saves new files one after another while nothing else is published. The first save, which opens a connection, does not count. */
async function saveAlone(window: Window, folder: string, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let at = 0; at <= count; at++) times.push(await save(window, folder, `alone-${at}.css`));
  return times.slice(1);
}

/** Saves new files at even distances during a run. */
async function saveDuring(window: Window, { folder, names }: Job, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let at = 1; at <= count; at++) {
    await whenPut(() => puts.size >= (names.length * at) / (count + 1));
    times.push(await save(window, folder, `during-${at}.css`));
  }
  return times;
}

/** Returns the time until the PUT of a saved file is answered, ms. */
async function save(window: Window, folder: string, name: string): Promise<number> {
  writeFileSync(join(folder, name), `/* ${name} */`);
  const start = performance.now();
  await window.save(name);
  const subject = `${bucket.name}/${name}`;
  await whenPut(() => puts.has(subject));
  rmSync(join(folder, name));
  return (puts.get(subject) ?? Number.NaN) - start;
}

function whenPut(isTrue: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    onPut = () => {
      if (isTrue()) resolve();
    };
    onPut();
  });
}
