import { AppError, type ErrorKind } from '../../../src/core/errors.js';
import { buttonLabel, errorButtons } from '../../../src/host/errorButtons.js';
import { errorSentences } from '../../../src/host/errorSentences.js';
import { type Language, sayIn } from './words.js';

/** A code, how the sandbox comes to give it, and what it means. */
export interface TableCode {
  readonly code: string;
  readonly kind: ErrorKind;
}

/** The sentence of a kind. */
export function sentenceOf(kind: ErrorKind, language: Language): string {
  return sayIn(language, errorSentences[kind]);
}

/** What the buttons of an error say, without the vendor's own help page, which not every answer names. */
export function labelsOf(error: AppError, language: Language): readonly string[] {
  const buttons = errorButtons(error).filter((button) => button !== 'help');
  return sayIn(language, () => buttons.map(buttonLabel));
}

/** The document that tells what each code leads to. */
export function writeTable(natural: readonly TableCode[], injected: readonly TableCode[]): string {
  const rows = [
    ...natural.map((each) => toRow(each, 'natural')),
    ...injected.map((each) => toRow(each, 'injected')),
  ].sort();
  return [
    '# Error codes of Alibaba Cloud and what a person reads',
    '',
    'A natural code is produced in the sandbox by its cause; an injected one is only given by a switch, since its cause',
    'is not played there. Where the answer names a page of the vendor, `Open Help` stands before `Copy Details`.',
    '',
    '| Code | In the sandbox | Meaning | English | Chinese | Buttons |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function toRow({ code, kind }: TableCode, origin: 'natural' | 'injected'): string {
  const error = new AppError(kind, { code, requestId: 'known' });
  const cells = [code, origin, kind, sentenceOf(kind, 'en'), sentenceOf(kind, 'zh'), labelsOf(error, 'en').join(', ')];
  return `| ${cells.join(' | ')} |`;
}
