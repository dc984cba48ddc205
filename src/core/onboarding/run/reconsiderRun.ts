import type { RunAnswers, RunView } from './run.js';
import type { RunBoard } from './runBoard.js';

/** Checks a run again because the user says so: once it is finished, that is also about what they left as it is. */
export async function reconsiderRun(board: Pick<RunBoard, 'answer' | 'recheck'>, { record, activity }: RunView) {
  const { left, skipped } = record.answers;
  const isLeft = skipped?.binding || Object.values(left ?? {}).some((answer) => answer !== '');
  if (activity === 'finished' && isLeft) return board.answer(record.id, askedAgain(left));
  board.recheck(record.id);
}

/** The answers under which a run asks again about what the user left as it is. */
function askedAgain(left: RunAnswers['left'] = {}): RunAnswers {
  const none = Object.fromEntries(Object.keys(left).map((what) => [what, '']));
  return { left: none, skipped: { binding: false } };
}
