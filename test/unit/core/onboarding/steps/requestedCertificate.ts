import type { OnboardingPlan, RunAnswers, RunRecord, UserAsk } from '../../../../../src/core/onboarding/run/run.js';
import { currentStep } from '../../../../../src/core/onboarding/run/runRecord.js';
import type { DnsRecord } from '../../../../../src/core/ports/dns.js';
import { live, plan, type World } from '../world.js';

/** The one record by which the domain is reached. */
export const wildcard: DnsRecord = {
  ...{ id: 'wild', zone: 'example.com', rr: '*', type: 'CNAME', value: 'img.example.com.w.kunlunsl.com', ttl: 600 },
  ...{ line: 'default', enabled: true, locked: false },
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
