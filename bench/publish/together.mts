import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadOf, median, printAim, printAtLeast } from '../print.mjs';
import { withFolder } from './folder.mjs';
import type { Stage } from './stage.mjs';

const way = { roundTripMs: 40, bytesPerSecond: 12_500_000 };
const line = 'at 100 Mbit/s and 40 ms';
const fileBytes = 4 * 1024;
const aims = { roundTrips: 2, share: 0.4 };
const [filesOfRun, saves, filesOfWindow, rounds] = [10_000, 5, 5_000, 3];

/** Measures how much work that comes together delays each other: a save and a folder, and the folders of two windows. */
export async function benchTogether(stage: Stage): Promise<void> {
  await benchSave(stage);
  await benchWindows(stage);
}

async function benchSave(stage: Stage): Promise<void> {
  await withFolder(filesOfRun, fileBytes, async ({ path, names }) => {
    const [ours] = await stage.start(['ours'], way);
    const { ms, saves: times } = await ours.publish({ folder: path, names, saves });
    stage.clear();
    const { aloneMs, duringMs } = times ?? { aloneMs: [], duringMs: [] };
    const more = (median(duringMs) - median(aloneMs)) / way.roundTripMs;
    const what = `a save while ${filesOfRun} files of 4 KB are published ${line}`;
    printAim(`${what}: round trips until its PUT more than alone`, more, aims.roundTrips);
    const list = (all: readonly number[]) => all.map((one) => one.toFixed(0)).join(' ');
    const speed = ((filesOfRun / ms) * 1_000).toFixed(0);
    console.log(`  ms alone: ${list(aloneMs)}; during: ${list(duringMs)}; ${speed} files/s; ${loadOf()}`);
  });
}

/** Two windows of one VS Code share a store. */
async function benchWindows(stage: Stage): Promise<void> {
  const withTwo = (work: (folders: readonly { path: string; names: readonly string[] }[]) => Promise<void>) =>
    withFolder(filesOfWindow, fileBytes, (a) => withFolder(filesOfWindow, fileBytes, (b) => work([a, b])));
  await withTwo(async (folders) => {
    const windows = await stage.start(['ours', 'ours'], way);
    const stores = mkdtempSync(join(tmpdir(), 'oss-cdn-store-'));
    const shares: number[] = [];
    const speeds: string[] = [];
    const ends: string[] = [];
    for (let round = 0; round < rounds; round++) {
      await stage.reset();
      const store = join(stores, String(round));
      const publish = ({ path: folder, names }: (typeof folders)[number], at: number) =>
        windows[at === 0 ? 0 : 1].publish({ folder, names, prefix: `${at}/`, store });
      const results = await Promise.all(folders.map(publish));
      const { share, speed } = compareShares(Object.values(await stage.stored()));
      shares.push(share);
      speeds.push(speed.toFixed(0));
      ends.push(results.map(({ endMs = Number.NaN }) => (endMs / 1_000).toFixed(1)).join(' and '));
    }
    stage.clear();
    rmSync(stores, { recursive: true, force: true, maxRetries: 5 });
    const what = `two windows that publish ${filesOfWindow} files of 4 KB each ${line}`;
    printAtLeast(`${what}: the share of the slower one`, median(shares), aims.share);
    console.log(
      `  shares ${shares.map((share) => share.toFixed(2)).join(', ')}; together ${speeds.join(', ')} files/s, ended after ${ends.join(', ')} s; ${loadOf()}`,
    );
  });
}

/** Returns the smaller share of the files, and the files per second in all, while both windows publish. */
function compareShares(stored: readonly (readonly number[])[]): { readonly share: number; readonly speed: number } {
  const from = Math.max(...stored.map((times) => times[0] ?? Number.NaN));
  const until = Math.min(...stored.map((times) => times.at(-1) ?? Number.NaN));
  const counts = stored.map((times) => times.filter((at) => at >= from && at <= until).length);
  const all = counts.reduce((sum, count) => sum + count, 0);
  return { share: Math.min(...counts) / all, speed: (all / (until - from)) * 1_000 };
}
