import { AppError } from '../../core/errors.js';
import type { RunRecord } from '../../core/onboarding/run/run.js';
import type { StepFailure } from '../../core/onboarding/run/stepReasons.js';
import { permissionsLeft } from '../../core/onboarding/stepActions.js';
import { ownBucket } from '../../core/origin.js';

/** Why a step of a run failed; a denial knows all that the rest of the run needs, so that the owner is asked once. */
export function toStepError(record: RunRecord, { kind, details }: StepFailure): AppError {
  const { denial } = details;
  if (!denial) return new AppError(kind, details);
  const bucket = ownBucket(record.plan.origin);
  const needed = permissionsLeft(record);
  return new AppError(kind, { ...details, denial: { ...denial, needed }, ...(bucket && { bucket }) });
}
