import { loadOf, median, printAtLeast } from '../print.mjs';
import type { PublishResult } from './contender.js';
import { type Folder, makeEarlier, withFolder } from './folder.mjs';
import type { Load } from './loads.js';
import type { Contender, ContenderName, Rival, Stage } from './stage.mjs';

const rounds = 3;
/** The number of files that are published first, to open connections and warm up the code. */
const warmUp = 200;

type Times = ReadonlyMap<ContenderName, number[]>;

/** Compares the speed of our publishing with that of each rival and prints the factors. */
export async function compare(stage: Stage, load: Load): Promise<void> {
  const { files, fileBytes, roundTripMs, rivals, overBest } = load;
  const names = Object.keys(rivals) as Rival[];
  const contenders = await stage.start(['ours', ...names], load);
  const times: Times = new Map(contenders.map(({ name }) => [name, []]));
  const processorTimes: Times = new Map(contenders.map(({ name }) => [name, []]));
  const plans: number[] = [];
  await withFolder(Math.min(warmUp, files), fileBytes, async (folder) => {
    for (const contender of contenders) await publish(stage, load, contender, folder);
  });
  await withFolder(files, fileBytes, async (folder) => {
    // The contenders take turns at being first in a round.
    for (let turn = 0; turn < rounds * contenders.length; turn++) {
      const contender = contenders[(turn + Math.floor(turn / contenders.length)) % contenders.length]!;
      const { ms, freshMs = ms, planMs, processorMs } = await publish(stage, load, contender, folder);
      times.get(contender.name)?.push(freshMs);
      processorTimes.get(contender.name)?.push(processorMs);
      if (planMs !== undefined) plans.push(planMs);
    }
  });
  stage.clear();
  const what = `${files} ${load.are} files of ${fileBytes / 1024} KB at ${roundTripMs} ms${load.untilFresh ? ' until they are fresh' : ''}`;
  for (const name of names) printAtLeast(`${what}: speed over ${name}`, speedOver(times, [name]), rivals[name] ?? 0);
  if (overBest !== undefined) {
    const ofVendor = names.filter((name) => name.startsWith('ali-oss'));
    printAtLeast(`${what}: speed over ali-oss at its best`, speedOver(times, ofVendor), overBest);
  }
  const speed = (ms: number) => ((files / ms) * 1_000).toFixed(0);
  const speeds = [...times].map(([name, all]) => `${name} ${speed(median(all))} (${speed(Math.min(...all))})`);
  const used = [...processorTimes].map(([name, all]) => `${name} ${(median(all) / files).toFixed(2)}`);
  console.log(`  files/s (and at most): ${speeds.join(', ')}`);
  console.log(
    `  ms of the processor for a file: ${used.join(', ')}; the plan before took ${median(plans).toFixed(0)} ms; ${loadOf()}`,
  );
}

async function publish(stage: Stage, load: Load, contender: Contender, folder: Folder): Promise<PublishResult> {
  const { objects, earlier } = load.are === 'changed' ? makeEarlier(folder) : {};
  await stage.reset(objects);
  const { path, names } = folder;
  return contender.publish({ folder: path, names, untilFresh: load.untilFresh === true, ...(earlier && { earlier }) });
}

/** Returns the median factor by which we are faster than the fastest of these. Times are compared within a round, since the load of this computer varies. */
function speedOver(times: Times, rivals: readonly Rival[]): number {
  const best = (round: number) => Math.min(...rivals.map((name) => times.get(name)?.[round] ?? Number.NaN));
  return median((times.get('ours') ?? []).map((ms, round) => best(round) / ms));
}
