import { addressRule } from '../cdn/ipLists.js';
import { l10n } from '../l10n.js';
import type { CdnConfig } from '../ports/cdn.js';
import { plainText } from '../text/plainText.js';
import { argsText, functionText, settingText } from './settingText.js';

type Args = CdnConfig['args'];

/** The wanted state of one CDN function. */
export interface WantedSetting {
  readonly functionName: string;
  readonly args: Args;
  /** Arguments for a function that is not set yet. Existing values are kept. */
  readonly initial?: Args;
  /** Selects the entry of a function with several entries; by default the only one. */
  readonly isMeant?: (args: Args) => boolean;
  /** Functions that CDN does not accept together with this one. If one of them is set, it stays and this one is omitted. */
  readonly rivals?: readonly string[];
}

/** A change of one entry of a function. Without `before` it is new; without `after` it is removed. */
export interface SettingChange {
  readonly functionName: string;
  readonly configId?: string;
  readonly before?: Args;
  readonly after?: Args;
}

/**
 * Plans the change to the wanted state; `undefined` if it already holds. CDN replaces all arguments of an entry, so the
 * others are sent back unchanged. Source: BatchSetCdnDomainConfig.
 */
export function planSetting(wanted: WantedSetting, configs: readonly CdnConfig[]): SettingChange | undefined {
  const { functionName, args, initial } = wanted;
  if (findRival(wanted, configs)) return undefined;
  const present = findPresent(wanted, configs);
  if (present && Object.entries(args).every(([name, value]) => isAs(name, value, present.args[name]))) return undefined;
  const after = { ...initial, ...present?.args, ...args };
  return { functionName, ...(present && { configId: present.id, before: present.args }), after };
}

/** Settings that change together: first removals, then those that are set. */
export interface WantedChange {
  readonly isRemoved?: (config: CdnConfig) => boolean;
  readonly set: readonly WantedSetting[];
}

/** Plans all changes to the wanted settings, in a valid order. */
export function planChanges({ isRemoved, set }: WantedChange, configs: readonly CdnConfig[]): readonly SettingChange[] {
  const removed = isRemoved ? configs.filter(isRemoved) : [];
  const left = configs.filter((each) => !removed.includes(each));
  return [...removed.map(removal), ...set.flatMap((wanted) => planSetting(wanted, left) ?? [])];
}

/** Compares a value with the present one: a missing switch is off, with one exception, and a missing list is empty. */
function isAs(name: string, value: string, present: string | undefined): boolean {
  if (present !== undefined || name === addressRule) return present === value;
  return value === 'off' || value === '';
}

/** The setting that conflicts with a wanted one, if any. */
export function findRival({ rivals = [] }: WantedSetting, configs: readonly CdnConfig[]): CdnConfig | undefined {
  return configs.find(({ functionName }) => rivals.includes(functionName));
}

/** The entry of a wanted setting. */
export function findPresent(
  { functionName, isMeant }: WantedSetting,
  configs: readonly CdnConfig[],
): CdnConfig | undefined {
  return configs.find((each) => each.functionName === functionName && (isMeant?.(each.args) ?? true));
}

function removal({ functionName, id, args }: CdnConfig): SettingChange {
  return { functionName, configId: id, before: args };
}

/** Identifies a change exactly, to compare an approval with an act. */
export function changeKey({ functionName, configId = 'new', before, after }: SettingChange): string {
  return [functionName, configId, argsKey(before), argsKey(after)].join(' ');
}

/** The approval for exactly these changes. */
export function settingsApproval(changes: readonly SettingChange[]): string {
  return changes.map(changeKey).join('\n');
}

function argsKey(args: Args = {}): string {
  return JSON.stringify(Object.entries(args).sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** A change of settings, one line before and one after each. */
export function changesText(changes: readonly SettingChange[]): string {
  return changes
    .map(({ functionName, before, after }) =>
      [functionText(functionName), ...beforeAfterText(functionName, before, after)].join('\n'),
    )
    .join('\n\n');
}

/** The effect of the changes and how to undo them, one paragraph each. */
export function effectTexts(count: number): readonly string[] {
  return count === 1
    ? [
        l10n.t('The setting takes effect within minutes and is free of charge.'),
        l10n.t('To undo: use Undo in the Activity view.'),
      ]
    : [
        l10n.t('Each setting takes effect within minutes. The settings themselves are free of charge.'),
        l10n.t('To undo: use Undo in the Activity view, one setting at a time.'),
      ];
}

/** The button that makes so many changes. */
export function changeLabel(count: number): string {
  return count === 1 ? l10n.t('Change Setting') : l10n.t('Change Settings');
}

/** Where the words are the same before and after, every argument is shown. */
function beforeAfterText(functionName: string, before: Args | undefined, after: Args | undefined): readonly string[] {
  const texts = [before, after].map((args) => settingText(functionName, args));
  const isTold = !before || !after || texts[0] !== texts[1];
  const [old, now] = isTold ? texts : [before, after].map((args) => plainText(argsText({ functionName, args })));
  return [`− ${old}`, `+ ${now}`];
}
