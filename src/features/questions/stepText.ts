import { AppError } from '../../core/errors.js';
import { errorText } from '../../core/errorTexts/errorText.js';
import { l10n } from '../../core/l10n.js';
import type { StepId, StepState } from '../../core/onboarding/run/run.js';
import { noteText, waitText } from '../../core/onboarding/run/stepReasons.js';
import { stepTask, stepTitle, taskSentence, titleSentence, usualTime } from '../../core/onboarding/stepNames.js';
import { elapsedText } from '../../core/text/timeText.js';
import { questionOf } from './questions.js';

/**
 * Returns the label of a step's row: what the user has to do or why the step failed. For other steps, it is what the step does or, once done, what it has
 * achieved.
 */
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

/** Returns the long label of a step, for its tooltip. */
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

/** Returns the text beside the label: the state of the step, or how long it usually takes. `now` is in ms since the epoch. */
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

/** Returns the text beside a question: the name of the step that asks, unless the question already names it. */
function askedRemark(id: StepId, { ask, since }: Extract<StepState, { state: 'needsUser' }>, now: number): string {
  const task = stepTask(id);
  const question = questionOf(ask);
  if (question.isStatus) return `${task} · ${elapsedText(now - since)}`;
  return question.text().row.startsWith(task) ? '' : task;
}

/** Describes the state of a step and how long it has lasted in one sentence. `now` is in ms since the epoch. */
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

/** Describes a question. If it is a status of the domain, includes how long the status has lasted. */
function askedText({ ask, since }: Extract<StepState, { state: 'needsUser' }>, now: number): string {
  const question = questionOf(ask);
  const { row } = question.text();
  return question.isStatus ? `${row} · ${elapsedText(now - since)}` : row;
}
