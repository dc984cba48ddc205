import { l10n } from 'vscode';
import { type countByTarget, isFolderTarget } from '../../core/objects/objectTargets.js';
import { showWarning } from '../../host/display.js';
import { noticeText } from '../../host/plainText.js';
import { countText } from '../../host/text/bucketText.js';
import { firstNamesText } from '../../host/text/objects/firstNamesText.js';
import type { ChangeOutlook } from './changeOutlook.js';
import { cachedCopiesText, versioningText } from './outlookText.js';

/** What was selected, and how many objects each stands for. */
type Selected = ReturnType<typeof countByTarget>;

/** Selected folders and objects that the modal names. */
const shownAtMost = 10;

/** Shows what is deleted, with a note on it, and what that means; `undefined` when the user cancels. */
export async function confirmDeletion(
  selected: Selected,
  outlook: ChangeOutlook,
  note: string,
): Promise<'deleteOnly' | 'deleteAndRefresh' | undefined> {
  const { bucket, keys, serving } = outlook;
  const [first = ''] = keys;
  const question =
    keys.length === 1
      ? l10n.t('Delete {0} from {1}?', noticeText(first), noticeText(bucket.name))
      : l10n.t('Delete {0} objects from {1}?', countText(keys.length), noticeText(bucket.name));
  const detail = [
    selectedText(selected),
    note,
    versioningText(outlook),
    cachedCopiesText(outlook),
    mappingText(outlook),
  ];
  const [alone, both] = [l10n.t('Delete Only'), l10n.t('Delete and Refresh CDN')];
  const buttons = serving?.refresh ? [both, alone] : [l10n.t('Delete')];
  const options = { modal: true, detail: detail.filter(Boolean).join('\n\n') };
  const chosen = await showWarning(question, options, ...buttons);
  if (chosen === undefined) return undefined;
  return chosen === both ? 'deleteAndRefresh' : 'deleteOnly';
}

/** A folder stands for all that is in it, so that each is named with its count; an object alone is in the question. */
function selectedText(selected: Selected): string {
  if (selected.every(({ target }) => !isFolderTarget(target)) && selected.length === 1) return '';
  const names = selected.map(({ target, count }) => {
    if (!isFolderTarget(target)) return target.key;
    return l10n.t('{0}: {1}', target.key || target.bucket.name, countText(count));
  });
  return firstNamesText(names, shownAtMost);
}

function mappingText({ keys, mapped }: ChangeOutlook): string {
  if (mapped === undefined) return l10n.t('Whether folders of this workspace are published here could not be checked.');
  if (mapped === 0) return '';
  return keys.length === 1
    ? l10n.t(
        'A folder of this workspace is published here: the next publish uploads a file of this name again if the folder has one.',
      )
    : l10n.t(
        'Folders of this workspace are published here: the next publish uploads files of these names again if the folders have them. Objects: {0}',
        countText(mapped),
      );
}
