import { l10n } from 'vscode';
import type { Delivery, DeliveryTopic } from '../../../core/delivery/readDelivery.js';
import { listText, plainText } from '../../../core/plainText.js';
import type { CdnConfig } from '../../../core/ports/cdn.js';
import { functionText, settingText } from './settingText.js';
import { siteTypeText } from './siteText.js';
import { switchState } from './switchState.js';

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

/** What a topic of the delivery is called. */
export function topicLabel(topic: DeliveryTopic): string {
  return labels[topic]();
}

/** How a topic stands, in words that fit into a row; `configs` are the settings that it is about. */
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

/** Every setting of a topic, one line each, for the tooltip. */
export function settingLines(configs: readonly CdnConfig[]): string {
  return configs.map(settingLine).join('\n');
}

function settingLine({ functionName, args }: Pick<CdnConfig, 'functionName' | 'args'>): string {
  return l10n.t('{0}: {1}', functionText(functionName), settingText(functionName, args));
}

/** Of the header that says which sites may read, the sites. */
function corsText({ functionName, args }: CdnConfig): string {
  const { key = '', value = '' } = args;
  return key.toLowerCase() === 'access-control-allow-origin' ? plainText(value) : settingText(functionName, args);
}

/** A list of addresses says nothing without what becomes of them, so `toText` may be with the name of the setting. */
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
