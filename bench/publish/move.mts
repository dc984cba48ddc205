import { loadOf, median, printAtLeast } from '../print.mjs';
import type { Stage } from './stage.mjs';

const [objects, roundTripMs, rounds, aim] = [1_000, 40, 7, 0.8];

/** Compares the move of a folder in the bucket with as many bare copies and deletions over the same transport. */
export async function benchMove(stage: Stage): Promise<void> {
  const contenders = await stage.start(['ours', 'ours'], { roundTripMs });
  const kinds = ['ours', 'bare'] as const;
  const times = kinds.map((): number[] => []);
  const processorTimes = kinds.map((): number[] => []);
  const names = Array.from({ length: objects }, (_, at) => `old/${String(at).padStart(4, '0')}.css`);
  const content = Object.fromEntries(names.map((name) => [name, `/* ${name} */`]));
  // The first round opens connections and warms up the code.
  for (let round = 0; round <= rounds; round++) {
    // They take turns at being first.
    for (const at of round % 2 === 0 ? [0, 1] : [1, 0]) {
      await stage.reset(content);
      const { ms, processorMs } = await contenders[at]!.move({ move: kinds[at] ?? 'ours', from: 'old/', to: 'new/' });
      if (round === 0) continue;
      times[at]?.push(ms);
      processorTimes[at]?.push(processorMs);
    }
  }
  stage.clear();
  const [ours = Number.NaN, bare = Number.NaN] = times.map(median);
  const what = `${objects} objects moved at ${roundTripMs} ms: our speed over that of bare copies and deletions`;
  printAtLeast(what, bare / ours, aim);
  const list = (all: readonly number[]) => all.map((ms) => ms.toFixed(0)).join(' ');
  console.log(`  ms, ours: ${list(times[0] ?? [])}, bare: ${list(times[1] ?? [])}; ${loadOf()}`);
  console.log(`  processor ms, ours: ${list(processorTimes[0] ?? [])}, bare: ${list(processorTimes[1] ?? [])}`);
}
