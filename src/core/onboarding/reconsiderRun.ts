import type { RunView } from './run/run.js';
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
  const left = Object.entries(record.answers.left).filter(([what, answer]) => what !== refused && answer);
  if (activity !== 'finished' || (left.length === 0 && !resumesBinding)) return board.recheck(record.id);
  const asked = { left: Object.fromEntries(left.map(([what]) => [what, ''])) };
  await board.answer(record.id, resumesBinding ? { ...asked, skipped: { binding: false } } : asked);
}
