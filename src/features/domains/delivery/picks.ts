import { l10n } from 'vscode';
import { hasSecretArgument } from '../../../core/cdn/functionNames.js';
import { configsOf, type Delivery, type DeliveryTopic, topicLabel } from '../../../core/delivery/readDelivery.js';
import { functionText, settingText } from '../../../core/delivery/settingText.js';
import { showDomain } from '../../../core/domainName.js';
import type { PickItem } from '../../../core/form.js';
import type { CdnConfig } from '../../../core/ports/cdn.js';
import type { DomainWork } from '../domainDeps.js';
import type { Choice } from './makeSettings.js';

/** What a row leads to: settings, or a question more that ends in some. */
export type Way = Choice | (() => Promise<Choice | undefined>);

/** What the user may choose of a topic, under the notes about what is set. */
interface WayPick {
  readonly topic: DeliveryTopic;
  readonly items: readonly PickItem<Way>[];
  readonly notes?: readonly string[];
}

/** Has the user choose how a topic is to be; what is set already can be removed row by row. */
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

/** Keys are not kept in Activity, so that nothing could put them back. */
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

/** Asks for a line that `validate` accepts; `undefined` when the user cancels. */
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
