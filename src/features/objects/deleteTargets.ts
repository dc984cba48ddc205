import { errorTextWithoutSubject } from '../../core/errorTexts/errorText.js';
import { l10n } from '../../core/l10n.js';
import { type Deletion, deleteObjects } from '../../core/objects/deleteObjects.js';
import { countByTarget, isFolderTarget } from '../../core/objects/objectTargets.js';
import { versioningText } from '../../core/oss/bucketText.js';
import type { BucketRef } from '../../core/ports/oss.js';
import { countText, shorten } from '../../core/text/countText.js';
import { firstNames, nameLines, wholeName } from '../../core/text/firstNamesText.js';
import { listText, noticeText } from '../../core/text/plainText.js';
import { quoted } from '../../core/text/visibleText.js';
import { type CdnTarget, executeCommand, folderRowId, listObjectRefs } from '../../host/commandIds.js';
import { showInformation, showWarning } from '../../host/display.js';
import { presentError } from '../../host/errors/presentError.js';
import { confirmObjectDeletion } from '../../host/prompts/confirmObjectDeletion.js';
import { withDelayedProgress } from '../../host/prompts/delayedProgress.js';
import { forgetDeleted } from './change/ledgerChanges.js';
import { type ChangeOutlook, cachedCopiesText, readChangeOutlook } from './changeOutlook.js';
import { filterText, findObjects } from './findObjects.js';
import type { ObjectDeps } from './objectDeps.js';
import { listChangedUrls } from './refreshChanged.js';

/** The most keys that a notification names. */
const namedAtMost = 3;

/**
 * Deletes objects and folders of one bucket. Exactly the objects that were counted for the question are deleted. Refreshes their URLs if the user chooses
 * that.
 */
export async function deleteTargets(deps: ObjectDeps, given: readonly CdnTarget[]): Promise<void> {
  const targets = listObjectRefs(given);
  const [first] = targets;
  if (!first) return;
  const { bucket } = first;
  if (targets.some((target) => target.bucket.name !== bucket.name)) {
    void showWarning(l10n.t('Objects of several buckets are selected: select objects of one bucket to delete them'));
    return;
  }
  const found = await findObjects(deps, targets);
  if (!found) return;
  const keys = found.map(({ key }) => key);
  const outlook = await readChangeOutlook(deps, bucket, keys);
  const choice = await confirmDeletion(deps, countByTarget(targets, found), outlook, filterText(deps, targets));
  if (!choice) return;
  const begun = deps.clock.now();
  const deletion = await run(deps, bucket, keys);
  // Parent folders may have gone with their last object, and a filter may show an object without its folder.
  void executeCommand('ossCdn.retryNode', folderRowId(bucket.name, ''));
  reportEnd(deps, outlook.bucket, keys.length, deletion);
  const refresh = choice === 'deleteAndRefresh' ? outlook.serving?.refresh : undefined;
  const gone = [...deletion.deleted, ...deletion.uncertain];
  const refreshes = refresh && gone.length > 0 ? listChangedUrls(refresh.cost, gone, refresh) : [];
  const sending = refreshes.map(({ kind, urls }) => deps.sendUrls(kind, urls));
  await Promise.all([forgetDeleted(deps, bucket, gone, begun), ...sending]);
}

async function run({ session, clock }: ObjectDeps, bucket: BucketRef, keys: readonly string[]): Promise<Deletion> {
  const { oss } = await session.cloud();
  const all = countText(keys.length);
  return withDelayedProgress(clock, l10n.t('Deleting objects'), (report, signal) => {
    const onProgress = (done: number) =>
      report({ message: l10n.t('{0} of {1}', countText(done), all), percent: (done / keys.length) * 100 });
    return deleteObjects(oss, bucket, keys, { signal, onProgress });
  });
}

function reportEnd(deps: ObjectDeps, { name }: BucketRef, total: number, deletion: Deletion): void {
  const { deleted, failed, error } = deletion;
  const [done, all] = [countText(deleted.length), countText(total)];
  const bucket = noticeText(name);
  // If a whole call was refused, the error has the reason and is logged once.
  if (!error) for (const key of failed) deps.log.warn(`not deleted: ${name}/${key}`);
  if (deleted.length === total) {
    void showInformation(
      total === 1
        ? l10n.t('Deleted from {0}: {1}', bucket, noticeText(deleted[0] ?? ''))
        : l10n.t('Deleted from {0}: {1} objects', bucket, done),
    );
    return;
  }
  const text = l10n.t('Deleted {0} of {1} objects from {2}. {3}', done, all, bucket, restText(deletion, total));
  if (!error || error.kind === 'cancelled') return void showWarning(text);
  deps.log.failure('delete objects', error);
  // Not awaited: the refresh follows while the notification may stay open.
  void presentError(error, deps.log, undefined, text);
}

/** Describes how many objects remain, and why. */
function restText(deletion: Deletion, total: number): string {
  const { failed, uncertain } = deletion;
  const parts = [
    ...(failed.length > 0 ? [l10n.t('Not deleted: {0}', listText(firstNames(failed, namedAtMost)))] : []),
    ...(uncertain.length > 0 ? [l10n.t('May have been deleted: {0}', countText(uncertain.length))] : []),
    whyText(deletion, total),
  ];
  return parts.reduce((text, part) => l10n.t('{0}. {1}', text, part));
}

function whyText({ deleted, failed, uncertain, error }: Deletion, total: number): string {
  const isWhole = deleted.length + failed.length + uncertain.length === total;
  if (!error) return isWhole ? l10n.t('OSS refused to delete them') : l10n.t('Canceled');
  return errorTextWithoutSubject(error);
}

/** The selection with the number of objects of each target. */
type Selected = ReturnType<typeof countByTarget>;

/** The most targets that the modal names. */
const shownAtMost = 10;

/** Shows what is deleted, with a note and the consequences. Resolves to `undefined` if the user cancels. */
async function confirmDeletion(
  { ui }: ObjectDeps,
  selected: Selected,
  outlook: ChangeOutlook,
  note: string,
): Promise<'deleteOnly' | 'deleteAndRefresh' | undefined> {
  const { bucket, keys, info, serving } = outlook;
  const [first = ''] = keys;
  const question =
    keys.length === 1
      ? l10n.t('Delete {0} from {1}?', quoted(first), noticeText(bucket.name))
      : l10n.t('Delete {0} objects from {1}?', countText(keys.length), noticeText(bucket.name));
  const detail = [selectedText(selected), note, versioningText(info), cachedCopiesText(outlook), mappingText(outlook)];
  const [alone, both] = [l10n.t('Delete Only'), l10n.t('Delete and Refresh CDN')];
  const buttons = serving?.refresh ? [both, alone] : [l10n.t('Delete')];
  const asked = { question, detail: detail.filter(Boolean).join('\n\n'), buttons };
  const chosen = await confirmObjectDeletion(ui, [{ bucket, keys, info }], asked);
  if (chosen === undefined) return undefined;
  return chosen === both ? 'deleteAndRefresh' : 'deleteOnly';
}

/** Names each selected folder with the number of its objects. A single object is already named in the question. */
function selectedText(selected: Selected): string {
  const [only] = selected;
  if (only && selected.length === 1 && !isFolderTarget(only.target)) return wholeName(only.target.key);
  const { shown, more } = shorten(selected, shownAtMost);
  const names = nameLines(shown.map(({ target }) => target.key || target.bucket.name));
  const lines = shown.map(({ target, count }, at) => {
    const name = names[at] ?? '';
    return isFolderTarget(target) ? l10n.t('{0}: {1}', name, countText(count)) : name;
  });
  return [...lines, ...more].join('\n');
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
