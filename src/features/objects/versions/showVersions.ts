import { AppError } from '../../../core/errors.js';
import { l10n } from '../../../core/l10n.js';
import { archiveClasses } from '../../../core/objects/archive.js';
import { listVersionsOf, type VersionList } from '../../../core/objects/objectVersions.js';
import type { ObjectVersion } from '../../../core/ports/objectVersions.js';
import type { BucketInfo, ObjectRef } from '../../../core/ports/oss.js';
import { countText } from '../../../core/text/countText.js';
import { noticeText, withRemark } from '../../../core/text/plainText.js';
import { momentText } from '../../../core/text/timeText.js';
import { executeCommand } from '../../../host/commandIds.js';
import { withDelayedProgress } from '../../../host/prompts/delayedProgress.js';
import type { ObjectDeps } from '../objectDeps.js';
import { versionSizeText } from '../properties/propertiesText.js';
import type { ReadOnlyTexts } from '../properties/readOnlyTexts.js';
import { compareWith, openVersion } from './compareVersions.js';
import { restoreSources } from './restoreArchived.js';
import { restoreVersionAsked } from './restoreVersion.js';
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
export interface ChosenVersion {
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
