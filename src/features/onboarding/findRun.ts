import type { RunView } from '../../core/onboarding/run/run.js';
import type { RunBoard } from '../../core/onboarding/run/runBoard.js';

/** The run of this id as the board has it. */
export function findRun(board: Pick<RunBoard, 'runs'>, id: string | undefined): RunView | undefined {
  return board.runs.find(({ record }) => record.id === id);
}
