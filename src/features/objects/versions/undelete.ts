import { toAppError } from '../../../core/errors.js';
import { errorTextWithoutSubject } from '../../../core/errorTexts/errorText.js';
import { l10n } from '../../../core/l10n.js';
import {
  type DeletedObject,
  isDeleted,
  listDeleted,
  mostVersions,
  type UndeleteEnd,
  undelete,
} from '../../../core/objects/objectVersions.js';
import type { CloudPorts } from '../../../core/ports/cloud.js';
import type { BucketRef, ObjectRef } from '../../../core/ports/oss.js';
import { countText, shorten, sizeText } from '../../../core/text/countText.js';
import { nameLines } from '../../../core/text/firstNamesText.js';
import { noticeText } from '../../../core/text/plainText.js';
import { momentText } from '../../../core/text/timeText.js';
import { quoted } from '../../../core/text/visibleText.js';
import { beforeAfter } from '../../../host/changePrompts.js';
import { executeCommand, folderRowId } from '../../../host/commandIds.js';
import { showInformation, showWarning } from '../../../host/display.js';
import { withDelayedProgress } from '../../../host/prompts/delayedProgress.js';
import { askChange, refreshAfter } from '../change/askChange.js';
import { mostUndoable } from '../change/changeEach.js';
import { readChangeOutlook } from '../changeOutlook.js';
import type { ObjectDeps } from '../objectDeps.js';
import { placeText, toPlace } from '../objectPlace.js';

/** Lists the deleted objects of a bucket or a folder, and brings back the ones that the user chooses. */
export async function showDeleted(deps: ObjectDeps, target: ObjectRef | BucketRef | undefined): Promise<void> {
  if (!target) return;
  const { bucket, prefix } = toPlace(deps, target);
  const { oss } = await deps.session.cloud();
  const { deleted, isPartial } = await withDelayedProgress(deps.clock, l10n.t('Reading versions'), (_report, signal) =>
    listDeleted(oss, bucket, prefix, signal),
  );
  if (deleted.length === 0) return tellNone(deps, { bucket, prefix }, isPartial);
  const all = { label: l10n.t('Undelete All…'), description: countText(deleted.length), value: deleted };
  const reply = await deps.ui.pick<readonly DeletedObject[]>({
    title: l10n.t('Deleted in {0}', placeText({ bucket, prefix })),
    placeholder: l10n.t('Choose what to bring back'),
    ...(isPartial && { notes: [partialText()] }),
    items: [
      ...(deleted.length > 1 ? [all] : []),
      ...deleted.map((each) => ({
        label: noticeText(each.key.slice(prefix.length)),
        description: sizeText(each.size),
        detail: l10n.t('deleted {0}', momentText(Date.parse(each.deletedAt))),
        value: [each],
      })),
    ],
  });
  if (reply.kind === 'value') await undeleteObjects(deps, reply.value);
}

function partialText(): string {
  return l10n.t(
    'Only the first {0} versions were read: choose a smaller folder for the rest.',
    countText(mostVersions),
  );
}

/** Without versioning there is nothing to bring back, which looks the same as a folder without deletions. */
async function tellNone(
  { session }: ObjectDeps,
  { bucket, prefix }: { readonly bucket: BucketRef; readonly prefix: string },
  isPartial: boolean,
): Promise<void> {
  const place = placeText({ bucket, prefix });
  if (isPartial) return void showInformation(`${l10n.t('No deleted objects found in {0}', place)}. ${partialText()}`);
  const { oss } = await session.cloud();
  const info = await oss.readBucketInfo(bucket, new AbortController().signal).catch(() => undefined);
  if (!info || info.versioning) return void showInformation(l10n.t('No deleted objects in {0}', place));
  const turnOn = l10n.t('Turn On Versioning…');
  const text = l10n.t('The bucket has no versioning, so deleted objects cannot be brought back: {0}', bucket.name);
  if ((await showWarning(text, turnOn)) === turnOn) await executeCommand('ossCdn.turnOnVersioning', bucket);
}

/** Asks and brings deleted objects of one bucket back by removing their delete markers. */
export async function undeleteObjects(deps: ObjectDeps, objects: readonly ObjectRef[]): Promise<void> {
  const [first] = objects;
  if (!first) return;
  const { bucket } = first;
  const keys = objects.map(({ key }) => key);
  const outlook = await readChangeOutlook(deps, bucket, keys);
  const { shown, more } = shorten(keys);
  const choice = await askChange(outlook, {
    question:
      keys.length === 1
        ? l10n.t('Undelete {0} in {1}?', quoted(first.key), bucket.name)
        : l10n.t('Undelete {0} objects in {1}?', countText(keys.length), bucket.name),
    detail: [
      ...(keys.length === 1 ? [] : [[...nameLines(shown), ...more].join('\n')]),
      beforeAfter(l10n.t('deleted'), l10n.t('the newest version is served again')),
      l10n.t('The delete marker is removed; no version is deleted.'),
    ],
    button: l10n.t('Undelete'),
  });
  if (!choice) return;
  const back = await run(deps, bucket, keys);
  void executeCommand('ossCdn.retryNode', folderRowId(bucket.name, ''));
  await refreshAfter(deps, choice, outlook, back);
}

/** Brings the objects back one by one. Stops at the first failure, which is shown, and resolves to the keys whose content may have changed. */
async function run(deps: ObjectDeps, bucket: BucketRef, keys: readonly string[]) {
  const { session, clock, log } = deps;
  const cloud = await session.cloud();
  const ends = new Map<string, UndeleteEnd>();
  const all = countText(keys.length);
  const work = async (report: (progress: { message: string; percent: number }) => void, signal: AbortSignal) => {
    for (const key of keys) {
      ends.set(key, await undeleteOne(deps, cloud, { object: { bucket, key }, count: keys.length }, signal));
      const percent = (ends.size / keys.length) * 100;
      report({ message: l10n.t('{0} of {1}', countText(ends.size), all), percent });
    }
  };
  try {
    await withDelayedProgress(clock, l10n.t('Undeleting objects'), work);
    tellEnd(bucket, ends);
  } catch (caught) {
    const error = toAppError(caught);
    if (ends.size === 0) throw error;
    log.failure('undelete objects', error);
    const reason = error.kind === 'cancelled' ? l10n.t('Canceled') : errorTextWithoutSubject(error);
    const done = countText(countBack(ends));
    void showWarning(l10n.t('Undeleted {0} of {1} objects in {2}. {3}', done, all, bucket.name, reason));
  }
  return [...ends.keys()].filter((key) => ends.get(key) !== 'notDeleted');
}

/** Brings one object back. The entry in the Activity view has an Undo only while the object is the one that was brought back. */
async function undeleteOne(
  { activity }: Pick<ObjectDeps, 'activity'>,
  cloud: CloudPorts,
  { object, count }: { readonly object: ObjectRef; readonly count: number },
  signal: AbortSignal,
): Promise<UndeleteEnd> {
  const work = () => undelete(cloud.oss, object, signal);
  if (count > mostUndoable || !(await isDeleted(cloud.oss, object, signal))) return work();
  const change = { kind: 'deletion', at: object, before: 'deleted', after: null } as const;
  const subject = `${object.bucket.name}/${object.key}`;
  const readBack = async () => ((await isDeleted(cloud.oss, object, signal)) ? undefined : change);
  const complete = (end: UndeleteEnd) => (end === 'back' ? change : undefined);
  return activity.track({ action: 'DeleteObject', subject }, work, complete, readBack);
}

function countBack(ends: ReadonlyMap<string, UndeleteEnd>): number {
  return [...ends.values()].filter((end) => end === 'back').length;
}

/** Tells what was brought back, and of each other object why not. */
function tellEnd({ name }: BucketRef, ends: ReadonlyMap<string, UndeleteEnd>): void {
  const others = [...ends].flatMap(([key, end]) => (end === 'back' ? [] : otherTexts[end](noticeText(key))));
  const [first] = ends.keys();
  const back = countBack(ends);
  if (others.length === 0)
    return void showInformation(
      back === 1
        ? l10n.t('Undeleted: {0}', noticeText(first ?? ''))
        : l10n.t('Undeleted in {0}: {1} objects', name, countText(back)),
    );
  if (ends.size === 1) return void showWarning(others.join());
  const { shown, more } = shorten(others);
  const rest = [...shown, ...more].join('. ');
  void showWarning(
    l10n.t('Undeleted {0} of {1} objects in {2}. {3}', countText(back), countText(ends.size), name, rest),
  );
}

const otherTexts: Readonly<Record<Exclude<UndeleteEnd, 'back'>, (name: string) => string>> = {
  notDeleted: (name) => l10n.t('The object is not deleted any more: {0}', name),
  deletedAgain: (name) => l10n.t('Someone else deleted the object again: {0}', name),
  replaced: (name) => l10n.t('Someone else uploaded other content meanwhile: {0}', name),
};
