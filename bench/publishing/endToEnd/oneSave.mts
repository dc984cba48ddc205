import { median, printAim } from '../../print.mjs';
import type { SaveResult } from './contender.js';
import { withFolder } from './folder.mjs';
import type { Stage } from './stage.mjs';

const roundTrips = [0, 10, 40] as const;
const times = 3;
const warmUp = 1;
/** More than a script that puts and refreshes. */
const moreRoundTrips = 2;

type Times = ReturnType<typeof toTimes>;

/** How long one save takes until it is in the bucket and until its refresh is accepted, beside a script of the vendor's clients. */
export async function benchOneSave(stage: Stage): Promise<void> {
  const ours: Times[] = [];
  const scripts: Times[] = [];
  for (const roundTripMs of roundTrips) {
    const [own, script] = await stage.start(['ours', 'ali-oss 1'], { roundTripMs });
    await stage.reset();
    const job = { times: times + warmUp };
    const results = await withFolder([], async ({ path: folder }) => ({
      ours: await own!.save({ folder, ...job }),
      script: await script!.save({ folder, ...job }),
    }));
    stage.clear();
    ours.push(toTimes(results.ours));
    scripts.push(toTimes(results.script));
    describe(`one save at ${roundTripMs} ms`, ours.at(-1)!, scripts.at(-1)!);
  }
  const more = tripsOf(ours) - tripsOf(scripts);
  printAim('one save: round trips until the refresh is accepted, more than of a script', more, moreRoundTrips);
  console.log(
    `  ${tripsOf(ours).toFixed(1)} and ${tripsOf(scripts).toFixed(1)}, by how the times grow from ${roundTrips[0]} to ${roundTrips.at(-1)} ms, without the debounce`,
  );
}

/** Medians, ms; the first saves open connections and learn about the bucket, the domain and the quota. */
function toTimes(all: readonly SaveResult[]) {
  const warm = all.slice(warmUp);
  const of = (pick: (one: SaveResult) => number) => median(warm.map(pick));
  return {
    put: of(({ putMs }) => putMs),
    refresh: of(({ refreshMs }) => refreshMs),
    bare: of(({ refreshMs, debounceMs }) => refreshMs - debounceMs),
    debounce: of(({ debounceMs }) => debounceMs),
    fresh: of(({ freshMs = Number.NaN }) => freshMs),
    requests: warm.at(-1)?.requests ?? [],
  };
}

function tripsOf(times: readonly Times[]): number {
  const growth = (times.at(-1)?.bare ?? Number.NaN) - (times[0]?.bare ?? Number.NaN);
  return growth / (roundTrips[roundTrips.length - 1]! - roundTrips[0]);
}

function describe(what: string, ours: Times, script: Times): void {
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  console.log(
    `  ${what}: PUT accepted after ${ms(ours.put)} (script ${ms(script.put)}), refresh accepted after ${ms(ours.refresh)}, ${ms(ours.bare)} without the debounce of ${ms(ours.debounce)} (script ${ms(script.refresh)}), fresh after ${ms(ours.fresh)}; requests: ${ours.requests.join(', ')}`,
  );
}
