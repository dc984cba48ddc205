import { sameXml } from '../../../core/delivery/bucketXml.js';
import { l10n } from '../../../core/l10n.js';
import { bucketOfSource } from '../../../core/oss/binding.js';
import type { BucketRef, BucketSetting } from '../../../core/ports/oss.js';
import { confirmChange } from '../../../host/changePrompts.js';
import { showInformation, showWarning } from '../../../host/display.js';
import type { DomainWork } from '../domainDeps.js';
import { makeChange } from '../makeChange.js';
import { offerRefresh } from './makeSettings.js';

/** The account's bucket that a domain is served from, if any. */
export function sourceBucket({ domain: { sources } }: DomainWork): BucketRef | undefined {
  return sources.flatMap((source) => bucketOfSource(source) ?? [])[0];
}

interface SettingOfBucket {
  readonly bucket: BucketRef;
  readonly setting: BucketSetting;
  /** Computes the new setting from the current one; `undefined` is none. */
  readonly change: (xml: string | undefined) => string | undefined;
  readonly question: string;
  /** The text before and after, and notes; one paragraph each. */
  readonly detail: (before: string | undefined) => readonly string[];
  /** Copies at the edge do not change, so a refresh is offered. */
  readonly keepsCopies?: boolean;
}

/**
 * Shows the change of a bucket setting and writes it if the user agrees, keeping everything else in it. Does not
 * overwrite a setting that changed meanwhile. Returns whether it is now as wanted.
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
