import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
const { signal } = new AbortController();
const mapping: Mapping = { folder: '', bucket, prefix: '', domains: [], onSave: 'publish' };

/** How long the plan of a folder of 10,000 unchanged files takes, beside one listing of as many objects, at several round trips. */
export async function benchPlan(): Promise<void> {
  const server = startProcess('server.mts');
  const top = mkdtempSync(join(tmpdir(), 'oss-cdn-bench-'));
  const store = new FileStore(join(top, 'store'));
  try {
    const ready = await nextMessage<ServerReady>(server);
    await store.open();
    await fill(top, store);
    for (const roundTripMs of roundTrips) await measure(ready, roundTripMs, { top, store });
  } finally {
    store.dispose();
    rmSync(top, { recursive: true });
    endProcess(server);
  }
}

async function measure(
  ready: ServerReady,
  roundTripMs: number,
  { top, store }: { readonly top: string; readonly store: PublishStore },
): Promise<void> {
  const relays: ChildProcess[] = [];
  const port =
    roundTripMs === 0 ? ready.port : await startRelay([ready.port, roundTripMs, 0, 'plain'].map(String), relays);
  const undo = sendAllTo({ ...ready, port });
  const ratios: number[] = [];
  const plans: number[] = [];
  const { oss } = openCloud();
  for (let round = 0; round <= rounds; round++) {
    const [listing, plan] = [await timed(() => listAll(oss)), await timed(() => planAll(oss, top, store))];
    if (round === 0) continue;
    ratios.push(plan / listing);
    plans.push(plan);
  }
  undo();
  for (const relay of relays) endProcess(relay);
  const what = `plan of 10,000 files with a warm ledger over one listing, ${roundTripMs} ms away`;
  printAim(what, median(ratios), timesListing);
  console.log(`  ${median(plans).toFixed(0)} ms, median of ${rounds}`);
}

/** Files as they are listed, and a ledger that knows each. */
async function fill(top: string, store: PublishStore): Promise<void> {
  for (const key of listed.keys) {
    const path = join(top, 'files', key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'x'.repeat(listed.size));
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
