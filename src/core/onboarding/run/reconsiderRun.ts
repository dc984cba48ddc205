import type { RunAnswers, RunView } from './run.js';
import type { RunBoard } from './runBoard.js';

/** The answers under which a run asks again about what the user left as it is. */
const asked: RunAnswers = {
  left: { records: '', binding: '', originHost: '', redirect: '' },
  skipped: { binding: false },
};

/** Checks a run again because the user says so: once it is finished, that is also about what they left as it is. */
export async function reconsiderRun(board: Pick<RunBoard, 'answer' | 'recheck'>, { record, activity }: RunView) {
  const { left, skipped } = record.answers;
  const isLeft = skipped?.binding || Object.values(left ?? {}).some((answer) => answer !== '');
  if (activity === 'finished' && isLeft) return board.answer(record.id, asked);
  board.recheck(record.id);
}
