import { median, printAim, printAtLeast } from '../../print.mjs';
import type { PublishResult } from './contender.js';
import { type Folder, makeEarlier, withFolder } from './folder.mjs';
import type { Contender, ContenderName, Stage } from './stage.mjs';

const fileBytes = 4 * 1024;
/** So many files go up first, which opens connections and warms the code up. */
const warmUp = 200;
const roundTrips = [40, 10, 0] as const;
const loads = [
  { files: 1_000, rounds: 3, names: ['ours', 'ali-oss 5', 'ali-oss 16', 'ali-oss 32', 'ali-oss 64', 'raw 64'] },
  // With five at once the vendor's client takes minutes, and is as fast as before.
  { files: 10_000, rounds: 3, names: ['ours', 'ali-oss 32', 'ali-oss 64', 'raw 64'] },
] as const;
const aims = {
  over32: 1.5,
  over64: 1,
  overBest: 1,
  ofRaw: 0.7,
  changedOver32: 0.9,
  largeOver16: 0.9,
  freshOverScript: 1.5,
};

type Results = ReadonlyMap<ContenderName, readonly PublishResult[]>;

/** How many new files a second, at several round trips. */
export async function benchNew(stage: Stage): Promise<void> {
  for (const roundTripMs of roundTrips) {
    for (const { files, rounds, names } of loads) {
      const contenders = await stage.start(names, { roundTripMs });
      const results = await withFolder(sizesOf(warmUp), async (warm) => {
        for (const contender of contenders) await publishNew(stage, contender, warm);
        return withFolder(sizesOf(files), (folder) =>
          takeTurns(rounds, contenders, (contender) => publishNew(stage, contender, folder)),
        );
      });
      stage.clear();
      const what = `${files} new files at ${roundTripMs} ms`;
      printNew(what, roundTripMs, files, results);
      describe(what, files, results);
    }
  }
}

function printNew(what: string, roundTripMs: number, files: number, results: Results): void {
  const over = (...names: ContenderName[]) => compare(results, names);
  if (roundTripMs === 40) {
    printAtLeast(`${what}: speed over ali-oss with 32 at once`, over('ali-oss 32'), aims.over32);
    printAtLeast(`${what}: speed over ali-oss with 64 at once`, over('ali-oss 64'), aims.over64);
  } else {
    const best = [...results.keys()].filter((name) => name.startsWith('ali-oss'));
    printAtLeast(`${what}: speed over the best of ali-oss`, over(...best), aims.overBest);
  }
  if (files === 10_000) printAtLeast(`${what}: speed over raw PUTs`, over('raw 64'), aims.ofRaw);
}

/** How many changed files a second, whose objects are known from an earlier run: a HEAD each before the PUT. */
export async function benchChanged(stage: Stage): Promise<void> {
  const [files, roundTripMs, rounds] = [1_000, 40, 3];
  const contenders = await stage.start(['ours', 'ali-oss 32'], { roundTripMs });
  const results = await withFolder(sizesOf(warmUp), async (warm) => {
    for (const contender of contenders) await publishChanged(stage, contender, warm);
    return withFolder(sizesOf(files), (folder) =>
      takeTurns(rounds, contenders, (contender) => publishChanged(stage, contender, folder)),
    );
  });
  const what = `${files} changed files at ${roundTripMs} ms`;
  printAtLeast(`${what}: speed over ali-oss with 32 at once`, compare(results, ['ali-oss 32']), aims.changedOver32);
  describe(what, files, results);
}

/** How fast files of 4 MB go up over a fast line, each of which is read, looked through for secrets and compared by its MD5. */
export async function benchLarge(stage: Stage): Promise<void> {
  const [files, bytes, rounds] = [50, 4 * 1024 * 1024, 3];
  const contenders = await stage.start(['ours', 'ali-oss 16'], { roundTripMs: 10, bitsPerSecond: 300e6 });
  const sizes = Array.from({ length: files }, () => bytes);
  const results = await withFolder(sizes, (folder) =>
    takeTurns(rounds, contenders, (contender) => publishNew(stage, contender, folder)),
  );
  const what = `${files} new files of 4 MB over 300 Mbit/s and 10 ms`;
  printAtLeast(`${what}: speed over ali-oss with 16 at once`, compare(results, ['ali-oss 16']), aims.largeOver16);
  describe(what, files, results);
}

/** How long new files take until the edge has shown each, beside a script that puts them, refreshes their URLs and gets each from the edge. */
export async function benchFresh(stage: Stage): Promise<void> {
  const [files, roundTripMs, rounds] = [1_000, 40, 3];
  const contenders = await stage.start(['ours', 'raw 64'], { roundTripMs });
  const publish = (contender: Contender, folder: Folder) => publishNew(stage, contender, folder, true);
  const results = await withFolder(sizesOf(warmUp), async (warm) => {
    for (const contender of contenders) await publish(contender, warm);
    return withFolder(sizesOf(files), (folder) =>
      takeTurns(rounds, contenders, (contender) => publish(contender, folder)),
    );
  });
  const [ours = [], script = []] = contenders.map(({ name }) =>
    (results.get(name) ?? []).map(({ freshMs = Number.NaN }) => freshMs),
  );
  const what = `${files} new files at ${roundTripMs} ms until they are fresh`;
  printAim(
    `${what}: time over that of a script`,
    median(ours.map((ms, round) => ms / script[round]!)),
    aims.freshOverScript,
  );
  console.log(`  ${median(ours).toFixed(0)} ms, the script ${median(script).toFixed(0)} ms`);
}

async function publishNew(
  stage: Stage,
  contender: Contender,
  { path, names }: Folder,
  untilFresh = false,
): Promise<PublishResult> {
  await stage.reset();
  return contender.publish({ folder: path, names, untilFresh });
}

async function publishChanged(stage: Stage, contender: Contender, folder: Folder): Promise<PublishResult> {
  const { objects, earlier } = makeEarlier(folder);
  await stage.reset(objects);
  return contender.publish({ folder: folder.path, names: folder.names, earlier });
}

/** Each contender begins a round in turn. */
async function takeTurns(
  rounds: number,
  contenders: readonly Contender[],
  work: (contender: Contender) => Promise<PublishResult>,
): Promise<Results> {
  const results = new Map(contenders.map(({ name }) => [name, [] as PublishResult[]]));
  for (let round = 0; round < rounds; round++) {
    for (const index of contenders.keys()) {
      const contender = contenders[(index + round) % contenders.length]!;
      results.get(contender.name)?.push(await work(contender));
    }
  }
  return results;
}

/** How many times as fast ours is as the fastest of these, round by round, since this computer is not equally busy all the time. */
function compare(results: Results, names: readonly ContenderName[]): number {
  const msOf = (name: ContenderName, round: number) => results.get(name)?.[round]?.ms ?? Number.NaN;
  const ours = results.get('ours') ?? [];
  return median(ours.map(({ ms }, round) => Math.min(...names.map((name) => msOf(name, round))) / ms));
}

function describe(what: string, files: number, results: Results): void {
  const speeds = [...results].map(
    ([name, all]) => `${name} ${(files / (median(all.map(({ ms }) => ms)) / 1_000)).toFixed(0)}`,
  );
  const plan = median((results.get('ours') ?? []).map(({ planMs = Number.NaN }) => planMs));
  console.log(`  ${what}, files/s: ${speeds.join(', ')}; the plan before took ${plan.toFixed(0)} ms`);
}

function sizesOf(files: number): readonly number[] {
  return Array.from({ length: files }, () => fileBytes);
}
