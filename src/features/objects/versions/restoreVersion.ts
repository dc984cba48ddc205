import { l10n } from '../../../core/l10n.js';
import { restoreVersion } from '../../../core/objects/objectVersions.js';
import type { ObjectVersion } from '../../../core/ports/objectVersions.js';
import type { BucketInfo, ObjectRef } from '../../../core/ports/oss.js';
import { noticeText } from '../../../core/text/plainText.js';
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
