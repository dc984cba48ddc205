import { median, printAim } from '../print.mjs';
import type { SaveResult } from './contender.js';
import { withFolder } from './folder.mjs';
import type { Stage } from './stage.mjs';

const roundTripMs = 40;
const times = 4;
/** More than a script that puts and refreshes. */
const moreRoundTrips = 2;

/** How long one save takes until it is in the bucket and until its refresh is accepted, beside a script of the vendor's clients. */
export async function benchSave(stage: Stage): Promise<void> {
  const [own, vendor] = await stage.start(['ours', 'ali-oss 1'], { roundTripMs });
  await stage.reset();
  const [ours, script] = await withFolder(0, 0, async ({ path: folder }) => [
    toTimes(await own.save({ folder, times })),
    toTimes(await vendor.save({ folder, times })),
  ]);
  const more = (ours.refresh - ours.debounce - script.refresh) / roundTripMs;
  printAim('one save: round trips until the refresh is accepted, more than of a script', more, moreRoundTrips);
  console.log(
    `  at ${roundTripMs} ms: PUT accepted after ${ours.put} ms (script ${script.put} ms), refresh accepted after ${ours.refresh} ms, ${ours.debounce} ms of it the debounce (script ${script.refresh} ms)`,
  );
}

/** Medians, ms; the first save opens connections and learns about the bucket, the domain and the quota. */
function toTimes([, ...warm]: readonly SaveResult[]) {
  const of = (key: keyof SaveResult) => Math.round(median(warm.map((one) => one[key])));
  return { put: of('putMs'), refresh: of('refreshMs'), debounce: of('debounceMs') };
}
