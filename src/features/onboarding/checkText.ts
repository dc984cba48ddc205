import { l10n } from 'vscode';
import { showDomain } from '../../core/domainName.js';
import type { RunRecord, RunView, StepId } from '../../core/onboarding/run/run.js';
import { openStep } from '../../core/onboarding/run/runRecord.js';
import { timeOfDay } from '../../core/text/timeText.js';
import { questionOf } from '../questions/questions.js';
import { stateText, stepLabel } from '../questions/stepText.js';

/** What the last look at a run found since it was as in `before`, when that was, and when the next one follows, in one sentence. */
export function checkText(run: RunView, before: Pick<RunView, 'record'> = run): string {
  const name = showDomain(run.record.plan.domain);
  if (run.activity === 'elsewhere' || !run.check) return l10n.t('{0}: another window works on it', name);
  const { endedAt, nextMs } = run.check;
  const found = foundText(run.record, openStep(before.record)?.id, endedAt);
  return nextMs === undefined
    ? l10n.t('{0}: {1}. Checked at {2}', name, found, timeOfDay(endedAt))
    : l10n.t(
        '{0}: {1}. Checked at {2}, next check at {3}',
        name,
        found,
        timeOfDay(endedAt),
        timeOfDay(endedAt + nextMs),
      );
}

function foundText(record: RunRecord, asked: StepId | undefined, now: number): string {
  const step = openStep(record);
  if (!step) return l10n.t('all steps are complete');
  const { id, state } = step;
  // What the next step lacks is no answer to a recheck of this one.
  if (asked && record.steps[asked].state === 'done' && state.state !== 'failed')
    return l10n.t('{0}; next: {1}', stepLabel(asked, record.steps[asked]), stepLabel(id, state));
  return state.state === 'needsUser' ? questionOf(state.ask).missing() : stateText(state, now);
}
