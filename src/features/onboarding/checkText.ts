import { showDomain } from '../../core/domainName.js';
import { l10n } from '../../core/l10n.js';
import type { RunRecord, RunView, StepId } from '../../core/onboarding/run/run.js';
import { openStep } from '../../core/onboarding/run/runRecord.js';
import { timeOfDay } from '../../core/text/timeText.js';
import { questionOf } from '../questions/questions.js';
import { stateText, stepLabel } from '../questions/stepText.js';

/** The result of a run's last check since `before`, its time, and the next check, in one sentence. */
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
  // What the next step lacks does not answer a recheck of this one.
  if (asked && record.steps[asked].state === 'done' && state.state !== 'failed')
    return l10n.t('{0}; next: {1}', stepLabel(asked, record.steps[asked]), stepLabel(id, state));
  return state.state === 'needsUser' ? questionOf(state.ask).missing() : stateText(state, now);
}
