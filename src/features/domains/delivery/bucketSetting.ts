import { sameXml } from '../../../core/delivery/bucketXml.js';
import { l10n } from '../../../core/l10n.js';
import { bucketsOf } from '../../../core/oss/binding.js';
import type { BucketRef, BucketSetting } from '../../../core/ports/oss.js';
import { confirmChange } from '../../../host/changePrompts.js';
import { showInformation, showWarning } from '../../../host/display.js';
import type { DomainWork } from '../domainDeps.js';
import { makeChange } from '../makeChange.js';
import { offerRefresh } from './changeTopic.js';

/** Returns the account's bucket that is the origin of a domain. Returns `undefined` if the origin is no such bucket. */
export function sourceBucket({ domain: { sources } }: DomainWork): BucketRef | undefined {
  return bucketsOf(sources)[0];
}

interface SettingOfBucket {
  readonly bucket: BucketRef;
  readonly setting: BucketSetting;
  /** Computes the new setting from the present one. `undefined` means that there is no setting. */
  readonly change: (xml: string | undefined) => string | undefined;
  readonly question: string;
  /** Returns the text before and after the change, and notes. Each item is a paragraph. */
  readonly detail: (before: string | undefined) => readonly string[];
  /** Whether copies at the edge stay as they are, so that a refresh is offered afterwards. */
  readonly keepsCopies?: boolean;
}

/**
 * Shows how a bucket setting would change and, if the user agrees, writes it and keeps everything else in it. Does not overwrite a setting that has changed
 * meanwhile. Resolves to whether the setting is now as wanted.
 */
export async function changeBucketSetting(
  work: DomainWork,
  { bucket, setting, change, question, detail, keepsCopies = false }: SettingOfBucket,
): Promise<boolean> {
  const { cloud, signal } = work;
  const before = await cloud.oss.readBucketSetting(bucket, setting, signal);
  const after = change(before);
  if (sameXml(before, after)) {
    void showInformation(l10n.t('The bucket already has this setting: {0}', bucket.name));
    return true;
  }
  const undo = l10n.t('To undo: use Undo in the Activity view.');
  const button = l10n.t('Change Bucket');
  if (!(await confirmChange({ question, detail: [...detail(before), undo], button }))) return false;
  const now = await cloud.oss.readBucketSetting(bucket, setting, signal);
  if (!sameXml(now, before)) {
    await showWarning(
      l10n.t('Nothing was changed, because the bucket was changed outside this extension: {0}', bucket.name),
    );
    return false;
  }
  await makeChange(async () => {
    if (after === undefined) await cloud.oss.deleteBucketSetting(bucket, setting, signal);
    else await cloud.oss.updateBucketSetting(bucket, setting, after, signal);
  });
  void showInformation(l10n.t('Bucket changed: {0}', bucket.name));
  if (keepsCopies) void offerRefresh(work);
  return true;
}
