import { errorTextWithoutSubject } from '../../../core/errorTexts/errorText.js';
import { l10n } from '../../../core/l10n.js';
import type { CopyFailure, CopyResult } from '../../../core/objects/copy/copyObjects.js';
import { copyProblemTexts } from '../../../core/objects/copy/copySource.js';
import { countText, shorten } from '../../../core/text/countText.js';
import { quotedNames } from '../../../core/text/firstNamesText.js';
import { noticeText } from '../../../core/text/plainText.js';
import { showInformation, showWarning } from '../../../host/display.js';
import { logFailures } from '../logFailures.js';
import type { ObjectDeps } from '../objectDeps.js';
import type { CopyQuestion } from './copyQuestion.js';

/** The most objects that a part of the notification names. */
const namedAtMost = 3;

/** Shows the result, and logs each object that was not copied or not deleted. */
export async function reportCopy(deps: ObjectDeps, question: CopyQuestion, result: CopyResult): Promise<void> {
  const { failures, kept } = result;
  for (const { pair } of [...failures, ...kept])
    deps.log.warn(`not moved or copied: ${pair.from.bucket.name}/${pair.from.key}`);
  logFailures(
    deps,
    'copy',
    [...failures, ...kept].flatMap(({ why }) => (typeof why === 'string' ? [] : why)),
  );
  const text = copyEndText(question, result);
  const isWhole = result.done.length === question.pairs.length;
  await (isWhole ? showInformation(text) : showWarning(text));
}

/** Describes the result on one line. */
function copyEndText({ way, pairs, to }: CopyQuestion, result: CopyResult): string {
  const { done, kept, uncertain, failures, remaining, cancelled } = result;
  const [counted, all] = [countText(done.length), countText(pairs.length)];
  const place = noticeText(`${to.bucket.name}/${to.prefix}${to.name ?? ''}`);
  if (done.length === pairs.length) {
    if (way === 'copy') return l10n.t('Copied to {0}: {1} objects', place, counted);
    return way === 'rename' ? l10n.t('Renamed to {0}', place) : l10n.t('Moved to {0}: {1} objects', place, counted);
  }
  const head =
    way === 'copy'
      ? l10n.t('Copied {0} of {1} objects to {2}', counted, all, place)
      : l10n.t('Moved {0} of {1} objects to {2}', counted, all, place);
  const parts = [
    head,
    kept.length > 0 ? l10n.t('Copied, and not deleted at the old place: {0}', namesOf(kept)) : '',
    uncertain.length > 0 ? l10n.t('May have been deleted: {0}', countText(uncertain.length)) : '',
    failures.length > 0 ? l10n.t('Not changed: {0}', namesOf(failures)) : '',
    remaining.length > 0 ? l10n.t('Not started: {0}', countText(remaining.length)) : '',
    cancelled ? l10n.t('Canceled') : '',
  ];
  return parts.filter(Boolean).reduce((text, part) => l10n.t('{0}. {1}', text, part));
}

function namesOf(failures: CopyResult['failures']): string {
  const { shown, more } = shorten(failures, namedAtMost);
  const names = quotedNames(shown.map(({ pair }) => pair.from.key));
  return [...shown.map(({ why }, at) => l10n.t('{0}: {1}', names[at] ?? '', whyText(why))), ...more].join('; ');
}

function whyText(why: CopyFailure): string {
  return typeof why === 'string' ? copyProblemTexts[why]() : errorTextWithoutSubject(why);
}
