import { fork } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Played } from '../test/support/schedule/playSeed.js';
import { root } from './ensure.mjs';

/** Schedules that a worker gets at a time. */
const atOnce = 20;
const progressMs = 10_000;

/** What a worker is to play: the schedules of these seeds, in memory or over sockets. */
export interface Work {
  readonly kind: 'memory' | 'sockets';
  readonly seeds: readonly number[];
}

async function main(args: readonly string[]): Promise<void> {
  const numberOf = (name: string, otherwise: number) => {
    const given = args.find((arg) => arg.startsWith(`--${name}=`));
    return given === undefined ? otherwise : Number(given.slice(name.length + 3));
  };
  const seed = numberOf('seed', randomInt(2 ** 31));
  if (args.includes('--trace')) return void startWorker(String(seed));
  const total = { memory: numberOf('count', 1_000), sockets: numberOf('sockets', 0) };
  console.log(`Seeds from ${seed}: ${total.memory} schedules in memory, ${total.sockets} over sockets`);
  const began = performance.now();
  const result = createResult(total.memory + total.sockets);
  const progress = setInterval(() => console.log(result.progress), progressMs);
  // Sockets first: they wait most of their time, and are few.
  const works = [...cut('sockets', seed, total.sockets, 1), ...cut('memory', seed, total.memory, atOnce)];
  const rest = works[Symbol.iterator]();
  await Promise.all(Array.from({ length: availableParallelism() }, () => playAll(rest, result.add)));
  clearInterval(progress);
  result.tell();
  console.log(`${result.progress}, in ${Math.round((performance.now() - began) / 1_000)} s`);
  process.exitCode = result.isGood() ? 0 : 1;
}

function cut(kind: Work['kind'], first: number, count: number, size: number): readonly Work[] {
  return Array.from({ length: Math.ceil(count / size) }, (_, at) => ({
    kind,
    seeds: Array.from({ length: Math.min(size, count - at * size) }, (_each, more) => first + at * size + more),
  }));
}

function startWorker(...args: readonly string[]) {
  return fork(join(root, 'scripts/scheduleWorker.mts'), args, { execArgv: ['--import', 'tsx'] });
}

/** Has one worker process take work until none is left; a worker that ends early fails what it was at. */
function playAll(works: Iterator<Work>, add: (played: Played) => void): Promise<void> {
  return new Promise((resolve) => {
    const worker = startWorker();
    let open = new Set<number>();
    const next = () => {
      const { done, value: work } = works.next();
      open = new Set(done ? [] : work.seeds);
      if (done) worker.disconnect();
      else worker.send(work);
    };
    worker.on('message', (played: Played) => {
      open.delete(played.seed);
      add(played);
      if (open.size === 0) next();
    });
    worker.on('exit', (code) => {
      for (const seed of open) add({ seed, wrong: [`the worker ended with ${code}`], met: {} });
      resolve();
    });
    next();
  });
}

/** Counts what comes in, and shows what is wrong at once. */
function createResult(total: number) {
  const met: Record<string, number> = {};
  let played = 0;
  let failed = 0;
  return {
    add: ({ seed, wrong, met: more }: Played) => {
      played++;
      if (wrong.length > 0) failed++;
      for (const line of wrong) console.log(`seed ${seed}: ${line}`);
      for (const [name, count] of Object.entries(more)) met[name] = (met[name] ?? 0) + count;
    },
    get progress() {
      return `${played} of ${total}: ${played - failed} passed, ${failed} failed`;
    },
    tell: () => {
      for (const name of Object.keys(met).sort()) console.log(`${String(met[name]).padStart(8)} ${name}`);
    },
    isGood: () => failed === 0 && played === total,
  };
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
