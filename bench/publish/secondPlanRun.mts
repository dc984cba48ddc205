import https from 'node:https';
import { Worker } from 'node:worker_threads';
import { createCloud } from '../../src/cloud/createCloud.js';
import { preparePlan } from '../../src/core/publishing/folder/preparePlan.js';
import { compileRules } from '../../src/core/publishing/mapping/fileRules.js';
import { indexMappings } from '../../src/core/publishing/mapping/mapping.js';
import { systemClock } from '../../src/disk/clock.js';
import { createFiles } from '../../src/disk/files.js';
import { FileStore } from '../../src/disk/store/fileStore.js';
import { sendAllTo } from './contender.js';
import { bucket, domain } from './place.js';

/** The subject of the measurement: the first or a later plan of a folder, or the listing and the reads of names, sizes and time stamps alone. */
export interface PlanJob {
  readonly kind: 'first' | 'plan' | 'alone';
  readonly folder: string;
  readonly files: number;
  /** The folder of the store. */
  readonly store: string;
  readonly port: number;
  readonly caPath: string;
}

/** The measured cost of a job. */
export interface PlanCost {
  readonly ms: number;
  readonly cpuMs: number;
  /** The longest time in which the event loop did nothing else, ms. */
  readonly stallMs: number;
  /** The peak of the resident memory over that before the job, MB. */
  readonly peakMb: number;
}

const tickMs = 2;
const job: PlanJob = JSON.parse(process.argv[2] ?? '');
const { folder, files } = job;
const { signal } = new AbortController();

sendAllTo(job.port, job.caPath);
void main();

async function main(): Promise<void> {
  const work = await (job.kind === 'alone' ? openAlone() : openPlan());
  process.send?.(await measure(work), () => process.exit());
}

async function measure(work: () => Promise<void>): Promise<PlanCost> {
  const idle = process.memoryUsage.rss();
  const cpu = process.cpuUsage();
  const start = performance.now();
  let [last, stallMs] = [start, 0];
  const tick = () => {
    const now = performance.now();
    stallMs = Math.max(stallMs, now - last - tickMs);
    last = now;
  };
  const ticks = setInterval(tick, tickMs);
  await work();
  const ms = performance.now() - start;
  tick();
  clearInterval(ticks);
  const { user, system } = process.cpuUsage(cpu);
  const peakMb = (process.resourceUsage().maxRSS * 1024 - idle) / 2 ** 20;
  return { ms, cpuMs: (user + system) / 1_000, stallMs, peakMb };
}

/** Opens what a window has open, with a connection to the bucket, and returns the comparison of Publish Folder. */
async function openPlan(): Promise<() => Promise<void>> {
  const mapping = { folder: '', bucket, prefix: '', domains: [domain], onSave: 'publish' } as const;
  const place = { accountId: '1', workspaceRoot: folder, root: folder, mapping };
  const scope = { place, below: '', rules: compileRules({}), mappings: indexMappings([mapping]), foreign: [] };
  const { oss } = createCloud({
    credentials: async () => ({ accessKeyId: 'id', accessKeySecret: 'secret' }),
    onCall: () => {},
    clock: systemClock,
  });
  const store = await new FileStore(job.store).open();
  const tools = { oss, files: createFiles(), store, clock: systemClock, onProgress: () => {} };
  await oss.listObjects(bucket, { prefix: '', limit: 1_000, flat: true }, signal);
  return async () => {
    const items = await preparePlan(scope, tools, signal);
    const unchanged = items.filter(({ kind }) => kind === 'skip').length;
    if (unchanged !== files || items.length !== files) throw new Error(`Only ${unchanged} files are unchanged`);
    if (job.kind === 'plan' && items.some(({ file }) => file?.digest)) throw new Error('Files were read again');
  };
}

/**
 * Returns what a script needs at least for the same two lists, one after the other: the objects with their sizes and ETags, and the files with their sizes
 * and time stamps.
 */
async function openAlone(): Promise<() => Promise<void>> {
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
  await list(agent, 1);
  return async () => {
    for (const { length } of [await list(agent), await walk()])
      if (length !== files) throw new Error(`There are ${length} instead of ${files}`);
  };
}

const row = /<Key>(.*?)<\/Key>.*?<ETag>"(.*?)"<\/ETag>.*?<Size>(\d+)<\/Size>/g;

/** Lists the objects, one page after the other. */
async function list(agent: https.Agent, mostPages = Number.POSITIVE_INFINITY): Promise<readonly unknown[]> {
  const objects: unknown[] = [];
  let marker: string | undefined = '';
  for (let count = 0; marker !== undefined && count < mostPages; count++) {
    const page: string = await get(agent, `/?prefix=&max-keys=1000&encoding-type=url&marker=${marker}`);
    for (const [, key = '', etag, size] of page.matchAll(row))
      objects.push({ key: decodeURIComponent(key), etag, size: Number(size) });
    marker = /<NextMarker>(.*?)<\/NextMarker>/.exec(page)?.[1];
  }
  return objects;
}

function get(agent: https.Agent, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const host = `${bucket.name}.oss-${bucket.region}.aliyuncs.com`;
    const request = https.get({ host, path, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => resolve(Buffer.concat(chunks).toString())).once('error', reject);
    });
    request.once('error', reject);
  });
}

const program = `
const { readdirSync, statSync } = require('node:fs');
const { parentPort, workerData } = require('node:worker_threads');
const walk = (folder, found) => {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = folder + '/' + entry.name;
    if (entry.isDirectory()) walk(path, found);
    else {
      const { size, mtimeMs } = statSync(path);
      found.push({ path, size, mtimeMs });
    }
  }
  return found;
};
parentPort.postMessage(walk(workerData, []));
`;

/** Lists the files with their sizes and time stamps, read in a thread. */
function walk(): Promise<readonly unknown[]> {
  return new Promise((resolve, reject) => {
    new Worker(program, { eval: true, workerData: folder }).once('message', resolve).once('error', reject);
  });
}
