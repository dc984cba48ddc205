import type { RunAnswers, RunView } from './run/run.js';
import type { RunBoard } from './run/runBoard.js';
import { answersToResume } from './run/runRecord.js';

/** Settings that CDN refused stay left out. */
const refused = 'settings';

/** Returns whether a finished run can resume a binding that the user skipped. */
export function canResumeBinding({ record, activity }: RunView): boolean {
  return activity === 'finished' && answersToResume(record, 'binding')?.skipped.binding === false;
}

/**
 * Rechecks a run for the user. A finished run also asks again about what the user left, and, with `resumesBinding`,
 * about a skipped binding.
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

/** The answers with which a run asks again about what the user left. */
function askedAgain(left: RunAnswers['left']): Pick<RunAnswers, 'left'> {
  const asked = Object.keys(left).filter((what) => what !== refused);
  return { left: Object.fromEntries(asked.map((what) => [what, ''])) };
}
