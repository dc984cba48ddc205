import { l10n } from 'vscode';
import type { PickItem } from '../../core/form.js';
import { originHost } from '../../core/onboarding/names.js';
import type { CdnPort } from '../../core/ports/cdn.js';
import type { CloudPorts } from '../../core/ports/cloud.js';
import type { BucketInfo, BucketRef, OssPort } from '../../core/ports/oss.js';

/** What the form looks up while it is being filled in. */
export interface FormSources {
  /** The account's buckets by region, with who may read them. */
  bucketItems(): Promise<readonly PickItem<BucketRef>[]>;
  /** The zones of the account in Alibaba Cloud DNS; none when they may not be read. */
  zoneNames(): Promise<readonly string[]>;
  loadIsPublicSuffix(): Promise<(name: string) => boolean>;
  holderOf(domain: string): ReturnType<CdnPort['checkDomain']>;
  filingOf(domain: string): ReturnType<CdnPort['checkIcp']>;
}

/** Looks up in the account's cloud until the signal fires. */
export function openSources(
  cloud: CloudPorts,
  loadIsPublicSuffix: FormSources['loadIsPublicSuffix'],
  signal: AbortSignal,
): FormSources {
  const zones = cloud.dns.listZones(signal).then(
    (found) => found.map(({ name }) => name),
    () => [],
  );
  const holders = new Map<string, ReturnType<CdnPort['checkDomain']>>();
  return {
    bucketItems: () => listBucketItems(cloud.oss, signal),
    zoneNames: () => zones,
    loadIsPublicSuffix,
    holderOf(domain) {
      const asked = holders.get(domain) ?? cloud.cdn.checkDomain(domain, signal);
      holders.set(domain, asked);
      asked.catch(() => holders.delete(domain));
      return asked;
    },
    filingOf: (domain) => cloud.cdn.checkIcp(domain, signal),
  };
}

/** Reading more buckets one by one would keep the person waiting; the rest come without their access. */
const mostInfos = 50;

async function listBucketItems(oss: OssPort, signal: AbortSignal): Promise<readonly PickItem<BucketRef>[]> {
  const { buckets } = await oss.listBuckets(signal);
  const sorted = [...buckets].sort((a, b) => a.region.localeCompare(b.region) || a.name.localeCompare(b.name));
  const infos = await Promise.all(
    sorted.slice(0, mostInfos).map((bucket) => oss.readBucketInfo(bucket, signal).catch(() => undefined)),
  );
  return sorted.map(({ name, region }, index) => ({
    label: name,
    description: describeAccess(infos[index]),
    detail: originHost({ name, region }),
    group: region,
    value: { name, region },
  }));
}

function describeAccess(info: BucketInfo | undefined): string {
  if (!info) return '';
  if (info.publicAccessBlocked) return l10n.t('public access blocked');
  if (info.acl === 'private') return l10n.t('private');
  return info.acl === 'public-read' ? l10n.t('public read') : l10n.t('public read and write');
}
