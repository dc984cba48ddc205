import { hasSecretArgument } from '../../../core/cdn/functionNames.js';
import { applyChange } from '../../../core/delivery/applyChange.js';
import { configsOf, type Delivery, type DeliveryTopic, topicLabel } from '../../../core/delivery/readDelivery.js';
import {
  changeKey,
  changeLabel,
  changesText,
  effectTexts,
  findRival,
  planChanges,
  requireNoStaging,
  type SettingChange,
  type WantedChange,
} from '../../../core/delivery/settingChange.js';
import { functionText, settingText } from '../../../core/delivery/settingText.js';
import type { PickItem } from '../../../core/form.js';
import { l10n } from '../../../core/l10n.js';
import type { CdnConfig } from '../../../core/ports/cdn.js';
import { listText } from '../../../core/text/plainText.js';
import { confirmChange, tellChangedElsewhere } from '../../../host/changePrompts.js';
import { executeCommand } from '../../../host/commandIds.js';
import { showInformation, showWarning } from '../../../host/display.js';
import type { DomainWork } from '../domainDeps.js';
import { makeChange, reportDone, tellPlan, waitUntilOnline } from '../makeChange.js';

/** The user's choice for a topic: the settings to change, with notes. */
export interface Choice extends WantedChange {
  /** Costs and side effects of the change, shown in addition to the usual texts. */
  readonly warnings?: readonly string[];
  /** Whether cached copies stay as they are, so that a refresh is offered afterwards. */
  readonly keepsCopies?: boolean;
}

/** The next step after choosing a row: settings to change, or a function that asks another question first. */
export type Way = Choice | (() => Promise<Choice | undefined>);

/** The rows of a topic, with notes about the present settings. */
interface TopicPick {
  readonly topic: DeliveryTopic;
  readonly items: readonly PickItem<Way>[];
  readonly notes?: readonly string[];
  /** The CDN functions that the choices change. */
  readonly functions: readonly string[];
}

/** Asks for a choice of a topic and makes it; returns whether that was done. Current settings can be removed one by one. */
export async function changeTopic(
  work: DomainWork,
  delivery: Delivery,
  { topic, items, notes = [], functions }: TopicPick,
): Promise<boolean> {
  const { deps, name } = work;
  // Returns whether a setting can be removed here. A setting with a private key cannot: the Activity view stores no keys, so nothing could restore it.
  const removable = configsOf(topic, delivery).filter((config) => !hasSecretArgument(config));
  const reply = await deps.ui.pick<Way>({
    title: `${topicLabel(topic)} · ${name}`,
    placeholder: l10n.t('Choose a setting; you can review the change before it is made'),
    notes,
    items: [...items, ...removable.map(removeRow)],
  });
  if (reply.kind !== 'value') return false;
  const choice = typeof reply.value === 'function' ? await reply.value() : reply.value;
  return choice !== undefined && makeSettings(work, choice, functions);
}

function removeRow({ id, functionName, args }: CdnConfig): PickItem<Way> {
  return {
    label: l10n.t('Remove: {0}', functionText(functionName)),
    description: settingText(functionName, args),
    group: l10n.t('Current settings'),
    value: { set: [], isRemoved: (config) => config.id === id, keepsCopies: true },
  };
}

/** Asks for a text that `validate` accepts. Resolves to `undefined` if the user cancels. */
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

/** Shows settings before and after, and applies them one by one if the user agrees. Resolves to whether they were applied. */
async function makeSettings(work: DomainWork, choice: Choice, functions: readonly string[]): Promise<boolean> {
  const { cloud, domain, name, signal } = work;
  const read = () => cloud.cdn.readConfigs(domain.name, functions, signal);
  const plan = async () => planChanges(choice, await read());
  const configs = await read();
  const changes = planChanges(choice, configs);
  const [rival] = choice.set.flatMap((wanted) => findRival(wanted, configs) ?? []);
  if (changes.length === 0 && rival) {
    await showWarning(
      l10n.t('Another setting takes its place; remove it first: {0}', functionText(rival.functionName)),
    );
    return false;
  }
  if (changes.length === 0) {
    await showInformation(l10n.t('The domain already has these settings: {0}', name));
    return true;
  }
  await requireNoStaging(cloud.cdn, domain.name, signal);
  const agreed = await confirmChange({
    question: l10n.t('Change settings of {0}?', name),
    detail: [changesText(changes), ...(choice.warnings ?? []), ...effectTexts(changes.length)],
    button: changeLabel(changes.length),
  });
  if (!agreed) return false;
  const made: SettingChange[] = [];
  try {
    await makeChange(() => makeEach(work, changes, plan, made));
  } catch (error) {
    tellMade(made);
    if (tellPlan(error, domain, changes[made.length]?.functionName)) return false;
    throw error;
  }
  if (made.length < changes.length) {
    tellMade(made);
    tellStopped(name, made);
    return false;
  }
  const action = made.at(-1)?.after ? 'BatchSetCdnDomainConfig' : 'DeleteSpecificConfig';
  void reportDone(work, l10n.t('Settings changed: {0}', name), action);
  if (choice.keepsCopies) void offerRefresh(work);
  return true;
}

/** Applies the changes as they were shown and adds each applied one to `made`. Stops at a setting that has changed meanwhile. */
async function makeEach(
  work: DomainWork,
  changes: readonly SettingChange[],
  plan: () => Promise<readonly SettingChange[]>,
  made: SettingChange[],
): Promise<void> {
  for (const [index, change] of changes.entries()) {
    const left = changes.slice(index).map(changeKey);
    const now = (await plan()).map(changeKey);
    if (!now.includes(changeKey(change)) || now.some((each) => !left.includes(each))) return;
    await applyChange(work.cloud.cdn, work.domain.name, change, work.signal);
    made.push(change);
    await waitUntilOnline(work);
  }
}

function tellStopped(name: string, made: readonly SettingChange[]): void {
  if (made.length === 0) tellChangedElsewhere(name);
  else
    void showWarning(
      l10n.t('Nothing more was changed, because the settings were changed outside this extension: {0}', name),
    );
}

/** Reports which changes were made before one failed, since a protection may be off now. */
function tellMade(made: readonly SettingChange[]): void {
  if (made.length === 0) return;
  const names = listText(made.map(({ functionName }) => functionText(functionName)));
  void showWarning(l10n.t('Already changed: {0}. To undo: use Undo in the Activity view.', names));
}

/** Offers to refresh the copies from before a change. The refresh itself shows its cost. */
export async function offerRefresh({ domain, name }: DomainWork): Promise<void> {
  const refresh = l10n.t('Refresh…');
  const told = l10n.t('Cached copies of {0} were not refreshed; they stay until they expire', name);
  if ((await showInformation(told, refresh)) === refresh) await executeCommand('ossCdn.refreshFolder', domain.name);
}
