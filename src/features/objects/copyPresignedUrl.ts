import { env } from 'vscode';
import { l10n } from '../../core/l10n.js';
import { hasDotSegment } from '../../core/objectKey.js';
import { noticeText } from '../../core/text/plainText.js';
import { shortDateTime } from '../../core/text/timeText.js';
import type { ObjectRef } from '../../host/commandIds.js';
import { showInformation } from '../../host/display.js';
import type { ObjectDeps } from './objectDeps.js';

const minute = 60;
const day = 24 * 60 * minute;
/** The longest lifetime. Source: V4 signature, `x-oss-expires`. */
const mostMinutes = (7 * day) / minute;

/** Asks for a lifetime, signs a URL by which anyone may read the object, and copies it without showing it. */
export async function copyPresignedUrl(deps: ObjectDeps, object: ObjectRef | undefined): Promise<void> {
  if (!object) return;
  const seconds = await askSeconds(deps, object);
  if (seconds === undefined) return;
  const { oss } = await deps.session.cloud();
  const now = deps.clock.now();
  const { url, isTemporary } = await oss.presignObject(object.bucket, object.key, seconds);
  await env.clipboard.writeText(url);
  const until = shortDateTime(now + seconds * 1000, now);
  const parts = [
    // VS Code shows the beginning of a long notification, so the access comes first.
    l10n.t('Until {0}, anyone with the copied URL can read: {1}', until, noticeText(object.key)),
    pathNote(object),
    isTemporary ? l10n.t('It ends earlier if your temporary credentials expire.') : '',
    downloadNote(object),
  ];
  // Not awaited: the command has ended, and the notification may stay open.
  void showInformation(parts.filter(Boolean).join(' · '));
}

/** Accounts that activated OSS before 2022-10-09 are not affected. Source: OSS, forced downloads at the default domains. */
function downloadNote({ bucket }: ObjectRef): string {
  return bucket.uploadDomain === undefined
    ? l10n.t('Browsers may download the file, because the URL uses the default OSS domain.')
    : '';
}

/** Clients normalize this path, which then does not match the signature. */
function pathNote({ key }: ObjectRef): string {
  return hasDotSegment(key)
    ? l10n.t(
        'Browsers and most programs cannot use the URL, because they resolve the "." or ".." in its path: download the object here instead.',
      )
    : '';
}

async function askSeconds({ ui }: Pick<ObjectDeps, 'ui'>, object: ObjectRef): Promise<number | undefined> {
  const title = l10n.t('Presigned URL: {0}', noticeText(object.key));
  const risk = l10n.t(
    'Anyone who has the URL can read the object until the URL expires. Disabling the AccessKey ends it earlier.',
  );
  const reply = await ui.pick<number | 'custom'>({
    title,
    placeholder: l10n.t('Choose how long the URL works'),
    notes: [risk, pathNote(object), downloadNote(object)].filter(Boolean),
    items: [
      { label: l10n.t('15 minutes'), value: 15 * minute },
      { label: l10n.t('1 hour'), value: 60 * minute },
      { label: l10n.t('1 day'), value: day },
      { label: l10n.t('7 days'), description: l10n.t('the longest that OSS allows'), value: 7 * day },
      { label: l10n.t('Custom…'), value: 'custom' },
    ],
  });
  if (reply.kind !== 'value') return undefined;
  if (reply.value !== 'custom') return reply.value;
  const typed = await ui.input({
    title,
    prompt: l10n.t('Minutes, 1 to {0}', String(mostMinutes)),
    value: '60',
    validate: (text) =>
      toMinutes(text) === undefined ? l10n.t('Enter a whole number from 1 to {0}', String(mostMinutes)) : undefined,
  });
  const minutes = typed.kind === 'value' ? toMinutes(typed.value) : undefined;
  return minutes === undefined ? undefined : minutes * minute;
}

function toMinutes(text: string): number | undefined {
  const minutes = /^\s*\d{1,5}\s*$/.test(text) ? Number(text) : 0;
  return minutes >= 1 && minutes <= mostMinutes ? minutes : undefined;
}
