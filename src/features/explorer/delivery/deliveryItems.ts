import * as vscode from 'vscode';
import { isForgeable } from '../../../core/cdn/ipLists.js';
import {
  configsOf,
  type DeliveryTopic,
  deliveryTopics,
  readDelivery,
  settingLines,
  topicLabel,
  topicText,
} from '../../../core/delivery/readDelivery.js';
import { l10n } from '../../../core/l10n.js';
import type { CloudPorts } from '../../../core/ports/cloud.js';
import { countText } from '../../../core/text/countText.js';
import type { RowLook } from '../cloudItems.js';
import type { NodeOf, Page } from '../node.js';
import { clickTo } from '../noteItems.js';

/** Reads the settings of a domain: one row for each possible topic. */
export async function listDelivery(
  { domain }: NodeOf<'delivery'>,
  cloud: CloudPorts,
  signal: AbortSignal,
): Promise<Page> {
  const delivery = await readDelivery(cloud, domain, signal);
  const isThere = (topic: DeliveryTopic) => {
    if (topic === 'website') return delivery.website !== undefined;
    return topic !== 'other' || configsOf(topic, delivery).length + delivery.conditional > 0;
  };
  const rows = deliveryTopics.filter(isThere).map(
    (topic): NodeOf<'setting'> => ({
      kind: 'setting',
      id: `setting:${domain.name}/${topic}`,
      argument: `${topic}:${domain.name}`,
      domain,
      topic,
      delivery,
    }),
  );
  return { rows };
}

const icons: Readonly<Record<DeliveryTopic, string>> = {
  siteType: 'browser',
  cache: 'history',
  compression: 'fold',
  cors: 'link',
  headers: 'list-flat',
  website: 'home',
  access: 'shield',
  other: 'ellipsis',
};

/** The look of a topic: its current state. A click changes it. */
export function settingLook({ topic, delivery, argument }: NodeOf<'setting'>): RowLook {
  const label = topicLabel(topic);
  const configs = configsOf(topic, delivery);
  const text =
    topic === 'other' ? otherText(configs.length, delivery.conditional) : topicText(topic, delivery, configs);
  const description = text;
  return {
    label,
    description,
    tooltip: [label, description, settingLines(configs)].filter(Boolean).join('\n'),
    // A list that a forged header bypasses protects nothing.
    iconPath: configs.some(isForgeable) ? warningIcon() : new vscode.ThemeIcon(icons[topic]),
    contextValue: `setting;${topic}`,
    accessibilityInformation: { label: `${label}, ${description}` },
    command: clickTo('ossCdn.changeDelivery', label, argument),
  };
}

function warningIcon(): vscode.ThemeIcon {
  return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
}

function otherText(count: number, conditional: number): string {
  const own = l10n.t('{0} in the console', countText(count + conditional));
  return conditional > 0 ? `${own} · ${l10n.t('{0} with a condition', countText(conditional))}` : own;
}
