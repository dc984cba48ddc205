import { hasSecretArgument } from '../../../core/cdn/functionNames.js';
import { configsOf, type Delivery, type DeliveryTopic, topicLabel } from '../../../core/delivery/readDelivery.js';
import { functionText, settingText } from '../../../core/delivery/settingText.js';
import { showDomain } from '../../../core/domainName.js';
import type { PickItem } from '../../../core/form.js';
import { l10n } from '../../../core/l10n.js';
import type { CdnConfig } from '../../../core/ports/cdn.js';
import type { DomainWork } from '../domainDeps.js';
import type { Choice } from './makeSettings.js';

/** The result of a row: settings, or another question. */
export type Way = Choice | (() => Promise<Choice | undefined>);

/** The choices of a topic, with notes about the current settings. */
interface WayPick {
  readonly topic: DeliveryTopic;
  readonly items: readonly PickItem<Way>[];
  readonly notes?: readonly string[];
}

/** Asks for a choice of a topic. Current settings can be removed one by one. */
export async function chooseWay(
  { deps, domain }: DomainWork,
  delivery: Delivery,
  { topic, items, notes = [] }: WayPick,
): Promise<Choice | undefined> {
  const reply = await deps.ui.pick<Way>({
    title: `${topicLabel(topic)} · ${showDomain(domain.name)}`,
    placeholder: l10n.t('Choose a setting; you can review the change before it is made'),
    notes,
    items: [...items, ...configsOf(topic, delivery).filter(isRemovable).map(removeRow)],
  });
  if (reply.kind !== 'value') return undefined;
  return typeof reply.value === 'function' ? reply.value() : reply.value;
}

/** Settings with keys cannot be removed here: Activity stores no keys, so nothing could restore them. */
function isRemovable(config: CdnConfig): boolean {
  return !hasSecretArgument(config);
}

function removeRow({ id, functionName, args }: CdnConfig): PickItem<Way> {
  return {
    label: l10n.t('Remove: {0}', functionText(functionName)),
    description: settingText(functionName, args),
    group: l10n.t('Current settings'),
    value: { set: [], isRemoved: (config) => config.id === id, keepsCopies: true },
  };
}

/** Asks for a text that `validate` accepts; `undefined` if cancelled. */
export async function askLine(
  { deps }: Pick<DomainWork, 'deps'>,
  question: {
    readonly title: string;
    readonly prompt: string;
    readonly placeholder: string;
    readonly value?: string | undefined;
  },
  validate: (text: string) => string | undefined,
): Promise<string | undefined> {
  const { value, ...rest } = question;
  const reply = await deps.ui.input({ ...rest, ...(value !== undefined && { value }), validate });
  return reply.kind === 'value' ? reply.value.trim() : undefined;
}
