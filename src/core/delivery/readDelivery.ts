import { l10n } from '../l10n.js';
import { bucketsOf } from '../oss/binding.js';
import { ifReadable } from '../oss/ifReadable.js';
import type { CdnConfig, CdnDomain, CdnPort, ListedConfig } from '../ports/cdn.js';
import type { CloudPorts } from '../ports/cloud.js';
import { listText, plainText } from '../text/plainText.js';
import { textOf } from './bucketXml.js';
import { functionText, settingText, switchState } from './settingText.js';
import type { SiteType } from './siteRoutes.js';
import { configsOfSite, queryRivals, siteTypeOf, siteTypeText } from './siteType.js';

/** The topics of delivery settings, in the order of their rows. */
export const deliveryTopics = [
  'siteType',
  'cache',
  'compression',
  'cors',
  'headers',
  'website',
  'access',
  'other',
] as const;
export type DeliveryTopic = (typeof deliveryTopics)[number];

/** The current delivery settings of a domain. */
export interface Delivery {
  readonly site?: SiteType;
  /** The settings that apply to every request. */
  readonly configs: readonly ListedConfig[];
  /** The number of settings that belong to a condition of the console. */
  readonly conditional: number;
  /** The default page of the bucket's static website; `none` if it has no website. Absent if the origin is no bucket or the account may not read it. */
  readonly website?: { readonly index?: string } | 'none';
}

/** The functions with which the edge refuses requests. */
const refusingFunctions = [
  'referer_white_list_set',
  'referer_black_list_set',
  'ip_black_list_set',
  'ip_allow_list_set',
  'ali_ua',
  'ali_location',
  'aliauth',
];

const functionsOf: Readonly<Record<Exclude<DeliveryTopic, 'siteType' | 'website' | 'other'>, readonly string[]>> = {
  cache: ['path_based_ttl_set', 'filetype_based_ttl_set', 'set_hashkey_args', ...queryRivals],
  compression: ['gzip', 'brotli'],
  cors: ['set_resp_header'],
  headers: ['set_resp_header'],
  access: [...refusingFunctions, 'limit_rate'],
};

/** The functions that no topic here shows: CDN sets them itself, or HTTPS, the origin or another topic shows them. */
const elsewhere: readonly string[] = [
  'set_req_host_header',
  'oss_auth',
  'l2_oss_key',
  'https_option',
  'https_tls_version',
  'https_force',
  'http_force',
  'HSTS',
  'forward_scheme',
  'condition',
  ...Object.values(functionsOf).flat(),
];

/** Returns the settings that belong to a topic. */
export function configsOf(topic: DeliveryTopic, { configs, site }: Delivery): readonly ListedConfig[] {
  const ofSite = site ? configsOfSite(site, configs) : [];
  if (topic === 'other')
    return configs.filter((each) => !elsewhere.includes(each.functionName) && !ofSite.includes(each));
  if (topic === 'siteType') return ofSite;
  if (topic === 'website') return [];
  const found = configs.filter(({ functionName }) => functionsOf[topic].includes(functionName));
  if (topic === 'cors') return found.filter(isCorsHeader);
  return topic === 'headers' ? found.filter((each) => !isCorsHeader(each)) : found;
}

/** Returns whether a response header decides which other sites may read the file. */
export function isCorsHeader({ args: { key = '' } }: Pick<ListedConfig, 'args'>): boolean {
  return key.toLowerCase().startsWith('access-control-');
}

/** Returns whether the settings of a domain may refuse a request without Referer and signature. */
export async function mayRefuseChecks(
  cdn: Pick<CdnPort, 'readConfigs'>,
  name: string,
  signal: AbortSignal,
): Promise<boolean> {
  const configs = await cdn.readConfigs(name, refusingFunctions, signal);
  return configs.some(({ functionName, args }) => {
    if (functionName === 'aliauth') return args.auth_type !== 'no_auth';
    // By default requests without a Referer are refused. Source: referer_white_list_set.
    return !functionName.startsWith('referer_') || args.allow_empty !== 'on';
  });
}

/** Reads the delivery settings of a domain, and the static website of its bucket if the account may read it. */
export async function readDelivery(
  { cdn, oss }: Pick<CloudPorts, 'cdn' | 'oss'>,
  { name, sources }: Pick<CdnDomain, 'name' | 'sources'>,
  signal: AbortSignal,
): Promise<Delivery> {
  const [bucket] = bucketsOf(sources);
  const [listed, website] = await Promise.all([
    cdn.listConfigs(name, signal),
    bucket && ifReadable(oss.readBucketSetting(bucket, 'website', signal).then(toWebsite)),
  ]);
  const configs = listed.filter(({ ofCondition }) => !ofCondition);
  const site = siteTypeOf(configs);
  return { configs, conditional: listed.length - configs.length, ...(site && { site }), ...(website && { website }) };
}

function toWebsite(xml: string | undefined): Required<Delivery>['website'] {
  if (xml === undefined) return 'none';
  const index = textOf(xml, ['WebsiteConfiguration', 'IndexDocument', 'Suffix']);
  return index ? { index } : {};
}

const labels: Readonly<Record<DeliveryTopic, () => string>> = {
  siteType: () => l10n.t('Site type'),
  cache: () => l10n.t({ message: 'Cache', comment: 'A page of the CDN console' }),
  compression: () => l10n.t('Compression'),
  cors: () => l10n.t('Other sites (CORS)'),
  headers: () => l10n.t('Response headers'),
  website: () => l10n.t('Static pages of the bucket'),
  access: () => l10n.t({ message: 'Access', comment: 'Who may access a domain: URL signing, referers, IP addresses' }),
  other: () => l10n.t('Other settings'),
};

/** The label of a delivery topic. */
export function topicLabel(topic: DeliveryTopic): string {
  return labels[topic]();
}

/** Returns the state of a topic in words that fit into a row. `configs` are the settings of the topic. */
export function topicText(topic: DeliveryTopic, delivery: Delivery, configs: readonly CdnConfig[]): string {
  switch (topic) {
    case 'siteType':
      return delivery.site ? siteTypeText(delivery.site) : l10n.t('not set');
    case 'website':
      return websiteText(delivery.website);
    case 'compression':
      return compressionText(configs);
    case 'cache':
      return configs.length === 0 ? l10n.t('by the headers of the files') : summary(configs);
    case 'access':
      return configs.length === 0 ? l10n.t('open to all') : summary(configs, settingLine);
    case 'cors':
      return configs.length === 0 ? l10n.t('not set') : summary(configs, corsText);
    default:
      return configs.length === 0 ? l10n.t('none') : summary(configs);
  }
}

/** Returns the settings of a topic, one per line, for a tooltip. */
export function settingLines(configs: readonly CdnConfig[]): string {
  return configs.map(settingLine).join('\n');
}

function settingLine({ functionName, args }: Pick<CdnConfig, 'functionName' | 'args'>): string {
  return l10n.t('{0}: {1}', functionText(functionName), settingText(functionName, args));
}

/** Returns the text of a setting. If it is the header that says which sites may read, only these sites. */
function corsText({ functionName, args }: CdnConfig): string {
  const { key = '', value = '' } = args;
  return key.toLowerCase() === 'access-control-allow-origin' ? plainText(value) : settingText(functionName, args);
}

/** Returns the settings in one text. `toText` may name the setting too, since a list of addresses does not say what happens to them. */
function summary(
  configs: readonly CdnConfig[],
  toText = ({ functionName, args }: CdnConfig) => settingText(functionName, args),
): string {
  const [first, ...others] = configs;
  if (!first) return l10n.t('none');
  const text = toText(first);
  return others.length > 0 ? l10n.t('{0} and {1} more', text, others.length) : text;
}

function compressionText(configs: readonly CdnConfig[]): string {
  const on = configs.filter(({ args }) => args.enable === 'on').map(({ functionName }) => functionText(functionName));
  return on.length > 0 ? listText(on) : switchState(false);
}

function websiteText(website: Delivery['website']): string {
  if (website === undefined) return l10n.t('unknown');
  if (website === 'none') return switchState(false);
  return website.index === undefined ? switchState(true) : l10n.t('index page {0}', plainText(website.index));
}
