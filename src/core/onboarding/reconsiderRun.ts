import type { RunView } from './run/run.js';
import type { RunBoard } from './run/runBoard.js';
import { answersToResume } from './run/runRecord.js';

/** The key in `left` for settings that CDN refused. These stay left out. */
const refused = 'settings';

/** Returns whether a finished run can bind the domain after all, because the user had skipped the binding. */
export function canResumeBinding({ record, activity }: RunView): boolean {
  return activity === 'finished' && answersToResume(record, 'binding')?.skipped.binding === false;
}

/**
 * Checks a run again at the user's request. A finished run also asks again about what the user chose to leave. With `resumesBinding`, it asks about a
 * skipped binding too.
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
