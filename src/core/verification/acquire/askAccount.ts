import { originHostFunction } from '../../cdn/functionNames.js';
import { recordName, sameHost } from '../../dns/hostNames.js';
import { AppError, type ErrorKind } from '../../errors.js';
import { standardPorts } from '../../origin.js';
import { bucketsOf } from '../../oss/binding.js';
import { isPrivateBucket } from '../../oss/isPrivateBucket.js';
import type { CdnDomain } from '../../ports/cdn.js';
import type { CloudPorts } from '../../ports/cloud.js';
import type { BucketRef } from '../../ports/oss.js';
import type { FactsCollector } from './factsCollector.js';

/** Access to the cloud of the account, or the reason why there is none. */
export interface AccountAccess {
  readonly account?: Pick<CloudPorts, 'cdn' | 'dns' | 'oss'>;
  /** Why there is no account; `notSignedIn` by default. */
  readonly accountFailed?: ErrorKind;
}

/** Reads the domain from CDN, and what CDN itself sees in DNS. Settles once both have been read or have failed. */
export async function askCdn(
  collector: FactsCollector,
  name: string,
  access: AccountAccess,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all([
    collector.ask('cdnDomain', async (partial) => {
      partial.domain = { found: await need(access).cdn.readDomain(name, signal) };
    }),
    collector.ask('cdnCname', async (partial) => {
      partial.cnameState = (await need(access).cdn.readCnameStates([name], signal)).get(name);
    }),
  ]);
}

/** Reads the zone and the records of the host, if the zone is in Alibaba Cloud DNS. */
export function askAlidns(
  collector: FactsCollector,
  name: string,
  access: AccountAccess,
  signal: AbortSignal,
): Promise<void> {
  return collector.ask('alidns', async (partial) => {
    const { dns } = need(access);
    const place = await dns.locate(recordName(name), signal);
    if (!place) return;
    partial.alidns = { place };
    const [zone, records] = await Promise.allSettled([
      dns.readZone(place.zone, signal),
      dns.listRecords(place.zone, place.rr, signal),
    ]);
    if (zone.status === 'fulfilled') {
      partial.hosted = zone.value.nameServers;
      partial.alidns = { ...partial.alidns, minTtl: zone.value.minTtl };
    }
    if (records.status === 'fulfilled') partial.alidns = { ...partial.alidns, records: records.value };
    for (const each of [records, zone]) if (each.status === 'rejected') throw each.reason;
  });
}

/**
 * Finds the bucket of the domain and whether it is private. `known`, the bucket of an onboarding, adds the upload domain. It replaces the bucket only if CDN
 * cannot be asked, since the origin may have changed.
 */
export async function askBucket(
  collector: FactsCollector,
  known: BucketRef | undefined,
  { account }: AccountAccess,
  signal: AbortSignal,
): Promise<BucketRef | undefined> {
  const found = collector.partial.domain?.found;
  const bucket = found ? bucketBehind(found, known) : known;
  if (!bucket) return undefined;
  collector.partial.bucket = bucket;
  const info = await account?.oss.readBucketInfo(bucket, signal).catch(() => undefined);
  if (info) collector.partial.bucket = { ...bucket, isPrivate: isPrivateBucket(info) };
  return bucket;
}

function bucketBehind({ sources }: Pick<CdnDomain, 'sources'>, known: BucketRef | undefined): BucketRef | undefined {
  const buckets = bucketsOf(sources);
  return buckets.some(({ name, region }) => name === known?.name && region === known.region) ? known : buckets[0];
}

/** Reads why OSS may force a download; resolves to `undefined` if the account may not read that. */
export async function askForcedDownload(
  { partial }: FactsCollector,
  bucket: BucketRef,
  { account }: AccountAccess,
  signal: AbortSignal,
): Promise<void> {
  const found = partial.domain?.found;
  if (!account || !found) return;
  const { name, sources } = found;
  const [cnames, configs] = await Promise.allSettled([
    account.oss.listCnames(bucket, signal),
    account.cdn.readConfigs(name, [originHostFunction], signal),
  ]);
  if (cnames.status === 'rejected' || configs.status === 'rejected') return;
  partial.forcedDownload = {
    isBound: cnames.value.some(({ domain, enabled }) => enabled && sameHost(domain, name)),
    isPlain: sources.every(({ port }) => port === standardPorts.http),
    isAskedByDomain: configs.value.some(
      ({ args, status }) => status === 'success' && sameHost(args.domain_name ?? '', name),
    ),
  };
}

function need({ account, accountFailed = 'notSignedIn' }: AccountAccess): NonNullable<AccountAccess['account']> {
  if (!account) throw new AppError(accountFailed);
  return account;
}
