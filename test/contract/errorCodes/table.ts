import { AppError, type Denial, type ErrorDetails, type ErrorKind } from '../../../src/core/errors.js';
import type { StepId } from '../../../src/core/onboarding/run/run.js';
import { mayPass } from '../../../src/core/onboarding/run/runRecord.js';
import { sentenceOf } from '../../../src/host/errors/codeSentences.js';
import { buttonLabel, errorButtons } from '../../../src/host/errors/errorButtons.js';
import { stepTitle } from '../../../src/host/text/steps/stepNames.js';
import type { Language } from '../../support/browser.js';
import { sayIn } from '../../support/fakeVscode.js';
import { sourceOf } from './sources.js';
import type { TakenCode } from './takenAsDone.js';

/** A code and what it means; `reason` says why the sandbox does not play its cause. */
export interface TableCode {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly reason?: string;
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

/** The document that tells what each code leads to; `stepsOf` names those of an onboarding that a code stops in the tests. */
export function writeTable(
  codes: readonly TableCode[],
  taken: readonly TakenCode[],
  stepsOf: (code: string) => readonly StepId[],
): string {
  return [
    '# Error codes of Alibaba Cloud and what a person reads',
    '',
    'A natural code is produced in the sandbox by its cause; an injected one is only given by a switch, for the reason named.',
    'The steps are those of an onboarding that the tests let the code stop: the row says so in both languages, has the',
    'buttons, leaves nothing half done, and the run goes on once the cause is gone. What no step is named for is refused by',
    'our own checks before, or belongs to a command. Where the answer names a page of the vendor, `Open Help` stands before',
    '`Copy Details`. What is taken as done says that all is as wanted already, so there is nothing to read.',
    'A call is retried up to twice, by itself; a step of an onboarding is looked at again after ten seconds.',
    'The source is a page of the vendor, or a public client where no page of the vendor has the code.',
    '',
    '| Code | In the sandbox | Stops at | Meaning | English | Chinese | Buttons | Retried | Source |',
    '|---|---|---|---|---|---|---|---|---|',
    ...[...codes.map((each) => toRow(each, stepsOf(each.code))), ...taken.map(toTakenRow)].sort(),
    '',
  ].join('\n');
}

function toTakenRow({ code, so }: TakenCode): string {
  return `| ${[code, 'natural', '', `taken as done: ${so}`, '', '', '', '', sourceOf(code)].join(' | ')} |`;
}

function toRow(entry: TableCode, steps: readonly StepId[]): string {
  const { code, kind, reason } = entry;
  const error = new AppError(kind, { code, ...detailsOf(entry) });
  const origin = reason === undefined ? 'natural' : `injected: ${reason}`;
  const stops = steps.map((step) => sayIn('en', () => stepTitle(step))).join(', ');
  const words = (['en', 'zh-cn'] as const).map((language) => wordsOf(entry, language));
  const buttons = labelsOf(error, 'en').join(', ');
  return `| ${[code, origin, stops, kind, ...words, buttons, retriedBy(entry), sourceOf(code)].join(' | ')} |`;
}

/** Who tries again by itself. */
function retriedBy({ kind }: TableCode): string {
  const calls = kind === 'throttled' ? ['every call'] : kind === 'unavailable' ? ['a call that reads'] : [];
  return [...calls, ...(mayPass({ kind }) ? ['a step'] : [])].join(', ');
}
