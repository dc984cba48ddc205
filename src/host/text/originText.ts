import { l10n } from 'vscode';
import type { PickItem } from '../../core/form.js';
import type { Origin, OriginProblem, OriginServer } from '../../core/origin.js';
import { listText, withRemark } from '../../core/plainText.js';
import type { BucketRef } from '../../core/ports/oss.js';

/** The kinds of origin with what each is for. */
export function originKindItems(): readonly PickItem<Origin['kind']>[] {
  return [
    {
      label: l10n.t('OSS Bucket'),
      detail: l10n.t('A bucket of this account, public or private; files can be published to it'),
      value: 'bucket',
    },
    {
      label: l10n.t('OSS Domain'),
      detail: l10n.t('Enter the public domain of a bucket, including one of another account'),
      value: 'ossDomain',
    },
    {
      label: l10n.t('IP Addresses'),
      detail: l10n.t('ECS addresses need no manual review; others may take until the next business day'),
      value: 'ip',
    },
    {
      label: l10n.t('Site Domains'),
      detail: l10n.t('Domain names of public servers, other than the accelerated domain'),
      value: 'site',
    },
    {
      label: l10n.t('Function Compute Domain'),
      detail: l10n.t('Domain name of a function; choose its region first'),
      value: 'functionCompute',
    },
  ];
}

const sentences: Readonly<Record<OriginProblem, (subject: string) => string>> = {
  empty: () => l10n.t('Enter the origin from which CDN fetches your files'),
  internalOss: (subject) =>
    l10n.t('CDN cannot fetch from an internal OSS endpoint. Use the public endpoint, without -internal: {0}', subject),
  notOss: (subject) =>
    l10n.t('This is not the public domain of a bucket, such as bucket.oss-cn-hangzhou.aliyuncs.com: {0}', subject),
  notAddress: (subject) => l10n.t('This is not an IP address: {0}', subject),
  notDomain: (subject) => l10n.t('This is not a valid origin domain: {0}', subject),
  privateAddress: (subject) =>
    l10n.t('{0} is a private address, which CDN cannot reach. Enter a public address', subject),
  mixed: () => l10n.t('Origin servers are either IP addresses or domain names: do not mix them'),
  tooMany: () => l10n.t('CDN supports at most 20 origin servers: remove some'),
  badOption: (subject) => l10n.t('Only ;backup and ;weight=1 to ;weight=100 can follow an origin server: {0}', subject),
  withPort: (subject) => l10n.t('Omit the port, which is set later for all origin servers: {0}', subject),
  duplicate: (subject) => l10n.t('Duplicate origin server: {0}', subject),
  sameAsDomain: (subject) => l10n.t('The origin cannot be the accelerated domain itself: {0}', subject),
  cdnName: (subject) => l10n.t('This is a CDN domain, not an origin, which would create an origin loop: {0}', subject),
  notFunctionCompute: (subject) => l10n.t('This is not a Function Compute domain of the chosen region: {0}', subject),
};

/** The sentence that refuses an origin. */
export function describeOriginProblem(problem: OriginProblem, subject = ''): string {
  return sentences[problem](subject);
}

/** The sentence that refuses a site origin of which DNS tells that it leads back to CDN. */
export function originLoopText(host: string): string {
  return l10n.t('This origin resolves back to CDN, which creates a loop: {0}', host);
}

/** An origin in a few words: the name of a bucket, or the hosts. */
export function originText(origin: Origin): string {
  switch (origin.kind) {
    case 'bucket':
      return origin.bucket.name;
    case 'ossDomain':
    case 'functionCompute':
      return origin.host;
    case 'ip':
    case 'site':
      return listText(origin.servers.map(({ host }) => host));
  }
}

/** A server's role and share, such as "primary · weight 10". */
export function describeServer({ backup, weight }: OriginServer): string {
  return `${backup ? l10n.t('backup') : l10n.t('primary')} · ${l10n.t('weight {0}', weight)}`;
}

/** The servers of an origin, one an entry: with role and weight where there may be several. `bucketHost` gives the public domain of a bucket. */
export function describeOrigin(origin: Origin, bucketHost: (bucket: BucketRef) => string): readonly string[] {
  if (origin.kind === 'bucket') return [bucketHost(origin.bucket)];
  if (origin.kind !== 'ip' && origin.kind !== 'site') return [origin.host];
  return origin.servers.map((server) => withRemark(server.host, describeServer(server)));
}
