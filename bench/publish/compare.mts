import { median, printAtLeast } from '../print.mjs';
import type { PublishResult } from './contender.js';
import { type Folder, makeEarlier, withFolder } from './folder.mjs';
import type { Load } from './loads.js';
import type { Contender, ContenderName, Rival, Stage } from './stage.mjs';

const rounds = 3;
/** So many files go up first, which opens connections and warms the code up. */
const warmUp = 200;

type Times = ReadonlyMap<ContenderName, number[]>;

/** Prints how many times as fast ours is as each rival. */
export async function compare(stage: Stage, load: Load): Promise<void> {
  const { files, fileBytes, roundTripMs, rivals } = load;
  const names = Object.keys(rivals) as Rival[];
  const contenders = await stage.start(['ours', ...names], load);
  const times: Times = new Map(contenders.map(({ name }) => [name, []]));
  const plans: number[] = [];
  await withFolder(Math.min(warmUp, files), fileBytes, async (folder) => {
    for (const contender of contenders) await publish(stage, load, contender, folder);
  });
  await withFolder(files, fileBytes, async (folder) => {
    // Each contender begins a round in turn.
    for (let turn = 0; turn < rounds * contenders.length; turn++) {
      const contender = contenders[(turn + Math.floor(turn / contenders.length)) % contenders.length]!;
      const { ms, freshMs = ms, planMs } = await publish(stage, load, contender, folder);
      times.get(contender.name)?.push(freshMs);
      if (planMs !== undefined) plans.push(planMs);
    }
  });
  stage.clear();
  const what = `${files} ${load.are} files of ${fileBytes / 1024} KB at ${roundTripMs} ms${load.untilFresh ? ' until they are fresh' : ''}`;
  for (const name of names) printAtLeast(`${what}: speed over ${name}`, speedOver(times, name), rivals[name] ?? 0);
  const speeds = [...times].map(([name, all]) => `${name} ${((files / median(all)) * 1_000).toFixed(0)}`);
  console.log(`  ${what}, files/s: ${speeds.join(', ')}; the plan before took ${median(plans).toFixed(0)} ms`);
}

async function publish(stage: Stage, load: Load, contender: Contender, folder: Folder): Promise<PublishResult> {
  const { objects, earlier } = load.are === 'changed' ? makeEarlier(folder) : {};
  await stage.reset(objects);
  const { path, names } = folder;
  return contender.publish({ folder: path, names, untilFresh: load.untilFresh === true, ...(earlier && { earlier }) });
}

/** Compares round by round, since this computer is not equally busy all the time. */
function speedOver(times: Times, rival: Rival): number {
  const [ours = [], theirs = []] = [times.get('ours'), times.get(rival)];
  return median(ours.map((ms, round) => (theirs[round] ?? Number.NaN) / ms));
}
