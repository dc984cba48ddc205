import { printAim } from '../print.mjs';
import { nextMessage, startProcessWith } from './place.mjs';
import type { StoreRun } from './storeRun.mjs';

const [few, many] = [10_000, 100_000] as const;
const beside = 5_000;
/** A disk that takes so long for each commit is slow, ms. */
const slowMs = 20;
/** V8 leaves garbage where the heap may grow: in one of so many MB, what is needed shows. */
const smallHeap = ['--max-old-space-size=160', '--max-semi-space-size=16'];

/** What publishing costs the store and the extension host, from ten thousand files to a hundred thousand, beside another window and on a slow disk. */
export async function benchStore(): Promise<void> {
  const small = await run('alone', few, 0);
  const large = await run('alone', many, 0);
  printAim(`time of ${many} files by that of ${few}`, large.seconds / small.seconds, 11);
  printAim(`bytes written for each of ${many} files`, large.bytesPerFile, 4_096);
  printAim(`event loop delay at ${many} files, 99.9 %, ms`, large.delayMs.p999, 50);
  const bounded = await run('alone', many, 0, smallHeap);
  printAim(`memory added at ${many} files in a heap of 160 MB, MB`, bounded.memoryMb, 150);
  describe(`${few} files`, small);
  describe(`${many} files`, large);
  describe(`${many} files in a heap of 160 MB`, bounded);
  describe(`${beside} files beside a window that writes`, await run('beside', beside, 0));
  describe(`${beside} files, ${slowMs} ms a commit`, await run('alone', beside, slowMs));
  describe(`${beside} files beside a window that writes, ${slowMs} ms a commit`, await run('beside', beside, slowMs));
}

async function run(
  mode: 'alone' | 'beside',
  count: number,
  commitMs: number,
  flags: readonly string[] = [],
): Promise<StoreRun> {
  const child = startProcessWith(flags, 'storeRun.mts', mode, String(count), String(commitMs));
  return nextMessage<StoreRun>(child);
}

function describe(what: string, { seconds, bytesPerFile, delayMs, memoryMb }: StoreRun): void {
  console.log(
    `  ${what}: ${seconds.toFixed(1)} s, ${bytesPerFile.toFixed(0)} bytes a file, delays ${delayMs.p999.toFixed(0)} ms (99.9 %) and ${delayMs.max.toFixed(0)} ms at most, ${memoryMb.toFixed(0)} MB`,
  );
}
