import type { Session } from '../../core/account.js';
import { l10n } from '../../core/l10n.js';
import type { BucketRef } from '../../core/ports/oss.js';
import { executeCommand } from '../commandIds.js';
import { showInformation } from '../display.js';

/** The buckets for which versioning was offered in this window, by its session. */
const offered = new WeakMap<Session, Set<string>>();

/** Offers, once for each bucket, to turn versioning on after the user overwrote what others had written. Best effort, since nothing depends on it. */
export async function offerVersioning({ session }: { readonly session: Session }, bucket: BucketRef): Promise<void> {
  const names = offered.get(session) ?? new Set();
  if (names.has(bucket.name)) return;
  offered.set(session, names.add(bucket.name));
  const { oss } = await session.cloud();
  const info = await oss.readBucketInfo(bucket, new AbortController().signal).catch(() => undefined);
  if (!info || info.versioning === 'enabled') return;
  const turnOn = l10n.t('Turn On Versioning…');
  const text = l10n.t('Without versioning, OSS does not keep what is overwritten in the bucket: {0}', bucket.name);
  if ((await showInformation(text, turnOn)) === turnOn) await executeCommand('ossCdn.turnOnVersioning', bucket);
}
