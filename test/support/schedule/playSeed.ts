import { makeMemoryCourse } from './memoryCourse.js';
import { createMemoryStage } from './memoryStage.js';
import { runSchedule } from './runSchedule.js';
import { makeSocketCourse } from './socketCourse.js';
import type { Stage } from './stage.js';
import type { Step } from './steps.js';

const { SCHEDULE_SEED: first = '1', SCHEDULE_COUNT: inMemory = '300', SCHEDULE_SOCKETS: overSockets } = process.env;

/** The seeds of the suite, or those that `npm run test:schedules` asks for; over sockets the suite chooses its own. */
export const chosenSeeds = {
  inMemory: seedsOf(Number(inMemory)),
  overSockets: overSockets === undefined ? undefined : seedsOf(Number(overSockets)),
};

/** The result of the schedule of a seed. */
export interface Played {
  readonly seed: number;
  /** Wrong states at its end, in words. */
  readonly wrong: readonly string[];
  /** The number of faults by kind, and the calls. */
  readonly met: Readonly<Record<string, number>>;
}

function seedsOf(count: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => Number(first) + at);
}

/** Plays the schedule of a seed in memory. */
export function playInMemory(seed: number): Promise<Played> {
  const trace = process.env.SCHEDULE_TRACE ? console.log : undefined;
  return play(seed, makeMemoryCourse(seed), createMemoryStage(seed, trace));
}

/** Plays the schedule of a seed over real sockets, against the sandbox. */
export async function playOverSockets(seed: number): Promise<Played> {
  // Loaded at first use: it brings the SDKs.
  const { openSocketStage } = await import('./socketStage.js');
  const stage = await openSocketStage(seed);
  try {
    return await play(seed, makeSocketCourse(seed), stage);
  } finally {
    await stage.stop();
  }
}

async function play(seed: number, steps: readonly Step[], stage: Stage): Promise<Played> {
  const unhandled: string[] = [];
  const note = (error: unknown) => void unhandled.push(`unhandled: ${error instanceof Error ? error.stack : error}`);
  process.on('unhandledRejection', note);
  try {
    const { wrong, crashes, lostClaims, answers } = await runSchedule(seed, steps, stage);
    const counts = { crash: crashes, 'lost claims': lostClaims, answer: answers };
    const met: Record<string, number> = { ...Object.fromEntries(stage.listMet()), ...counts };
    for (const step of steps) met[`step ${step.kind}`] = (met[`step ${step.kind}`] ?? 0) + 1;
    for (const call of stage.listCalls()) met[`call ${call}`] = (met[`call ${call}`] ?? 0) + 1;
    return { seed, wrong: [...wrong, ...unhandled], met };
  } catch (error) {
    return { seed, wrong: [`thrown: ${error instanceof Error ? error.stack : error}`, ...unhandled], met: {} };
  } finally {
    process.off('unhandledRejection', note);
  }
}
