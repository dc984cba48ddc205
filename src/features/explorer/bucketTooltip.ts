import { withTimeout } from '../../core/concurrency/withTimeout.js';
import { switchState } from '../../core/delivery/settingText.js';
import { errorText } from '../../core/errorTexts/errorText.js';
import { l10n } from '../../core/l10n.js';
import { accessText } from '../../core/oss/bucketText.js';
import type { BucketCname, BucketInfo, BucketStat } from '../../core/ports/oss.js';
import { countText, sizeText } from '../../core/text/countText.js';
import { listText } from '../../core/text/plainText.js';
import { momentText } from '../../core/text/timeText.js';
import type { FeatureDeps } from '../../host/deps.js';
import type { LateFact } from './lateFacts.js';
import type { NodeOf } from './node.js';

/** How long the tooltip waits for facts that are not known yet, ms. */
const lookLimitMs = 3_000;
const mostDomains = 10;

/**
 * Returns the tooltip of a bucket: region, access, bound domains, versioning, and content. Facts that are not known yet are read now, and left out if the
 * account may not read them.
 */
export async function bucketTooltip(
  { bucket, argument }: NodeOf<'bucket'>,
  readFact: () => Promise<LateFact | undefined>,
  { session, clock }: Pick<FeatureDeps, 'session' | 'clock'>,
): Promise<string> {
  const { oss } = await session.cloud();
  const { signal } = new AbortController();
  const look = <T>(read: (stop: AbortSignal) => Promise<T>): Promise<T | undefined> =>
    withTimeout<T | undefined>(read, () => undefined, { clock, ms: lookLimitMs, signal }).catch(() => undefined);
  const [late, cnames, stat] = await Promise.all([
    look(readFact),
    look((stop) => oss.listCnames(argument, stop)),
    look((stop) => oss.readBucketStat(argument, stop)),
  ]);
  const info = late?.kind === 'bucket' ? late.info : undefined;
  return [
    bucket.name,
    l10n.t({
      message: 'Region: {0}',
      args: [bucket.region],
      comment: 'The region of a bucket, such as cn-hangzhou',
    }),
    ...(info ? accessLines(info) : []),
    ...(cnames ? [domainsLine(cnames)] : []),
    ...(info ? [versioningLine(info)] : []),
    ...(stat ? [statLine(stat)] : []),
    ...(late?.kind === 'denied' ? [errorText(late.error)] : []),
    ...(bucket.pinned ? [l10n.t('Added by name')] : []),
  ].join('\n');
}

function accessLines(info: BucketInfo): readonly string[] {
  return [
    l10n.t('ACL: {0}', accessText({ ...info, publicAccessBlocked: false })),
    l10n.t('Block Public Access: {0}', switchState(info.publicAccessBlocked)),
  ];
}

function domainsLine(cnames: readonly BucketCname[]): string {
  if (cnames.length === 0) return l10n.t('Bound domains: none');
  const names = listText(cnames.slice(0, mostDomains).map(({ domain }) => domain));
  const more = cnames.length - mostDomains;
  return l10n.t('Bound domains: {0}', more > 0 ? l10n.t('{0} and {1} more', names, more) : names);
}

function versioningLine({ versioning }: BucketInfo): string {
  if (versioning === 'enabled') return l10n.t('Versioning: on');
  return versioning === 'suspended'
    ? l10n.t('Versioning: suspended; earlier versions are kept')
    : l10n.t('Versioning: never turned on');
}

function statLine({ bytes, objects, countedAt }: BucketStat): string {
  return l10n.t('Objects: {0}, {1} (counted {2})', countText(objects), sizeText(bytes), momentText(countedAt));
}
