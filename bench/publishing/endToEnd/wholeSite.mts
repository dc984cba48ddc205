import { printAim } from '../../print.mjs';
import { withFolder } from './folder.mjs';
import type { Stage } from './stage.mjs';

const way = { roundTripMs: 40, bitsPerSecond: 20e6 };
const siteBytes = 50e6;
const files = 1_000;
/** Videos and pictures beside many small files. */
const large = [5, 4, 3, 3, 2, 2, 1.5, 1.5, 1, 1, 1, 1].map((megabytes) => megabytes * 1e6);
const aims = { overLine: 1.1, saveMs: 2_000 };

/** How near a site of many sizes comes to what the line carries, and whether one save gets through meanwhile. */
export async function benchSite(stage: Stage): Promise<void> {
  const names = ['ours', 'ali-oss 32'] as const;
  const contenders = await stage.start(names, way);
  await withFolder(sizes(), async ({ path: folder, names: keys, bytes }) => {
    const lineMs = (bytes * 8_000) / way.bitsPerSecond;
    for (const { name, publish } of contenders) {
      await stage.reset();
      const { ms, saveMs } = await publish({
        folder,
        names: keys,
        ...(name === 'ours' && { saveAfterMs: lineMs / 2 }),
      });
      if (name === 'ours') {
        printAim(
          `a site of ${files} files and ${(bytes / 1e6).toFixed(0)} MB over 20 Mbit/s and 40 ms: time over that of the line`,
          ms / lineMs,
          aims.overLine,
        );
        printAim('one save in the middle of it: PUT accepted after, ms', saveMs ?? Number.NaN, aims.saveMs);
      }
      console.log(`  ${name}: ${(ms / 1_000).toFixed(1)} s, the line alone ${(lineMs / 1_000).toFixed(1)} s`);
    }
  });
}

/** The small files share what the large ones leave, from a few hundred bytes to some hundred thousand. */
function sizes(): readonly number[] {
  const rest = siteBytes - large.reduce((sum, size) => sum + size, 0);
  const weights = Array.from({ length: files - large.length }, (_, at) => 1.008 ** at);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const small = weights.map((weight) => Math.round((rest * weight) / total));
  // The large ones are among the others, as they are in a folder.
  const every = Math.floor(small.length / large.length);
  return small.flatMap((size, at) => {
    const one = at % every === 0 ? large[at / every] : undefined;
    return one === undefined ? [size] : [one, size];
  });
}
