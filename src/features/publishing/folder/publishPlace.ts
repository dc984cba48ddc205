import { l10n } from 'vscode';
import { showDomain } from '../../../core/domainName.js';
import { bucketOfSource } from '../../../core/oss/binding.js';
import { listBucketsToChoose } from '../../../core/oss/knownBuckets.js';
import { listPinned } from '../../../core/oss/pinnedBuckets.js';
import type { CdnDomain } from '../../../core/ports/cdn.js';
import type { BucketRef } from '../../../core/ports/oss.js';
import { listOwnDomains } from '../../../core/publishing/refresh/domainCache.js';
import type { CdnTarget } from '../../../host/commandIds.js';
import { showWarning } from '../../../host/display.js';
import { pickBucket } from '../../../host/prompts/pickBucket.js';
import type { Publishing } from '../services.js';

/** Where a folder is to go: the bucket, the prefix that the row stands for, and the domains that serve the bucket. */
export interface PublishPlace {
  readonly bucket: BucketRef;
  readonly prefix: string;
  readonly domains: readonly string[];
  /** The domain whose row it was. */
  readonly domain?: string;
}

/** The place in the cloud that a row stands for, or of a bucket that the user chooses; `undefined` where there is none. */
export async function findPublishPlace(
  { deps }: Publishing,
  target: CdnTarget | undefined,
): Promise<PublishPlace | undefined> {
  const { cdn, oss } = await deps.session.cloud();
  const { signal } = new AbortController();
  const toPlace = async (bucket: BucketRef, prefix: string) => ({
    bucket: { name: bucket.name, region: bucket.region },
    prefix,
    domains: await listOwnDomains(cdn, bucket, signal),
  });
  if (target === undefined) {
    const question = { title: l10n.t('Publish a Folder'), placeholder: l10n.t('Choose the bucket to publish to') };
    const bucket = await pickBucket(deps, question, async (work) => {
      const [buckets, served] = await Promise.all([
        listBucketsToChoose(oss, listPinned(deps), work),
        cdn.listDomains(work).catch(() => []),
      ]);
      return buckets.map((each) => ({ ...each, description: describeBucket(each, served) }));
    });
    return bucket && toPlace(bucket, '');
  }
  if (typeof target !== 'string') {
    if (!('key' in target)) return toPlace(target, '');
    return toPlace(target.bucket, target.key.slice(0, target.key.lastIndexOf('/') + 1));
  }
  const domain = await cdn.readDomain(target, signal);
  const bucket = domain?.sources.flatMap((source) => bucketOfSource(source) ?? [])[0];
  if (bucket) return { ...(await toPlace(bucket, '')), domain: target };
  void showWarning(l10n.t('The origin of this domain is not an OSS bucket: {0}', showDomain(target)));
  return undefined;
}

/** The domains that serve a bucket, then its region. */
function describeBucket({ name, region }: BucketRef, domains: readonly CdnDomain[]): string {
  const served = domains.filter(({ sources }) => sources.some((source) => bucketOfSource(source)?.name === name));
  return [...served.map((each) => showDomain(each.name)), region].join(' · ');
}
