import { printAim } from '../print.mjs';
import { withFolder } from './folder.mjs';
import type { Stage } from './stage.mjs';

const way = { roundTripMs: 40, bitsPerSecond: 20e6 };
/** Videos and pictures beside many small files, bytes. */
const large = [5, 4, 3, 3, 2, 2, 1.5, 1.5, 1, 1, 1, 1].map((megabytes) => megabytes * 1e6);
const small = Array.from({ length: 988 }, (_, at) => Math.round(75 * 1.008 ** at));
const aims = { overLine: 1.1, saveMs: 2_000 };

/** How near a site of many sizes comes to what the line carries, and whether one save gets through meanwhile. */
export async function benchSite(stage: Stage): Promise<void> {
  const [ours, vendor] = await stage.start(['ours', 'ali-oss 32'], way);
  // The large files are among the others, as they are in a folder.
  const every = Math.floor(small.length / large.length);
  const sizes = small.flatMap((size, at) => (at % every === 0 ? [large[at / every] ?? 0, size] : [size]));
  await withFolder(sizes, async ({ path: folder, names, bytes }) => {
    const lineMs = (bytes * 8_000) / way.bitsPerSecond;
    await stage.reset();
    const { ms, saveMs = Number.NaN } = await ours.publish({ folder, names, saveAfterMs: lineMs / 2 });
    await stage.reset();
    const { ms: vendorMs } = await vendor.publish({ folder, names });
    const what = `a site of ${names.length} files and ${(bytes / 1e6).toFixed(0)} MB over 20 Mbit/s and 40 ms`;
    printAim(`${what}: time over that of the line`, ms / lineMs, aims.overLine);
    printAim('one save in the middle of it: PUT accepted after, ms', saveMs, aims.saveMs);
    const [own, other, line] = [ms, vendorMs, lineMs].map((each) => `${(each / 1_000).toFixed(1)} s`);
    console.log(`  ours ${own}, ali-oss 32 ${other}, the line alone ${line}`);
  });
}
