import { AppError } from '../../../core/errors.js';
import { l10n } from '../../../core/l10n.js';
import { archiveClasses } from '../../../core/objects/archive.js';
import { listVersionsOf, restoreVersion, type VersionList } from '../../../core/objects/objectVersions.js';
import type { ObjectVersion } from '../../../core/ports/objectVersions.js';
import type { BucketInfo, ObjectRef } from '../../../core/ports/oss.js';
import { countText } from '../../../core/text/countText.js';
import { noticeText, withRemark } from '../../../core/text/plainText.js';
import { momentText } from '../../../core/text/timeText.js';
import { quoted } from '../../../core/text/visibleText.js';
import { beforeAfter } from '../../../host/changePrompts.js';
import { executeCommand, folderRowId } from '../../../host/commandIds.js';
import { showInformation } from '../../../host/display.js';
import { withDelayedProgress } from '../../../host/prompts/delayedProgress.js';
import { askChange, refreshAfter } from '../change/askChange.js';
import { readChangeOutlook } from '../changeOutlook.js';
import type { ObjectDeps } from '../objectDeps.js';
import { versionSizeText } from '../properties/propertiesText.js';
import type { ReadOnlyTexts } from '../properties/readOnlyTexts.js';
import { compareWith, openVersion } from './compareVersions.js';
import { restoreSources } from './restoreArchived.js';
import { undeleteObjects } from './undelete.js';

type Row = ObjectVersion | 'turnOn';

/** Shows the versions of an object, and lets the user open, compare or restore one. */
export async function showVersions(
  deps: ObjectDeps,
  texts: ReadOnlyTexts,
  object: ObjectRef | undefined,
): Promise<void> {
  if (!object) return;
  const { list, info } = await read(deps, object);
  if (list.versions.length === 0) throw new AppError('noSuchObject', { subject: object.key });
  const reply = await deps.ui.pick<Row>({
    title: l10n.t('Versions: {0}', noticeText(object.key)),
    placeholder: l10n.t('Choose a version'),
    notes: notesOf(list, info),
    items: [
      ...list.versions.map((version) => ({
        label: timeText(version),
        description: versionSizeText(version),
        detail: version.versionId,
        value: version,
      })),
      ...(info?.versioning === 'enabled' ? [] : [{ label: l10n.t('Turn On Versioning…'), value: 'turnOn' as const }]),
    ],
  });
  if (reply.kind !== 'value') return;
  if (reply.value === 'turnOn') return void (await executeCommand('ossCdn.turnOnVersioning', object.bucket));
  await act(deps, texts, object, { version: reply.value, current: list.versions[0], info });
}

function timeText({ lastModified, isLatest }: ObjectVersion): string {
  const time = momentText(Date.parse(lastModified));
  return isLatest ? withRemark(time, l10n.t('current')) : time;
}

async function read(
  { session, clock, log }: ObjectDeps,
  object: ObjectRef,
): Promise<{ readonly list: VersionList; readonly info: BucketInfo | undefined }> {
  const { oss } = await session.cloud();
  return withDelayedProgress(clock, l10n.t('Reading versions'), async (_report, signal) => {
    const [list, info] = await Promise.all([
      listVersionsOf(oss, object, signal),
      oss.readBucketInfo(object.bucket, signal).catch((error) => void log.failure('read bucket', error)),
    ]);
    return { list, info: info ?? undefined };
  });
}

function notesOf({ versions, isPartial }: VersionList, info: BucketInfo | undefined): readonly string[] {
  return [
    ...(info && info.versioning === undefined
      ? [l10n.t('The bucket has no versioning: OSS keeps only the current content.')]
      : []),
    ...(info?.versioning === 'suspended'
      ? [l10n.t('Versioning of the bucket is suspended: new versions replace each other.')]
      : []),
    ...(isPartial ? [l10n.t('Only the newest {0} versions are shown.', countText(versions.length))] : []),
  ];
}

/** A chosen version, the current one, and what is known of the bucket. */
interface ChosenVersion {
  readonly version: ObjectVersion;
  readonly current: ObjectVersion | undefined;
  readonly info: BucketInfo | undefined;
}

type Action = 'open' | 'compare' | 'restore' | 'unarchive' | 'undelete';

async function act(deps: ObjectDeps, texts: ReadOnlyTexts, object: ObjectRef, chosen: ChosenVersion): Promise<void> {
  const { version } = chosen;
  const actions: Readonly<Record<Action, string>> = {
    open: l10n.t('Open'),
    compare: l10n.t('Compare With Current'),
    restore: l10n.t('Restore This Version…'),
    unarchive: l10n.t('Restore From Archive…'),
    undelete: l10n.t('Undelete…'),
  };
  const fit = actionsOf(chosen);
  const reply = await deps.ui.pick<Action>({
    title: `${noticeText(object.key)} · ${timeText(version)}`,
    placeholder: fit.length > 0 ? l10n.t('Choose what to do') : l10n.t('A later version has replaced this deletion'),
    items: fit.map((value) => ({ label: actions[value], value })),
  });
  if (reply.kind !== 'value') return;
  if (reply.value === 'open') return openVersion(deps, texts, object, version);
  if (reply.value === 'compare') return compareWith(deps, texts, object, { version });
  if (reply.value === 'restore') return restoreVersionAsked(deps, object, chosen);
  if (reply.value === 'unarchive') return restoreSources(deps, [{ ...object, versionId: version.versionId }]);
  return undeleteObjects(deps, [object]);
}

/** Returns what can be done with a version. A delete marker can be removed only while it is the current one. */
function actionsOf({ version, current }: ChosenVersion): readonly Action[] {
  const isDeleted = current?.isDeleteMarker === true;
  if (version.isDeleteMarker) return isDeleted ? ['undelete'] : [];
  const isArchived = archiveClasses[version.storageClass ?? ''] !== undefined;
  return [
    'open',
    ...(version.isLatest || isDeleted ? [] : ['compare' as const]),
    ...(version.isLatest ? [] : ['restore' as const]),
    ...(isArchived ? ['unarchive' as const] : []),
  ];
}

/** Asks, with both versions, and makes an earlier version of an object the current one. Refreshes its URLs if the user chooses that. */
export async function restoreVersionAsked(
  deps: ObjectDeps,
  object: ObjectRef,
  { version, current }: { readonly version: ObjectVersion; readonly current: ObjectVersion | undefined },
): Promise<void> {
  const { bucket, key } = object;
  const outlook = await readChangeOutlook(deps, bucket, [key]);
  const choice = await askChange(outlook, {
    question: l10n.t('Restore this version of {0}?', quoted(key)),
    detail: [
      beforeAfter(current ? describe(current) : l10n.t('does not exist'), describe(version)),
      keptText(outlook.info, current),
      l10n.t('Headers and tags of the version come back with it; the ACL stays as it is.'),
    ],
    button: l10n.t('Restore'),
  });
  if (!choice) return;
  const { oss } = await deps.session.cloud();
  await withDelayedProgress(deps.clock, l10n.t('Restoring the version'), (_report, signal) =>
    restoreVersion(oss, object, { versionId: version.versionId, shown: current }, signal),
  );
  void executeCommand('ossCdn.retryNode', folderRowId(bucket.name, ''));
  void showInformation(l10n.t('Version restored: {0}', noticeText(key)));
  // What publishing knows of the object stays, so that the next save asks before it overwrites the restored version.
  await refreshAfter(deps, choice, outlook, [key]);
}

function describe(version: ObjectVersion): string {
  return `${momentText(Date.parse(version.lastModified))} · ${versionSizeText(version)}`;
}

/** Tells whether the present content can be brought back. While versioning is suspended, a new version replaces the one without an id. */
function keptText(info: BucketInfo | undefined, current: ObjectVersion | undefined): string {
  if (info?.versioning === 'enabled') return l10n.t('The present content is kept as an earlier version.');
  if (!info) return l10n.t('Whether the present content is kept as an earlier version could not be checked.');
  return current?.versionId === 'null'
    ? l10n.t('Versioning is suspended: the present content is replaced and cannot be restored.')
    : l10n.t('The present content is kept as an earlier version.');
}
