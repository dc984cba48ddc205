import { isCdnTarget, sameHost } from './dns/hostNames.js';
import { isAddress, tidyDomain } from './domainName.js';
import type { PickItem } from './form.js';
import { l10n } from './l10n.js';
import type { CdnSource } from './ports/cdn.js';
import type { BucketRef } from './ports/oss.js';
import { isLocalAddress } from './publicAddress.js';
import { listText, withRemark } from './text/plainText.js';

/** A server of an origin. `weight`, 1 to 100, divides the requests among servers of the same priority. */
export interface OriginServer {
  readonly host: string;
  readonly backup: boolean;
  readonly weight: number;
}

/** The source from which CDN fetches the files of a domain. */
export type Origin =
  | { readonly kind: 'bucket'; readonly bucket: BucketRef }
  /** The public domain of a bucket as typed, possibly of another account. */
  | { readonly kind: 'ossDomain'; readonly host: string }
  | { readonly kind: 'ip'; readonly servers: readonly OriginServer[] }
  | { readonly kind: 'site'; readonly servers: readonly OriginServer[] }
  | { readonly kind: 'functionCompute'; readonly region: string; readonly host: string };

/** Why CDN does not accept an origin, as far as that is found without a request. */
export type OriginProblem =
  | 'empty'
  | 'internalOss'
  | 'notOss'
  | 'notAddress'
  | 'notDomain'
  | 'privateAddress'
  | 'mixed'
  | 'tooMany'
  | 'badOption'
  | 'withPort'
  | 'duplicate'
  | 'sameAsDomain'
  | 'cdnName'
  | 'notFunctionCompute';

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: OriginProblem; readonly subject?: string };

/** The maximum number of origin servers. Source: AddCdnDomain, InvalidSources.Malformed. */
const mostServers = 20;
const defaultWeight = 10;

/** Returns the public endpoint of OSS in a region. */
export function ossEndpoint(region: string): string {
  return `oss-${region}.aliyuncs.com`;
}

/** Returns whether a host is OSS's: an endpoint, or a bucket at it. */
export function isOssHost(host: string): boolean {
  return /(^|\.)oss-[a-z0-9-]+\.aliyuncs\.com$/.test(host);
}

/** Returns the host that limits the requests to a bucket: its upload domain, or the endpoint of its region, which its buckets share. */
export function endpointOf({ uploadDomain, region }: Pick<BucketRef, 'uploadDomain' | 'region'>): string {
  return uploadDomain ?? ossEndpoint(region);
}

/** Returns the public domain of a bucket, which is used as the origin. CDN does not support the internal one. */
export function publicBucketHost({ name, region }: BucketRef): string {
  return `${name}.${ossEndpoint(region)}`;
}

/** Parses the public domain of a bucket, such as `bucket.oss-cn-hangzhou.aliyuncs.com`. */
export function parseOssDomain(text: string): Parsed<string> {
  const host = tidyDomain(text);
  if (host === '') return { ok: false, problem: 'empty' };
  if (/-internal\.aliyuncs\.com$/.test(host)) return { ok: false, problem: 'internalOss', subject: host };
  const fits = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]\.oss-[a-z0-9-]+\.aliyuncs\.com$/.test(host);
  return fits ? { ok: true, value: host } : { ok: false, problem: 'notOss', subject: host };
}

/**
 * Parses a Function Compute domain of a region: `ACCOUNT.REGION.fc.aliyuncs.com`, or `NAME.REGION.fcapp.run`
 * of an HTTP trigger.
 */
export function parseFunctionCompute(text: string, region: string): Parsed<string> {
  const host = tidyDomain(text);
  if (host === '') return { ok: false, problem: 'empty' };
  const fits = [`.${region}.fc.aliyuncs.com`, `.${region}.fcapp.run`].some((end) => endsUnder(host, end));
  return fits ? { ok: true, value: host } : { ok: false, problem: 'notFunctionCompute', subject: host };
}

/**
 * Parses origin servers that are separated by spaces, commas or line breaks. Each may end in `;backup` and `;weight=N` (1 to 100). All have to be addresses
 * (`ip`), or all have to be names (`site`).
 */
export function parseServers(text: string, kind: 'ip' | 'site', domain: string): Parsed<readonly OriginServer[]> {
  const entries = text.split(/[\s,]+/).filter(Boolean);
  if (entries.length === 0) return { ok: false, problem: 'empty' };
  if (entries.length > mostServers) return { ok: false, problem: 'tooMany' };
  for (const entry of entries) {
    const problem = entryProblem(entry);
    if (problem) return { ok: false, problem, subject: entry };
  }
  const servers = entries.map(parseServer);
  const hosts = servers.map(({ host }) => host);
  if (new Set(hosts).size < hosts.length) return { ok: false, problem: 'duplicate', subject: findTwice(hosts) };
  const addresses = hosts.filter(isAddress);
  if (addresses.length > 0 && addresses.length < hosts.length) return { ok: false, problem: 'mixed' };
  for (const host of hosts) {
    const problem = kind === 'ip' ? addressProblem(host) : nameProblem(host, domain);
    if (problem) return { ok: false, problem, subject: host };
  }
  return { ok: true, value: servers };
}

/** Converts an origin to the form that AddCdnDomain takes. */
export function toSources(origin: Origin, port: number): readonly CdnSource[] {
  const source = (type: CdnSource['type'], server: OriginServer): CdnSource => ({
    type,
    content: server.host,
    port,
    priority: server.backup ? '30' : '20',
    weight: String(server.weight),
  });
  const single = (host: string): OriginServer => ({ host, backup: false, weight: defaultWeight });
  switch (origin.kind) {
    case 'bucket':
      return [source('oss', single(publicBucketHost(origin.bucket)))];
    case 'ossDomain':
      return [source('oss', single(origin.host))];
    case 'functionCompute':
      return [source('fc_domain', single(origin.host))];
    case 'ip':
      return origin.servers.map((server) => source('ipaddr', server));
    case 'site':
      return origin.servers.map((server) => source('domain', server));
  }
}

/** The ports to which CDN sends HTTP and HTTPS. To any other port it sends HTTP. */
export const standardPorts = { http: 80, https: 443 } as const;

/** Returns whether a domain has exactly these origin hosts. */
export function hasSameOrigin(sources: readonly CdnSource[], origin: Origin): boolean {
  const wanted = toSources(origin, standardPorts.http).map(({ content }) => content);
  return (
    wanted.length === sources.length && wanted.every((host) => sources.some(({ content }) => sameHost(content, host)))
  );
}

/** Returns the account's bucket that is the origin; `undefined` for any other origin. */
export function ownBucket(origin: Origin): BucketRef | undefined {
  return origin.kind === 'bucket' ? origin.bucket : undefined;
}

function parseServer(text: string): OriginServer {
  const [host = '', ...options] = text.split(';');
  return {
    host: isAddress(host) ? host : tidyDomain(host),
    backup: options.some((each) => each.toLowerCase() === 'backup'),
    weight: Number(options.find((each) => /^weight=/i.test(each))?.slice(7) ?? defaultWeight),
  };
}

/** Returns what is wrong with the text that follows a host, which would otherwise be ignored. */
function entryProblem(entry: string): OriginProblem | undefined {
  const [host = '', ...options] = entry.split(';');
  const isKnown = (option: string) => /^(?:|primary|backup|weight=(?:[1-9]\d?|100))$/i.test(option);
  if (!options.every(isKnown)) return 'badOption';
  return /^(?:[a-z]+:\/\/)?[^:/]+:\d+(?:\/|$)/i.test(host) ? 'withPort' : undefined;
}

function addressProblem(host: string): OriginProblem | undefined {
  if (!isAddress(host)) return 'notAddress';
  return isLocalAddress(host) ? 'privateAddress' : undefined;
}

function nameProblem(host: string, domain: string): OriginProblem | undefined {
  if (!/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*$/.test(host)) return 'notDomain';
  if (/-internal\.aliyuncs\.com$/.test(host)) return 'internalOss';
  if (sameHost(host, domain) || (domain.startsWith('.') && host.endsWith(domain))) return 'sameAsDomain';
  return isCdnTarget(host) ? 'cdnName' : undefined;
}

function endsUnder(host: string, end: string): boolean {
  return host.endsWith(end) && /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/.test(host.slice(0, -end.length));
}

function findTwice(hosts: readonly string[]): string {
  return hosts.find((host, index) => hosts.indexOf(host) !== index) ?? '';
}

/** Parses a typed number from 1 to `most`; returns `undefined` for anything else. */
export function parseCount(text: string, most: number): number | undefined {
  const digits = text.trim();
  const value = /^\d{1,5}$/.test(digits) ? Number(digits) : 0;
  return value >= 1 && value <= most ? value : undefined;
}

/** Parses a port from 1 to 65535; returns `undefined` for anything else. */
export function parsePort(text: string): number | undefined {
  return parseCount(text, 65_535);
}

/** Returns the kinds of origin to choose from, each with what it is for. */
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

/** Returns the sentence that says why an origin is not accepted. */
export function describeOriginProblem(problem: OriginProblem, subject = ''): string {
  return sentences[problem](subject);
}

/** Returns the sentence that says why an origin is not accepted that DNS leads back to CDN. */
export function originLoopText(host: string): string {
  return l10n.t('This origin resolves back to CDN, which creates a loop: {0}', host);
}

/** Returns an origin in a few words: the name of the bucket, or the hosts. */
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

/** Returns the role and the weight of a server, such as "primary · weight 10". */
export function describeServer({ backup, weight }: OriginServer): string {
  return `${backup ? l10n.t('backup') : l10n.t('primary')} · ${l10n.t('weight {0}', weight)}`;
}

/**
 * Returns the servers of an origin as a list of texts. If there can be several, each has its role and weight. `bucketHost` returns the public domain of a
 * bucket.
 */
export function describeOrigin(origin: Origin, bucketHost: (bucket: BucketRef) => string): readonly string[] {
  if (origin.kind === 'bucket') return [bucketHost(origin.bucket)];
  if (origin.kind !== 'ip' && origin.kind !== 'site') return [origin.host];
  return origin.servers.map((server) => withRemark(server.host, describeServer(server)));
}
