import { printAim } from '../../print.mjs';
import type { PublishResult } from './contender.js';
import { withFolder } from './folder.mjs';
import type { Stage } from './stage.mjs';

const [few, many] = [10_000, 100_000] as const;
const warmUp = 1_000;
const fileBytes = 100;
const aims = { growth: 11, bytes: 4_096, delayMs: 50, addedMb: 150 };

/** How the time of publishing grows with the number of files, and what it takes of the process. */
export async function benchScale(stage: Stage): Promise<void> {
  const small = await run(stage, few);
  const large = await run(stage, many);
  const { delayMs, bytesPerFile, addedMb } = large.process!;
  printAim(`time of ${many} files by that of ${few}`, large.ms / small.ms, aims.growth);
  printAim(`bytes written for each of ${many} files`, bytesPerFile, aims.bytes);
  printAim(`event loop delay at ${many} files, 99.9 %, ms`, delayMs.p999, aims.delayMs);
  // What V8 has not collected yet is not needed: the bench of the store measures how small a heap may be.
  printAim(`live heap added at ${many} files, MB`, addedMb.heap, aims.addedMb);
  for (const [files, result] of [
    [few, small],
    [many, large],
  ] as const)
    describe(files, result);
}

/** In a process of its own, whose code and connections are warm. */
async function run(stage: Stage, files: number): Promise<PublishResult> {
  const [ours] = await stage.start(['ours'], { roundTripMs: 0 });
  const publish = async (count: number, measures: boolean) => {
    await stage.reset();
    const sizes = Array.from({ length: count }, () => fileBytes);
    return withFolder(sizes, ({ path: folder, names }) => ours!.publish({ folder, names, measures }));
  };
  await publish(warmUp, false);
  const result = await publish(files, true);
  stage.clear();
  return result;
}

function describe(files: number, { ms, planMs = Number.NaN, process }: PublishResult): void {
  const { delayMs, bytesPerFile, addedMb } = process!;
  console.log(
    `  ${files} files: ${(ms / 1_000).toFixed(1)} s (${(files / (ms / 1_000)).toFixed(0)} files/s), plan ${(planMs / 1_000).toFixed(1)} s, delays ${delayMs.p999.toFixed(0)} ms (99.9 %) and ${delayMs.max.toFixed(0)} ms at most, ${bytesPerFile.toFixed(0)} bytes a file, ${addedMb.rss.toFixed(0)} MB of RSS and ${addedMb.heap.toFixed(0)} MB of heap`,
  );
}
