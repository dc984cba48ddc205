import { l10n } from '../core/l10n.js';
import type { ObjectRef } from '../core/ports/oss.js';
import { noticeText } from '../core/text/plainText.js';
import { executeCommand } from './commandIds.js';
import { showWarning } from './display.js';

/** Tells that an upload has replaced a change that another author made after the last look, and offers the versions of the object. */
export function warnReplaced(object: ObjectRef): void {
  const show = l10n.t('Versions');
  const message = l10n.t(
    '{0} was changed in the bucket right before your upload, which has replaced that change: restore it from its versions',
    noticeText(object.key),
  );
  void showWarning(message, show).then((chosen) => {
    if (chosen === show) void executeCommand('ossCdn.showVersions', object);
  });
}
