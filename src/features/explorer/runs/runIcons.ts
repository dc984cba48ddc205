import * as vscode from 'vscode';
import type { RunView, StepState } from '../../../core/onboarding/run/run.js';
import { currentStep } from '../../../core/onboarding/run/runRecord.js';

/** The icon of a run: of what it needs, or of whether it is under way. */
export function runIcon(run: RunView): vscode.ThemeIcon {
  const step = currentStep(run.record);
  if (run.activity === 'former') return themeIcon('debug-restart', 'list.warningForeground');
  if (run.error) return themeIcon('error', 'list.errorForeground');
  if (!step) return stepIcon({ state: 'done', since: 0 });
  const { state } = step;
  if (state.state === 'needsUser' || state.state === 'failed') return stepIcon(state);
  return new vscode.ThemeIcon(run.activity === 'idle' ? 'debug-pause' : 'rocket');
}

/** The icon of a step, by how it stands. */
export function stepIcon(state: StepState): vscode.ThemeIcon {
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

/** An icon in a colour of the theme. */
export function themeIcon(id: string, color: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(id, new vscode.ThemeColor(color));
}
