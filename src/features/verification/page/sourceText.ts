import { l10n } from 'vscode';
import { AppError } from '../../../core/errors.js';
import { timeOfDay } from '../../../core/text/timeText.js';
import type { FactPart, VerificationFacts } from '../../../core/verification/facts.js';
import { isErrorKind } from '../../../host/errors/codeSentences.js';
import { errorText } from '../../../host/errors/presentError.js';

/** When a part of the facts was asked and how long that took; `undefined` when it was not. */
export function whenText({ sources }: VerificationFacts, part: FactPart): string | undefined {
  const source = sources[part];
  return source && l10n.t('{0}, took {1} ms', timeOfDay(source.at), Math.round(source.durationMs));
}

/** Why a part is missing, as a sentence of its own; `undefined` when it is not, or when it was not asked. */
export function sourceFailureText({ sources }: VerificationFacts, part: FactPart): string | undefined {
  const failed = sources[part]?.failed;
  if (failed === undefined) return undefined;
  return errorText(new AppError(isErrorKind(failed) ? failed : 'unexpected'));
}
