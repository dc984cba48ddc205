import { AppError, type Denial, type ErrorDetails, type ErrorKind } from '../../../src/core/errors.js';
import type { StepId } from '../../../src/core/onboarding/run/run.js';
import { stepTitle } from '../../../src/core/onboarding/stepNames.js';
import { sentenceOf } from '../../../src/host/errors/codeSentences.js';
import { buttonLabel, errorButtons } from '../../../src/host/errors/errorButtons.js';
import type { Language } from '../../support/browser.js';
import { sayIn } from '../../support/fakeVscode.js';
import type { Retries } from './retries.js';
import { sourceOf } from './sources.js';
import type { TakenCode } from './takenAsDone.js';

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

/** A code with who was seen to try again after it. */
export interface SeenCode extends TableCode {
  readonly retries: Retries;
}

/** The document that tells what each code leads to; `stepsOf` names those of an onboarding that a code stops in the tests. */
export function writeTable(
  codes: readonly SeenCode[],
  taken: readonly TakenCode[],
  stepsOf: (code: string) => readonly StepId[],
): string {
  return [
    '# Error codes of Alibaba Cloud and what a person reads',
    '',
    'A natural code is produced in the sandbox by its cause; an injected one is only given by a switch, for the reason named.',
    'The steps are those of an onboarding that the tests let the code stop: the row says so in both languages, has the',
    'buttons, leaves nothing half done, and the run continues once the cause is gone. What no step is named for is refused by',
    'our own checks before, or belongs to a command. Where the answer names a page of the vendor, `Open Help` stands before',
    '`Copy Details`. What is taken as done says that all is as wanted already, so there is nothing to read.',
    'Who retries was observed: of every code, how often the sandbox got a change and a read that it refused with it (three times',
    'where a call is retried), and of every meaning, whether a step of an onboarding that failed with it once was tried again',
    'within a minute, without a recheck being asked for.',
    'The source is a page of the vendor, or a public client where no page of the vendor has the code.',
    '',
    '| Code | In the sandbox | Stops at | Meaning | English | Chinese | Buttons | Retried | Source |',
    '|---|---|---|---|---|---|---|---|---|',
    ...[...codes.map((each) => toRow(each, stepsOf(each.code))), ...taken.map(toTakenRow)].sort(),
    '',
  ].join('\n');
}

function toTakenRow({ code, so, reason }: TakenCode): string {
  const origin = reason === undefined ? 'natural' : `injected: ${reason}`;
  return `| ${[code, origin, '', `taken as done: ${so}`, '', '', '', '', sourceOf(code)].join(' | ')} |`;
}

function toRow(entry: SeenCode, steps: readonly StepId[]): string {
  const { code, kind, reason } = entry;
  const error = new AppError(kind, { code, ...detailsOf(entry) });
  const origin = reason === undefined ? 'natural' : `injected: ${reason}`;
  const stops = steps.map((step) => sayIn('en', () => stepTitle(step))).join(', ');
  const words = (['en', 'zh-cn'] as const).map((language) => wordsOf(entry, language));
  const buttons = labelsOf(error, 'en').join(', ');
  return `| ${[code, origin, stops, kind, ...words, buttons, retriedBy(entry), sourceOf(code)].join(' | ')} |`;
}

/** Who tried again. */
function retriedBy({ retries: { changes, reads, step } }: SeenCode): string {
  const calls = changes > 1 ? ['every call'] : reads > 1 ? ['a call that reads'] : [];
  return [...calls, ...(step ? ['a step'] : [])].join(', ');
}
