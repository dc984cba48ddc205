import { addressRule } from '../cdn/ipLists.js';
import { AppError } from '../errors.js';
import { l10n } from '../l10n.js';
import { ifReadable } from '../oss/ifReadable.js';
import type { CdnConfig, CdnPort } from '../ports/cdn.js';
import { plainText } from '../text/plainText.js';
import { argsText, functionText, settingText } from './settingText.js';

type Args = CdnConfig['args'];

/** The state that one CDN function should have. */
export interface WantedSetting {
  readonly functionName: string;
  readonly args: Args;
  /** Further arguments, used only if the function is not set yet. Existing values are kept. */
  readonly initial?: Args;
  /** Selects the entry that is meant, if the function has several; by default it has only one. */
  readonly isMeant?: (args: Args) => boolean;
  /** The functions that CDN does not accept together with this one. If one of them is set, it stays and this function is not set. */
  readonly rivals?: readonly string[];
}

/** A change to one entry of a CDN function. If `before` is absent, the entry is new; if `after` is absent, it is removed. */
export interface SettingChange {
  readonly functionName: string;
  readonly configId?: string;
  readonly before?: Args;
  readonly after?: Args;
}

/**
 * Plans the change to the wanted state. Returns `undefined` if the function already has it, or if a rival function is set. CDN replaces all arguments of an
 * entry, so the other ones are sent back unchanged. Source: BatchSetCdnDomainConfig.
 */
export function planSetting(wanted: WantedSetting, configs: readonly CdnConfig[]): SettingChange | undefined {
  const { functionName, args, initial } = wanted;
  if (findRival(wanted, configs)) return undefined;
  const present = findPresent(wanted, configs);
  if (present && Object.entries(args).every(([name, value]) => isAs(name, value, present.args[name]))) return undefined;
  const after = { ...initial, ...present?.args, ...args };
  return { functionName, ...(present && { configId: present.id, before: present.args }), after };
}

/** The settings to change together. Those for which `isRemoved` returns `true` are removed first, and then `set` is made. */
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

/** Returns whether a value equals the present one. A switch that is missing is off, with one exception, and a list that is missing is empty. */
function isAs(name: string, value: string, present: string | undefined): boolean {
  if (present !== undefined || name === addressRule) return present === value;
  return value === 'off' || value === '';
}

/** Finds a present setting that CDN does not accept together with the wanted one; returns `undefined` if there is none. */
export function findRival({ rivals = [] }: WantedSetting, configs: readonly CdnConfig[]): CdnConfig | undefined {
  return configs.find(({ functionName }) => rivals.includes(functionName));
}

/** Finds the present entry that a wanted setting is about; returns `undefined` if there is none. */
export function findPresent(
  { functionName, isMeant }: WantedSetting,
  configs: readonly CdnConfig[],
): CdnConfig | undefined {
  return configs.find((each) => each.functionName === functionName && (isMeant?.(each.args) ?? true));
}

function removal({ functionName, id, args }: CdnConfig): SettingChange {
  return { functionName, configId: id, before: args };
}

/** Returns a text that identifies a change exactly. An approval contains it, so that it covers only this change. */
export function changeKey({ functionName, configId = 'new', before, after }: SettingChange): string {
  return [functionName, configId, argsKey(before), argsKey(after)].join(' ');
}

/** Returns the text of the approval for exactly these changes. */
export function settingsApproval(changes: readonly SettingChange[]): string {
  return changes.map(changeKey).join('\n');
}

function argsKey(args: Args = {}): string {
  return JSON.stringify(Object.entries(args).sort(([left], [right]) => (left < right ? -1 : 1)));
}

/**
 * Throws `stagingActive` while a staging configuration of a domain is being tested, since CDN would refuse the change. Call it before the user is asked.
 * Without permission to read this, CDN's refusal of the change tells it. Source: DescribeCdnDomainStagingConfig.
 */
export async function requireNoStaging(
  cdn: Pick<CdnPort, 'hasStagingConfig'>,
  domain: string,
  signal: AbortSignal,
): Promise<void> {
  if (await ifReadable(cdn.hasStagingConfig(domain, signal))) throw new AppError('stagingActive', { subject: domain });
}

/** Returns the changes as text: for each, its function, and one line for its state before and one for that after. */
export function changesText(changes: readonly SettingChange[]): string {
  return changes
    .map(({ functionName, before, after }) =>
      [functionText(functionName), ...beforeAfterText(functionName, before, after)].join('\n'),
    )
    .join('\n\n');
}

/** Returns what the changes do and how to undo them, one paragraph each. */
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

/** Returns the label of the button that makes this number of changes. */
export function changeLabel(count: number): string {
  return count === 1 ? l10n.t('Change Setting') : l10n.t('Change Settings');
}

/** Returns the state before and after a change. If both have the same words, every argument is shown instead. */
function beforeAfterText(functionName: string, before: Args | undefined, after: Args | undefined): readonly string[] {
  const texts = [before, after].map((args) => settingText(functionName, args));
  const isTold = !before || !after || texts[0] !== texts[1];
  const [old, now] = isTold ? texts : [before, after].map((args) => plainText(argsText({ functionName, args })));
  return [`− ${old}`, `+ ${now}`];
}
