import { AppError } from '../../core/errors.js';
import { errorText } from '../../core/errorTexts/errorText.js';
import { l10n } from '../../core/l10n.js';
import type { StepId, StepState } from '../../core/onboarding/run/run.js';
import { noteText, waitText } from '../../core/onboarding/run/stepReasons.js';
import { stepTask, stepTitle, taskSentence, titleSentence, usualTime } from '../../core/onboarding/stepNames.js';
import { elapsedText } from '../../core/text/timeText.js';
import { questionOf } from './questions.js';

/** The label of a step's row: what the user has to do or why it failed, else its task or, when done, its goal. */
export function stepLabel(id: StepId, state: StepState): string {
  switch (state.state) {
    case 'needsUser':
      return questionOf(state.ask).text().row;
    case 'failed':
      return errorText(new AppError(state.error.kind, state.error.details));
    case 'done':
      return state.skipped ? stepTask(id) : stepTitle(id);
    default:
      return stepTask(id);
  }
}

/** The long label of a step, for its tooltip. */
export function stepSentence(id: StepId, state: StepState): string {
  switch (state.state) {
    case 'needsUser': {
      const { row, sentence = row } = questionOf(state.ask).text();
      return sentence;
    }
    case 'failed':
      return stepLabel(id, state);
    case 'done':
      return state.skipped ? taskSentence(id) : titleSentence(id);
    default:
      return taskSentence(id);
  }
}

/** The state of a run of an earlier version, and the remedy. */
export function formerRunText(): string {
  return l10n.t('Start again: made by an earlier version');
}

/** The remark beside the label: the state of the step, or its usual duration; `now` in ms since the epoch. */
export function stepRemark(id: StepId, state: StepState, now: number): string {
  switch (state.state) {
    case 'pending':
      return usualTime(id);
    case 'done':
      return state.note ? noteText(state.note) : '';
    case 'needsUser':
      return askedRemark(id, state, now);
    case 'failed':
      return stepTask(id);
    default:
      return stateText(state, now);
  }
}

/** The step that asks, unless the question names it. */
function askedRemark(id: StepId, { ask, since }: Extract<StepState, { state: 'needsUser' }>, now: number): string {
  const task = stepTask(id);
  const question = questionOf(ask);
  if (question.isStatus) return `${task} · ${elapsedText(now - since)}`;
  return question.text().row.startsWith(task) ? '' : task;
}

/** The state of a step in one sentence with its duration; `now` in ms since the epoch. */
export function stateText(state: StepState, now: number): string {
  switch (state.state) {
    case 'pending':
      return l10n.t('Not started');
    case 'running':
      return l10n.t('In progress');
    case 'done':
      return state.note ? noteText(state.note) : l10n.t('Done');
    case 'waiting':
      return `${waitText(state.reason)} · ${elapsedText(now - state.since)}`;
    case 'needsUser':
      return askedText(state, now);
    case 'failed':
      return errorText(new AppError(state.error.kind, state.error.details));
  }
}

/** A status of the domain shows its duration. */
function askedText({ ask, since }: Extract<StepState, { state: 'needsUser' }>, now: number): string {
  const question = questionOf(ask);
  const { row } = question.text();
  return question.isStatus ? `${row} · ${elapsedText(now - since)}` : row;
}
