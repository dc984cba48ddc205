import { AppError } from '../../../core/errors.js';
import { errorText } from '../../../core/errorTexts/errorText.js';
import { l10n } from '../../../core/l10n.js';
import { timeOfDay } from '../../../core/text/timeText.js';
import type { FactPart, VerificationFacts } from '../../../core/verification/facts.js';

/** The time and duration of a part's query; `undefined` without one. */
export function whenText({ sources }: VerificationFacts, part: FactPart): string | undefined {
  const source = sources[part];
  return source && l10n.t('{0}, took {1} ms', timeOfDay(source.at), Math.round(source.durationMs));
}

/** Why a part is missing, as a sentence; `undefined` if it is present or was not queried. */
export function sourceFailureText({ sources }: VerificationFacts, part: FactPart): string | undefined {
  const { failed, code } = sources[part] ?? {};
  return failed && errorText(new AppError(failed, code === undefined ? {} : { code }));
}
