import * as vscode from 'vscode';
import { showDomain } from '../../core/domainName.js';
import type { RunView, StepId, StepState, UserAsk } from '../../core/onboarding/run/run.js';
import { currentStep, isRecordLeft, stepIdsOf } from '../../core/onboarding/run/runRecord.js';
import { originText } from '../../host/text/originProblem.js';
import { stateText, stepTitle } from '../../host/text/runText.js';
import type { RowLook } from './cloudItems.js';
import type { Node, NodeOf } from './node.js';

/** How a run looks: its domain, and how its current step stands; `now` in ms since the epoch. */
export function runLook(run: RunView, now: number): RowLook {
  const { plan } = run.record;
  const domain = showDomain(plan.domain);
  const description = runText(run, now);
  if (plan.task === 'https') {
    const label = vscode.l10n.t('HTTPS of {0}', domain);
    return {
      label,
      description,
      iconPath: runIcon(run),
      contextValue: `run;${run.activity}`,
      accessibilityInformation: { label: `${label}, ${description}` },
    };
  }
  return {
    label: domain,
    description,
    iconPath: runIcon(run),
    contextValue: `run;${run.activity}`,
    tooltip: vscode.l10n.t('{0} from origin {1}', domain, originText(plan.origin)),
    accessibilityInformation: { label: vscode.l10n.t('Onboarding of {0}, {1}', domain, description) },
  };
}

/** How a step of a run looks. */
export function stepLook(run: RunView, id: StepId, now: number): RowLook {
  const state = run.record.steps[id];
  const label = stepTitle(id);
  const plain = state.state === 'pending' || (state.state === 'done' && !state.skipped && !state.note);
  const description = plain ? '' : stateText(state, now);
  return {
    label,
    description,
    tooltip: `${label}\n${stateText(state, now)}`,
    iconPath: stepIcon(state),
    contextValue: stepTokens(run, id).join(';'),
    accessibilityInformation: { label: `${label}, ${stateText(state, now)}` },
  };
}

/** Whether the run cannot continue without the user. */
export function needsUser(run: RunView): boolean {
  return currentStep(run.record)?.state.state === 'needsUser';
}

function runText(run: RunView, now: number): string {
  const step = currentStep(run.record);
  if (!step) return isRecordLeft(run.record) ? vscode.l10n.t('Done; DNS was left as it is') : vscode.l10n.t('Done');
  const stepIds = stepIdsOf(run.record.plan);
  const done = stepIds.filter((each) => run.record.steps[each].state === 'done').length;
  const { id, state } = step;
  const progress = `${done}/${stepIds.length}`;
  if (run.activity === 'elsewhere') return `${progress} · ${vscode.l10n.t('another window works on it')}`;
  if (run.activity === 'idle' && state.state !== 'needsUser' && state.state !== 'failed')
    return `${progress} · ${vscode.l10n.t('paused')}`;
  return `${progress} · ${state.state === 'running' ? stepTitle(id) : stateText(state, now)}`;
}

function runIcon(run: RunView): vscode.ThemeIcon {
  const step = currentStep(run.record);
  if (!step) return stepIcon({ state: 'done', since: 0 });
  const { state } = step;
  if (state.state === 'needsUser' || state.state === 'failed') return stepIcon(state);
  return new vscode.ThemeIcon(run.activity === 'idle' ? 'debug-pause' : 'rocket');
}

function stepIcon(state: StepState): vscode.ThemeIcon {
  switch (state.state) {
    case 'pending':
      return icon('circle-outline', 'disabledForeground');
    case 'running':
      return icon('loading~spin', 'charts.blue');
    case 'done':
      return state.skipped ? icon('debug-step-over', 'disabledForeground') : icon('pass', 'testing.iconPassed');
    case 'waiting':
      return icon('clock', 'charts.blue');
    case 'needsUser':
      return icon('bell-dot', 'list.warningForeground');
    case 'failed':
      return icon('error', 'list.errorForeground');
  }
}

function icon(id: string, color: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(id, new vscode.ThemeColor(color));
}

/** Tokens that `when` clauses of the menus look for: only the current step has actions. */
function stepTokens(run: RunView, id: StepId): string[] {
  const state = run.record.steps[id];
  if (id !== currentStep(run.record)?.id) return ['step', state.state];
  const copy = state.state === 'needsUser' && copyable.has(state.ask.kind) ? ['copy'] : [];
  return ['step', 'current', state.state, ...copy];
}

const copyable: ReadonlySet<UserAsk['kind']> = new Set([
  'addTxt',
  'addRecordElsewhere',
  'approveRecord',
  'approveUploadRecord',
  'recordConflict',
]);

interface Rows {
  readonly run: NodeOf<'run'>;
  readonly steps: readonly NodeOf<'step'>[];
}

/** The rows of the runs: each the same object for as long as its run is there, since VS Code knows a row by it. */
export class RunRows {
  private known: ReadonlyMap<string, Rows> = new Map();

  /** The rows of these runs, in their order. */
  list(runs: readonly RunView[]): readonly NodeOf<'run'>[] {
    this.known = new Map(runs.map(({ record }) => [record.id, this.known.get(record.id) ?? toRows(record)]));
    return [...this.known.values()].map(({ run }) => run);
  }

  stepsOf({ argument }: NodeOf<'run'>): readonly NodeOf<'step'>[] {
    return this.known.get(argument)?.steps ?? [];
  }

  /** Every row, when these are the runs that were listed last; else `undefined`. */
  allOf(runs: readonly RunView[]): readonly Node[] | undefined {
    const ids = runs.map(({ record }) => record.id);
    if (ids.join('\n') !== [...this.known.keys()].join('\n')) return undefined;
    return [...this.known.values()].flatMap(({ run, steps }) => [run, ...steps]);
  }
}

function toRows({ id, plan }: RunView['record']): Rows {
  const run: NodeOf<'run'> = { kind: 'run', id: `run:${id}`, argument: id };
  return { run, steps: stepIdsOf(plan).map((step) => ({ kind: 'step', id: `${run.id}/${step}`, argument: id, step })) };
}
