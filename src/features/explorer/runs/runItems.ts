import * as vscode from 'vscode';
import { showDomain } from '../../../core/domainName.js';
import { errorText } from '../../../core/errorTexts/errorText.js';
import { l10n } from '../../../core/l10n.js';
import type { RunView, StepId, StepState } from '../../../core/onboarding/run/run.js';
import { runTitle } from '../../../core/onboarding/run/run.js';
import {
  answersToResume,
  currentStep,
  hasDnsChange,
  isOptional,
  isRecordLeft,
  openStep,
  shownSteps,
  stepTarget,
} from '../../../core/onboarding/run/runRecord.js';
import { stepTask } from '../../../core/onboarding/stepNames.js';
import { originText } from '../../../core/origin.js';
import { dateTimeText } from '../../../core/text/timeText.js';
import { questionOf } from '../../questions/questions.js';
import { stateText, stepLabel, stepRemark, stepSentence } from '../../questions/stepText.js';
import type { RowLook } from '../cloudItems.js';
import { clickTo } from '../noteItems.js';

/** Returns the visible parts of a run row: its domain and the state of its current step. A click shows the page of the run. `now` is in ms since the epoch. */
export function runLook(run: RunView, now: number): RowLook {
  const { plan } = run.record;
  const domain = showDomain(plan.domain);
  const description = runText(run, now);
  const label = runTitle(plan.task, domain);
  return {
    label,
    description,
    iconPath: runIcon(run),
    contextValue: ['run', run.activity, ...(hasDnsChange(run.record) ? ['dns'] : [])].join(';'),
    tooltip: runTooltip(run, now),
    accessibilityInformation: {
      label: plan.task ? `${label}, ${description}` : l10n.t('Onboarding of {0}, {1}', domain, description),
    },
    command: clickTo('ossCdn.showRun', label, run.record.id),
  };
}

/** Returns the tooltip of a run, with the details that its row lacks. */
function runTooltip(run: RunView, now: number): string {
  const { plan, accountId, createdAt } = run.record;
  const domain = showDomain(plan.domain);
  return [
    plan.task ? runTitle(plan.task, domain) : l10n.t('{0} from origin {1}', domain, originText(plan.origin)),
    runText(run, now),
    l10n.t('Started: {0}', dateTimeText(createdAt, now)),
    l10n.t('Account: {0}', accountId),
  ].join('\n');
}

function endText({ record }: RunView): string {
  return isRecordLeft(record) ? l10n.t('Done; DNS was not changed') : l10n.t('Done');
}

/** Returns the visible parts of a step row. A click on the current step opens what the step needs. */
export function stepLook(run: RunView, id: StepId, now: number): RowLook {
  const state = run.record.steps[id];
  const label = stepLabel(id, state);
  const sentence = stepSentence(id, state);
  const description = stepRemark(id, state, now);
  const remark = description || stateText(state, now);
  const isSkipped = answersToResume(run.record, id) !== undefined;
  const words = [
    sentence,
    ...(remark === label ? [] : [remark]),
    ...(isSkipped ? [l10n.t('Click to continue with this step')] : []),
  ];
  // Any window may answer. Only the window that works on the run may check.
  const isOpen = isActionable(run, id) && (run.activity !== 'elsewhere' || state.state === 'needsUser');
  return {
    label,
    description,
    tooltip: words.join('\n'),
    iconPath: stepIcon(state),
    contextValue: stepTokens(run, id).join(';'),
    accessibilityInformation: { label: remark === label ? label : `${label}, ${remark}` },
    ...(isOpen && { command: clickTo('ossCdn.continueRun', label, run.record.id) }),
    ...(isSkipped && { command: clickTo('ossCdn.continueRun', label, stepTarget(run.record, id)) }),
  };
}

/** Returns the visible parts of the row above the recommended steps. */
export function recommendedLook(): RowLook {
  return {
    label: l10n.t('Recommended'),
    iconPath: themeIcon('lightbulb', 'disabledForeground'),
    contextValue: 'recommended',
  };
}

function runText(run: RunView, now: number): string {
  const step = currentStep(run.record);
  if (!step) return run.error ? errorText(run.error) : endText(run);
  const needed = shownSteps(run.record).filter((each) => !isOptional(run.record.plan, each));
  const done = needed.filter((each) => run.record.steps[each].state === 'done').length;
  const { id, state } = step;
  const progress = `${done}/${needed.length}`;
  if (run.activity === 'elsewhere') return `${progress} · ${l10n.t('another window works on it')}`;
  if (run.error) return `${progress} · ${errorText(run.error)}`;
  if (run.activity === 'idle' && state.state !== 'needsUser' && state.state !== 'failed')
    return `${progress} · ${l10n.t('paused')}`;
  return `${progress} · ${state.state === 'running' ? stepTask(id) : stateText(state, now)}`;
}

/** Returns whether a click on the step does something: the step is the current one, and it waits, asks or has failed. */
function isActionable(run: RunView, id: StepId): boolean {
  const open = openStep(run.record);
  return open?.id === id && ['needsUser', 'waiting', 'failed'].includes(open.state.state);
}

/** Returns the tokens of a step for `when` clauses of menus. Only the current step has actions. */
function stepTokens(run: RunView, id: StepId): string[] {
  const state = run.record.steps[id];
  if (id !== openStep(run.record)?.id) return ['step', state.state];
  const question = state.state === 'needsUser' ? questionOf(state.ask) : undefined;
  const copy = question?.copies() === undefined ? [] : ['copy'];
  const console = question?.isElsewhere ? [] : ['console'];
  return ['step', 'current', state.state, ...copy, ...console];
}

/** Returns the icon of a run, which shows what the run needs or that it is working. */
function runIcon(run: RunView): vscode.ThemeIcon {
  const step = currentStep(run.record);
  if (run.error) return themeIcon('error', 'list.errorForeground');
  if (!step) return stepIcon({ state: 'done', since: 0 });
  const { state } = step;
  if (state.state === 'needsUser' || state.state === 'failed') return stepIcon(state);
  return new vscode.ThemeIcon(run.activity === 'idle' ? 'debug-pause' : 'rocket');
}

/** Returns the icon for the state of a step. */
function stepIcon(state: StepState): vscode.ThemeIcon {
  switch (state.state) {
    case 'pending':
      return themeIcon('circle-outline', 'disabledForeground');
    case 'running':
      return themeIcon('loading~spin', 'charts.blue');
    case 'done':
      return state.skipped
        ? themeIcon('debug-step-over', 'disabledForeground')
        : themeIcon('pass', 'testing.iconPassed');
    case 'waiting':
      return themeIcon('clock', 'charts.blue');
    case 'needsUser':
      return themeIcon('bell-dot', 'list.warningForeground');
    case 'failed':
      return themeIcon('error', 'list.errorForeground');
  }
}

/** Returns an icon in a colour of the theme. */
function themeIcon(id: string, color: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(id, new vscode.ThemeColor(color));
}
