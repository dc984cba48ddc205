import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, printAim, printAtLeast } from '../print.mjs';
import { contenders } from './contenders.mjs';
import type { LargeResult } from './largeUpload.mjs';
import { endProcess, nextMessage, startProcess } from './place.mjs';
import type { ServerReady } from './server.mjs';

const atOnce = 16;
const rounds = 15;
const loads = [
  { files: 2_000, bytes: 4 * 1024, what: '2,000 files of 4 KB' },
  { files: 50, bytes: 4 * 1024 * 1024, what: '50 files of 4 MB' },
] as const;
const aims = { overAliOss: 1, timesRaw: 1.5, addedMb: 80 };

const names = Object.keys(contenders) as readonly Name[];

type Name = keyof typeof contenders;
type Times = Readonly<Record<Name, number[]>>;

/** How fast files go up beside the vendor's own client and beside bare PUTs, over TLS to one server, and what a large one takes of memory. */
export async function benchUpload(): Promise<void> {
  const server = startProcess('server.mts');
  try {
    const place = await nextMessage<ServerReady>(server);
    const large = startProcess('largeUpload.mts', String(place.port), place.caPath);
    const { addedMb, seconds } = await nextMessage<LargeResult>(large);
    for (const load of loads) printLoad(load.what, load.files, await measure(load, place));
    printAim('memory added by uploading 1 GB, MB', addedMb, aims.addedMb);
    console.log(`  ${(1024 / seconds).toFixed(0)} MB/s`);
  } finally {
    endProcess(server);
  }
}

/** Each contender is alone in its process: what one of them does to the caches and to the heap of the engine is not for another to pay. */
async function measure({ files, bytes }: (typeof loads)[number], { port, caPath }: ServerReady): Promise<Times> {
  const folder = mkdtempSync(join(tmpdir(), 'oss-cdn-bench-'));
  const keys = Array.from({ length: files }, (_, index) => `${index}.css`);
  for (const key of keys) writeFileSync(join(folder, key), randomBytes(bytes));
  const start = (name: Name) => startProcess('contender.mts', name, String(port), caPath, folder, String(atOnce));
  const processes = names.map((name) => ({ name, child: start(name), times: [] as number[] }));
  try {
    await Promise.all(processes.map(({ child }) => nextMessage(child)));
    // The first round opens connections and warms the code up; then each begins a round in turn.
    for (let round = 0; round <= rounds; round++) {
      for (const index of processes.keys()) {
        const { child, times } = processes[(index + round) % processes.length]!;
        child.send(keys);
        const ms = await nextMessage<number>(child);
        if (round > 0) times.push(ms);
      }
    }
  } finally {
    for (const { child } of processes) endProcess(child);
    rmSync(folder, { recursive: true });
  }
  return Object.fromEntries(processes.map(({ name, times }) => [name, times])) as Times;
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
