import type { AppError, Denial, ErrorDetails, ErrorKind } from '../../../src/core/errors.js';
import { sentenceOf } from '../../../src/core/errorTexts/errorText.js';
import { buttonLabel, errorButtons } from '../../../src/host/errors/errorButtons.js';
import type { Language } from '../../support/browser.js';
import { sayIn } from '../../support/fakeVscode.js';

/** A code and what it means; `reason` says why the sandbox does not play its cause. */
export interface TableCode {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly reason?: string;
  /** The status that it comes with, where that is known. */
  readonly status?: number;
  /** How far it reaches, where it only comes so. */
  readonly scope?: 'bucket' | 'object';
  /** What RAM denies there. */
  readonly denial?: Denial;
}

/** The details of an error that decide what is read of it. */
export function detailsOf({ scope, denial }: Pick<TableCode, 'scope' | 'denial'>): ErrorDetails {
  return { requestId: 'known', ...(scope && { scope }), ...(denial && { denial }) };
}

/** What a person reads of a code, without what it is about. */
export function wordsOf(entry: TableCode, language: Language): string {
  return sayIn(language, () => sentenceOf({ kind: entry.kind, details: { code: entry.code, ...detailsOf(entry) } }));
}

/** What the buttons of an error say, without the vendor's own help page, which not every answer names. */
export function labelsOf(error: AppError, language: Language): readonly string[] {
  const buttons = errorButtons(error).filter((button) => button !== 'help');
  return sayIn(language, () => buttons.map(buttonLabel));
}
