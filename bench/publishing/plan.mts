import type { ChildProcess } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { OssPort } from '../../src/core/ports/oss.js';
import { preparePlan } from '../../src/core/publishing/folder/preparePlan.js';
import { compileRules } from '../../src/core/publishing/mapping/fileRules.js';
import { indexMappings, type Mapping } from '../../src/core/publishing/mapping/mapping.js';
import { LedgerPage } from '../../src/core/publishing/objectLedger.js';
import type { PublishStore } from '../../src/core/publishing/publishStore.js';
import { systemClock } from '../../src/disk/clock.js';
import { createFiles } from '../../src/disk/files.js';
import { FileStore } from '../../src/disk/store/fileStore.js';
import { median, printAim } from '../print.mjs';
import { startRelay } from './endToEnd/stage.mjs';
import { listed } from './listed.mjs';
import { bucket, endProcess, nextMessage, openCloud, sendAllTo, startProcess } from './place.mjs';
import type { ServerReady } from './server.mjs';

const rounds = 9;
const roundTrips = [40, 10, 0] as const;
const timesListing = 1.5;
const firstRounds = 3;
const timesScript = 1.5;
/** Files that the script reads at once. */
const scriptReads = 16;
const { signal } = new AbortController();
const mapping: Mapping = { folder: '', bucket, prefix: '', domains: [], onSave: 'publish' };

/**
 * How long the plan of a folder of 10,000 unchanged files takes, beside one listing of as many objects, at several round trips; and the
 * first one, of which the ledger knows nothing, beside a script that lists the objects and compares the MD5 of each file.
 */
export async function benchPlan(): Promise<void> {
  const server = startProcess('server.mts');
  const top = mkdtempSync(join(tmpdir(), 'oss-cdn-bench-'));
  const store = new FileStore(join(top, 'store'));
  try {
    const ready = await nextMessage<ServerReady>(server);
    await store.open();
    await fill(top, store);
    for (const roundTripMs of roundTrips)
      await withCloud(ready, roundTripMs, (oss) => measureWarm(oss, roundTripMs, { top, store }));
    await withCloud(ready, roundTrips[0], (oss) => measureFirst(oss, top));
  } finally {
    store.dispose();
    rmSync(top, { recursive: true });
    endProcess(server);
  }
}

/** Does the work with a cloud so many ms away. */
async function withCloud(
  ready: ServerReady,
  roundTripMs: number,
  work: (oss: OssPort) => Promise<void>,
): Promise<void> {
  const relays: ChildProcess[] = [];
  const port =
    roundTripMs === 0 ? ready.port : await startRelay([ready.port, roundTripMs, 0, 'plain'].map(String), relays);
  const undo = sendAllTo({ ...ready, port });
  try {
    await work(openCloud().oss);
  } finally {
    undo();
    for (const relay of relays) endProcess(relay);
  }
}

async function measureWarm(
  oss: OssPort,
  roundTripMs: number,
  { top, store }: { readonly top: string; readonly store: PublishStore },
): Promise<void> {
  const ratios: number[] = [];
  const plans: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const [listing, plan] = [await timed(() => listAll(oss)), await timed(() => planAll(oss, top, store))];
    if (round === 0) continue;
    ratios.push(plan / listing);
    plans.push(plan);
  }
  const what = `plan of 10,000 files with a warm ledger over one listing, ${roundTripMs} ms away`;
  printAim(what, median(ratios), timesListing);
  console.log(`  ${median(plans).toFixed(0)} ms, median of ${rounds}`);
}

async function measureFirst(oss: OssPort, top: string): Promise<void> {
  const ratios: number[] = [];
  const plans: number[] = [];
  for (let round = 0; round < firstRounds; round++) {
    const store = new FileStore(join(top, `store-${round}`));
    await store.open();
    const [script, plan] = [await timed(() => compareAll(oss, top)), await timed(() => planAll(oss, top, store))];
    store.dispose();
    ratios.push(plan / script);
    plans.push(plan);
  }
  const what = `first plan of 10,000 files over a script that lists and reads them, ${roundTrips[0]} ms away`;
  printAim(what, median(ratios), timesScript);
  console.log(`  ${median(plans).toFixed(0)} ms, median of ${firstRounds}`);
}

/** What a script does to see that nothing has changed. */
async function compareAll(oss: OssPort, top: string): Promise<void> {
  await listAll(oss);
  const waiting = [...listed.keys];
  const work = async () => {
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
      if (hash('md5', await readFile(join(top, 'files', key))).toUpperCase() !== listed.etag) throw new Error(key);
    }
  };
  await Promise.all(Array.from({ length: scriptReads }, work));
}

/** Files as they are listed, and a ledger that knows each. */
async function fill(top: string, store: PublishStore): Promise<void> {
  for (const key of listed.keys) {
    const path = join(top, 'files', key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, listed.content);
  }
  const page = new LedgerPage(store, bucket, '');
  for (const { path, size, mtimeMs } of await createFiles().list(join(top, 'files'), () => false, signal)) {
    const record = { etag: listed.etag, size, md5: listed.etag, mtimeMs, rules: '', acl: 'default' } as const;
    page.set(path, { ...record, seenAt: Date.now() + 60_000 });
  }
  await page.save();
}

async function planAll(oss: OssPort, top: string, store: PublishStore): Promise<void> {
  const place = { accountId: '1', workspaceRoot: top, root: join(top, 'files'), mapping };
  const noHead = () => Promise.reject(new Error('The plan asked for a HEAD'));
  const items = await preparePlan(
    place,
    '',
    {
      oss: { ...oss, readObjectHead: noHead },
      files: createFiles(),
      store,
      clock: systemClock,
      rules: compileRules(mapping),
      foreign: [],
      mappings: indexMappings([mapping]),
      onProgress: () => {},
    },
    signal,
  );
  if (items.some(({ kind }) => kind !== 'skip')) throw new Error('The plan is not empty');
}

async function listAll(oss: OssPort): Promise<void> {
  let marker: string | undefined;
  let count = 0;
  do {
    const page = await oss.listObjects(
      bucket,
      { prefix: '', limit: 1_000, flat: true, ...(marker === undefined ? {} : { marker }) },
      signal,
    );
    count += page.objects.length;
    marker = page.next;
  } while (marker !== undefined);
  if (count !== listed.keys.length) throw new Error(`The listing has ${count} objects`);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
