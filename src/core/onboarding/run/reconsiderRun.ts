import type { RunAnswers, RunRecord, RunView, StepId } from './run.js';
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

/** The answers under which a run asks again about a step; `undefined` unless that was left out because the user chose so. */
export function answersToResume({ answers, steps }: RunRecord, id: StepId): RunAnswers | undefined {
  const state = steps[id];
  if (state.state !== 'done' || !state.skipped || state.note !== 'asChosen') return undefined;
  const chosen = (given: object = {}) => Object.entries(given).filter(([what, answer]) => what === id && answer);
  const [skipped, left] = [chosen(answers.skipped), chosen(answers.left)];
  if (skipped.length + left.length === 0) return undefined;
  return {
    skipped: Object.fromEntries(skipped.map(([what]) => [what, false])),
    left: Object.fromEntries(left.map(([what]) => [what, ''])),
  };
}

/** What names a step of a run in one text, as a command takes it: no id of a run has a slash. */
export function stepTarget({ id }: Pick<RunRecord, 'id'>, step: StepId): string {
  return `${id}/${step}`;
}
