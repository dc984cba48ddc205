import { AppError } from '../../../core/errors.js';
import { l10n } from '../../../core/l10n.js';
import { readProperties } from '../../../core/objects/objectProperties.js';
import type { CdnDomain } from '../../../core/ports/cdn.js';
import type { CloudPorts } from '../../../core/ports/cloud.js';
import type { BucketRef, ObjectRef } from '../../../core/ports/oss.js';
import { isServing, listServingNames, readServing } from '../../../core/publishing/refresh/domainCache.js';
import { withRemark } from '../../../core/text/plainText.js';
import { withDelayedProgress } from '../../../host/prompts/delayedProgress.js';
import type { ObjectDeps } from '../objectDeps.js';
import { propertiesText } from './propertiesText.js';
import type { ReadOnlyTexts } from './readOnlyTexts.js';

/** Shows all properties of an object in a read-only document. */
export async function showProperties(
  { session, clock }: Pick<ObjectDeps, 'session' | 'clock'>,
  texts: ReadOnlyTexts,
  object: ObjectRef | undefined,
): Promise<void> {
  if (!object) return;
  const { oss, cdn } = await session.cloud();
  const properties = await withDelayedProgress(clock, l10n.t('Reading properties'), (_report, signal) =>
    readProperties({ oss, readDomains: () => readDomains(cdn, object.bucket, signal) }, object, signal),
  );
  if (!properties) throw new AppError('noSuchObject', { subject: object.key });
  await texts.show(withRemark(shortName(object), l10n.t('Properties')), propertiesText(properties));
}

/** Returns the last part of the key of an object, for titles. */
export function shortName({ key }: ObjectRef): string {
  return key.slice(key.replace(/\/$/, '').lastIndexOf('/') + 1);
}

/** Reads the domains at which CDN serves the objects of a bucket. */
export async function readDomains(
  cdn: CloudPorts['cdn'],
  bucket: BucketRef,
  signal: AbortSignal,
): Promise<{ readonly hosts: readonly CdnDomain[]; readonly wildcards: readonly string[] }> {
  const { exact, wildcards } = await listServingNames(cdn, bucket, signal);
  const found = await Promise.all(exact.map((name) => readServing(cdn, name, signal)));
  return { hosts: found.filter((domain) => domain !== undefined).filter(isServing), wildcards };
}
