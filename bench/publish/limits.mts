import { loadOf, median, printAtLeast } from '../print.mjs';
import { withFolder } from './folder.mjs';
import type { Limits } from './front.js';
import type { Contender, Stage } from './stage.mjs';

/** A server or a proxy that bears only so many requests at once. */
interface Endpoint extends Limits {
  readonly what: string;
  /** The fixed limits of simultaneous requests of which one is the best. */
  readonly fixed: readonly number[];
}

const [files, fileBytes, roundTripMs, rounds, aim] = [2_000, 4 * 1024, 40, 3, 0.9];
const holdMs = roundTripMs;
const endpoints: readonly Endpoint[] = [
  { what: 'a server that throttles above 20 requests', holdMs, throttleAbove: 20, fixed: [8, 16, 20] },
  { what: 'a server that throttles above 100 requests', holdMs, throttleAbove: 100, fixed: [64, 100] },
  { what: 'a server that throttles above 300 requests', holdMs, throttleAbove: 300, fixed: [64, 128, 256] },
  { what: 'a server that slows down above 50 requests', holdMs, slowAbove: 50, fixed: [30, 50, 64, 100] },
  { what: 'a server that resets above 80 requests', holdMs, resetAbove: 80, fixed: [30, 64, 80] },
  { what: 'a proxy of 30 connections', mostTunnels: 30, fixed: [16, 20, 28] },
];

/** Compares the throughput of our adaptive limit with that of the best fixed limit, at endpoints that bear only so much. */
export async function benchLimits(stage: Stage): Promise<void> {
  await withFolder(files, fileBytes, async ({ path, names }) => {
    for (const { what, fixed, ...limits } of endpoints) {
      const ofProxy = limits.mostTunnels !== undefined;
      const contenders = await stage.start(
        ['ours', ...fixed.map((limit) => `ours ${limit}` as const)],
        { roundTripMs: ofProxy ? roundTripMs : 0 },
        { clients: ofProxy ? 'ofProxy' : 'direct' },
      );
      const speeds = new Map<Contender, number[]>(contenders.map((contender) => [contender, []]));
      for (let round = 0; round < rounds; round++) {
        for (const contender of contenders) {
          await stage.reset({}, limits);
          const { ms } = await contender.publish({ folder: path, names });
          speeds.get(contender)?.push((files / ms) * 1_000);
        }
      }
      stage.clear();
      const [ours = Number.NaN, ...others] = contenders.map((contender) => median(speeds.get(contender) ?? []));
      printAtLeast(`${what}: our speed over that with the best fixed limit`, ours / Math.max(...others), aim);
      const each = [...speeds].map(([{ name }, all]) => `${name}: ${all.map((speed) => speed.toFixed(0)).join(' ')}`);
      console.log(`  files/s, ${each.join(', ')}; ${loadOf()}`);
    }
  });
}
