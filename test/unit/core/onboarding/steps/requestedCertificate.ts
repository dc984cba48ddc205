import type { UserAsk } from '../../../../../src/core/onboarding/run/asks.js';
import type { OnboardingPlan, RunAnswers, RunRecord } from '../../../../../src/core/onboarding/run/run.js';
import { currentStep } from '../../../../../src/core/onboarding/run/runRecord.js';
import type { DnsRecord } from '../../../../../src/core/ports/dns.js';
import { type Deed, type Fate, openMortal } from '../mortal.js';
import { live, plan, type World } from '../world.js';

/** The one record by which the domain is reached. */
export const wildcard: DnsRecord = {
  id: 'wild',
  zone: 'example.com',
  rr: '*',
  type: 'CNAME',
  value: 'img.example.com.w.kunlunsl.com',
  ttl: 600,
  line: 'default',
  enabled: true,
  locked: false,
};

/** Sets up HTTPS for the domain of `plan`. */
export const httpsPlan: OnboardingPlan = { ...plan, task: 'https' };

/** Sets up HTTPS in one window with the certificate that `request` chooses, until nothing moves. */
export async function runRequest(
  world: World,
  request: () => Partial<RunAnswers>,
  minutes: number,
): Promise<RunRecord> {
  const board = world.openWindow('a');
  const id = await board.start(httpsPlan);
  await live(world, board, id, 1);
  await board.answer(id, request());
  await live(world, board, id, minutes);
  return board.runs[0]!.record;
}

/** What the run asks now. */
export function askOf(run: RunRecord): UserAsk | undefined {
  const state = currentStep(run)?.state;
  return state?.state === 'needsUser' ? state.ask : undefined;
}

/** How often a call was made. */
export function countCalls({ cloud }: World, name: string): number {
  return cloud.calls.filter((each) => each === name).length;
}

/** When a window dies: before or after its write, or before its save, of this number. */
interface Death {
  readonly what: string;
  readonly at: number;
  readonly when: 'before' | 'after';
}

/** Requests a certificate in a window with this fate and, when that has died, finishes in a second one; `asked` counts the saves before the answer. */
export async function playDying(world: World, request: () => Partial<RunAnswers>, fate: Fate) {
  const writes: string[] = [];
  const saves: string[] = [];
  const note = (deed: Deed) => {
    if (deed.kind === 'save') saves.push(deed.record.id);
    else if (deed.write !== undefined) writes.push(deed.write);
  };
  const first = openMortal(world, 'a', fate, note);
  const id = await first.board.start(httpsPlan);
  await live(world, first.board, id, 1, first.isDead);
  const asked = saves.length;
  await first.board.answer(id, request());
  await live(world, first.board, id, 40, first.isDead);
  let { board } = first;
  const died = first.isDead();
  if (died) {
    board = openMortal(world, 'b', () => undefined, note).board;
    await board.load();
    await live(world, board, id, 40);
  }
  return { died, asked, activity: board.runs[0]?.activity, writes, saves: saves.length };
}

/** Every death of a window that plays this run. */
export function deathsOf(whole: Pick<Awaited<ReturnType<typeof playDying>>, 'asked' | 'writes' | 'saves'>): Death[] {
  return [
    ...whole.writes.flatMap((what, at) => (['before', 'after'] as const).map((when) => ({ what, at, when }))),
    // Before the first saves the user has not answered yet.
    ...Array.from({ length: whole.saves }, (_, at) => ({ what: 'save', at, when: 'before' as const })).slice(
      whole.asked,
    ),
  ];
}

/** The fate of a window that dies this death. */
export function fateAt({ what, at, when }: Death): Fate {
  let count = 0;
  return (deed) => {
    const counts = what === 'save' ? deed.kind === 'save' : deed.kind === 'call' && deed.write !== undefined;
    return counts && count++ === at ? when : undefined;
  };
}
