import { type RunRecord, type RunView, type StepId, type StepState, stepIds } from '../../core/onboarding/run.js';
import type { RunBoard } from '../../core/onboarding/runBoard.js';

/** The first step that is not done, with its state; `undefined` once the run is finished. */
export function currentStep(record: RunRecord): { readonly id: StepId; readonly state: StepState } | undefined {
  const id = stepIds.find((each) => record.steps[each].state !== 'done');
  return id && { id, state: record.steps[id] };
}

/** The run of this id as the board has it. */
export function findRun(board: RunBoard, id: string): RunView | undefined {
  return board.runs.find(({ record }) => record.id === id);
}
