import type { RunAnswers, RunView } from './run.js';
import type { RunBoard } from './runBoard.js';

/** What CDN refused is left out for good. */
const refused = 'settings';

/** Checks a run again because the user says so: once it is finished, that is also about what they left as it is. */
export async function reconsiderRun(board: Pick<RunBoard, 'answer' | 'recheck'>, { record, activity }: RunView) {
  const { left, skipped } = record.answers;
  const isLeft = skipped?.binding || Object.entries(left ?? {}).some(([what, answer]) => what !== refused && answer);
  if (activity === 'finished' && isLeft) return board.answer(record.id, askedAgain(left));
  board.recheck(record.id);
}

/** The answers under which a run asks again about what the user left as it is. */
function askedAgain(left: RunAnswers['left'] = {}): RunAnswers {
  const asked = Object.keys(left).filter((what) => what !== refused);
  const none = Object.fromEntries(asked.map((what) => [what, '']));
  return { left: none, skipped: { binding: false } };
}
