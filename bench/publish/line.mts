import { loadOf, median, printAim } from '../print.mjs';
import { type Folder, withFolder } from './folder.mjs';
import type { Limits } from './front.js';
import type { Contender, Stage } from './stage.mjs';

const rounds = 3;
const roundTripMs = 40;
const aims = { overLine: 1.05, withResets: 1.3 };
/** The widths of the lines over which the site is published, Mbit/s. */
const widths = [20, 100];
const kb = 1024;
const site = {
  files: 800,
  sizes: [
    [50, 12],
    [30, 60],
    [17, 150],
    [3, 850],
  ],
} as const;
const small = { files: 1_000, fileBytes: 4 * kb };
const resetShare = 0.01;

/** Measures our publishing of a site over lines of limited bandwidth, relative to the time that its bytes alone take. */
export async function benchSite(stage: Stage): Promise<void> {
  await withFolder(site.files, toSiteBytes, async (folder) => {
    const bytes = folder.names.reduce((sum, _, at) => sum + toSiteBytes(at), 0);
    for (const width of widths) {
      const bytesPerSecond = (width * 1_000_000) / 8;
      const [ours] = await stage.start(['ours'], { roundTripMs, bytesPerSecond });
      const times: number[] = [];
      for (let round = 0; round < rounds; round++) times.push(await publish(stage, ours, folder));
      const alone = (bytes / bytesPerSecond) * 1_000;
      const what = `a site of ${site.files} files, ${(bytes / 1e6).toFixed(0)} MB, over ${width} Mbit/s at ${roundTripMs} ms`;
      printAim(`${what}: time over that of its bytes alone`, median(times) / alone, aims.overLine);
      console.log(`  ${(median(times) / 1_000).toFixed(2)} s (the bytes ${(alone / 1_000).toFixed(2)} s); ${loadOf()}`);
      stage.clear();
    }
  });
}

/** Measures our publishing while connections are reset, relative to the same without. */
export async function benchResets(stage: Stage): Promise<void> {
  await withFolder(small.files, small.fileBytes, async (folder) => {
    const [ours] = await stage.start(['ours'], { roundTripMs });
    await publish(stage, ours, folder);
    const factors: number[] = [];
    const times: string[] = [];
    for (let round = 0; round < rounds; round++) {
      const without = await publish(stage, ours, folder);
      const withResets = await publish(stage, ours, folder, { resetShare });
      factors.push(withResets / without);
      times.push(`${withResets.toFixed(0)} (${without.toFixed(0)})`);
    }
    const what = `${small.files} new files of ${small.fileBytes / kb} KB at ${roundTripMs} ms with ${resetShare * 100} % resets`;
    printAim(`${what}: time over that without`, median(factors), aims.withResets);
    console.log(`  ms with and without: ${times.join(', ')}; ${loadOf()}`);
    stage.clear();
  });
}

/** Returns the time until all files are known to be in the bucket, ms. */
async function publish(
  stage: Stage,
  contender: Contender,
  { path, names }: Folder,
  limits: Limits = {},
): Promise<number> {
  await stage.reset({}, limits);
  const { endMs = Number.NaN } = await contender.publish({ folder: path, names });
  return endMs;
}

/** Returns the size of a file of the site: many small pages and scripts, and some large pictures. */
function toSiteBytes(at: number): number {
  let percent = (at * 37) % 100;
  for (const [share, size] of site.sizes) {
    if (percent < share) return size * kb;
    percent -= share;
  }
  return 0;
}
