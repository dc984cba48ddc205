import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, printAim, printAtLeast } from '../print.mjs';
import { type Contenders, createContenders, type PutFile } from './contenders.mjs';
import type { LargeResult } from './largeUpload.mjs';
import { firstMessage, sendAllTo, startProcess } from './place.mjs';
import type { ServerReady } from './server.mjs';

const atOnce = 16;
const rounds = 7;
const loads = [
  { files: 2_000, bytes: 4 * 1024, what: '2,000 files of 4 KB' },
  { files: 50, bytes: 4 * 1024 * 1024, what: '50 files of 4 MB' },
] as const;
const aims = { overAliOss: 1, timesRaw: 1.5, addedMb: 80 };

type Times = Readonly<Record<keyof Contenders, number[]>>;

/** How fast files go up beside the vendor's own client and beside bare PUTs, over TLS to one server, and what a large one takes of memory. */
export async function benchUpload(): Promise<void> {
  const server = startProcess('server.mts');
  try {
    const place = await firstMessage<ServerReady>(server);
    const large = startProcess('largeUpload.mts', String(place.port), place.caPath);
    const { addedMb, seconds } = await firstMessage<LargeResult>(large);
    const undo = sendAllTo(place);
    for (const load of loads) printLoad(load.what, load.files, await measure(load));
    undo();
    printAim('memory added by uploading 1 GB, MB', addedMb, aims.addedMb);
    console.log(`  ${(1024 / seconds).toFixed(0)} MB/s`);
  } finally {
    server.disconnect();
  }
}

async function measure({ files, bytes }: (typeof loads)[number]): Promise<Times> {
  const folder = mkdtempSync(join(tmpdir(), 'oss-cdn-bench-'));
  const names = Array.from({ length: files }, (_, index) => `${index}.css`);
  for (const name of names) writeFileSync(join(folder, name), randomBytes(bytes));
  const contenders = Object.entries(createContenders(atOnce)) as [keyof Contenders, PutFile][];
  const times: Times = { ours: [], aliOssFile: [], aliOssBuffer: [], raw: [], rawOurRead: [] };
  try {
    // The first round opens connections and warms the code up; then each begins a round in turn.
    for (let round = 0; round <= rounds; round++) {
      const order = contenders.map((_, index) => contenders[(index + round) % contenders.length]!);
      for (const [contender, put] of order) {
        const ms = await timeAll(names, (name) => put(name, join(folder, name)));
        if (round > 0) times[contender].push(ms);
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return times;
}

async function timeAll(names: readonly string[], put: (name: string) => Promise<unknown>): Promise<number> {
  const waiting = [...names];
  const work = async () => {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) await put(name);
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: atOnce }, work));
  return performance.now() - start;
}

function printLoad(what: string, files: number, times: Times): void {
  // Round by round, since this computer is not equally busy all the time; of ali-oss, whichever way was the faster.
  const overAliOss = times.ours.map(
    (ours, round) => Math.min(times.aliOssFile[round]!, times.aliOssBuffer[round]!) / ours,
  );
  const timesRaw = (raw: 'raw' | 'rawOurRead') => median(times.ours.map((ours, round) => ours / times[raw][round]!));
  printAtLeast(`${what}: speed over that of ali-oss`, median(overAliOss), aims.overAliOss);
  printAim(`${what}: time over that of raw PUTs`, timesRaw('raw'), aims.timesRaw);
  printAim(`${what}: time over that of raw PUTs that read files our way`, timesRaw('rawOurRead'), aims.timesRaw);
  const speeds = Object.entries(times).map(([name, all]) => `${name} ${((files / median(all)) * 1000).toFixed(0)}`);
  console.log(`  files/s: ${speeds.join(', ')} (${atOnce} at once, medians of ${rounds})`);
}
