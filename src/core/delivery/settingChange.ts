import { addressRule } from '../cdn/ipLists.js';
import { l10n } from '../l10n.js';
import type { CdnConfig } from '../ports/cdn.js';
import { plainText } from '../text/plainText.js';
import { argsText, functionText, settingText } from './settingText.js';

type Args = CdnConfig['args'];

/** One function of CDN as it should be. */
export interface WantedSetting {
  readonly functionName: string;
  readonly args: Args;
  /** What it gets besides where it is not set yet; present values of these stay. */
  readonly initial?: Args;
  /** Which entry of a function that may be set several times is meant; the only one else. */
  readonly isMeant?: (args: Args) => boolean;
  /** The functions that CDN does not take beside it: where one of these is set, it stays, and this one is left out. */
  readonly rivals?: readonly string[];
}

/** How one entry of a function changes; without `before` it is new, without `after` it is taken away. */
export interface SettingChange {
  readonly functionName: string;
  readonly configId?: string;
  readonly before?: Args;
  readonly after?: Args;
}

/**
 * What has to change for a setting to be as wanted; `undefined` when it is. CDN replaces all arguments of an entry, so what it
 * has besides goes back as it was. Source: BatchSetCdnDomainConfig.
 */
export function planSetting(wanted: WantedSetting, configs: readonly CdnConfig[]): SettingChange | undefined {
  const { functionName, args, initial } = wanted;
  if (findRival(wanted, configs)) return undefined;
  const present = findPresent(wanted, configs);
  if (present && Object.entries(args).every(([name, value]) => isAs(name, value, present.args[name]))) return undefined;
  const after = { ...initial, ...present?.args, ...args };
  return { functionName, ...(present && { configId: present.id, before: present.args }), after };
}

/** Settings that go together: what is taken away, and what is set after that. */
export interface WantedChange {
  readonly isRemoved?: (config: CdnConfig) => boolean;
  readonly set: readonly WantedSetting[];
}

/** Everything that has to change for settings to be as intended, in the order in which it can be made. */
export function planChanges({ isRemoved, set }: WantedChange, configs: readonly CdnConfig[]): readonly SettingChange[] {
  const removed = isRemoved ? configs.filter(isRemoved) : [];
  const left = configs.filter((each) => !removed.includes(each));
  return [...removed.map(removal), ...set.flatMap((wanted) => planSetting(wanted, left) ?? [])];
}

/** A switch that is missing is off, but for one, and a list that is missing is empty. */
function isAs(name: string, value: string, present: string | undefined): boolean {
  if (present !== undefined || name === addressRule) return present === value;
  return value === 'off' || value === '';
}

/** The setting that stands in the way of a wanted one, if any. */
export function findRival({ rivals = [] }: WantedSetting, configs: readonly CdnConfig[]): CdnConfig | undefined {
  return configs.find(({ functionName }) => rivals.includes(functionName));
}

/** The entry that a wanted setting is about. */
export function findPresent(
  { functionName, isMeant }: WantedSetting,
  configs: readonly CdnConfig[],
): CdnConfig | undefined {
  return configs.find((each) => each.functionName === functionName && (isMeant?.(each.args) ?? true));
}

function removal({ functionName, id, args }: CdnConfig): SettingChange {
  return { functionName, configId: id, before: args };
}

/** The text that identifies a change exactly, for comparing an approval with an act. */
export function changeKey({ functionName, configId = 'new', before, after }: SettingChange): string {
  return [functionName, configId, argsKey(before), argsKey(after)].join(' ');
}

/** What an approval must say for exactly these changes. */
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

/** What follows from so many changes, and how they are undone; one paragraph each. */
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
