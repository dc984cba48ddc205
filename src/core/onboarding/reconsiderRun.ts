import type { RunAnswers, RunView } from './run/run.js';
import type { RunBoard } from './run/runBoard.js';
import { answersToResume } from './run/runRecord.js';

/** What CDN refused is left out for good. */
const refused = 'settings';

/** Whether a finished run can take up a binding that the user skipped. */
export function canResumeBinding({ record, activity }: RunView): boolean {
  return activity === 'finished' && answersToResume(record, 'binding')?.skipped.binding === false;
}

/**
 * Checks a run again because the user says so: once it is finished, that is also about what they left as it is, and, where they
 * agree to `resumesBinding`, about a binding that they skipped.
 */
export async function reconsiderRun(
  board: Pick<RunBoard, 'answer' | 'recheck'>,
  { record, activity }: RunView,
  resumesBinding = false,
) {
  const { left } = record.answers;
  const isLeft = resumesBinding || Object.entries(left).some(([what, answer]) => what !== refused && answer);
  if (activity !== 'finished' || !isLeft) return board.recheck(record.id);
  const asked = askedAgain(left);
  await board.answer(record.id, resumesBinding ? { ...asked, skipped: { binding: false } } : asked);
}

/** The answers under which a run asks again about what the user left as it is. */
function askedAgain(left: RunAnswers['left']): Pick<RunAnswers, 'left'> {
  const asked = Object.keys(left).filter((what) => what !== refused);
  return { left: Object.fromEntries(asked.map((what) => [what, ''])) };
}
