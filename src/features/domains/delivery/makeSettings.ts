import { l10n } from 'vscode';
import { requireNoStaging } from '../../../core/delivery/requireNoStaging.js';
import {
  changeKey,
  findRival,
  planChanges,
  type SettingChange,
  type WantedChange,
} from '../../../core/delivery/settingChange.js';
import { showDomain } from '../../../core/domainName.js';
import { AppError, toAppError } from '../../../core/errors.js';
import { confirmChange } from '../../../host/changePrompts.js';
import { showInformation, showWarning } from '../../../host/display.js';
import { listText } from '../../../host/plainText.js';
import { changeLabel, changesText, effectTexts } from '../../../host/text/delivery/changesText.js';
import { functionText } from '../../../host/text/delivery/settingText.js';
import type { DomainWork } from '../domainDeps.js';
import { makeChange, reportDone, waitUntilOnline } from '../makeChange.js';
import { offerRefresh } from './offerRefresh.js';

/** Settings that the user has chosen, and what else there is to know of them. */
export interface Choice extends WantedChange {
  /** What the change costs or breaks, besides what is always said. */
  readonly warnings?: readonly string[];
  /** Copies at the edge go on as they are, so that a refresh is offered. */
  readonly keepsCopies?: boolean;
}

/** Shows settings before and after, and makes them once the user agrees, one after the other; says whether they were made. */
export async function makeSettings(work: DomainWork, choice: Choice, functions: readonly string[]): Promise<boolean> {
  const { cloud, domain, signal } = work;
  const name = showDomain(domain.name);
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
  const made = await makeChange(() => makeEach(work, changes, plan));
  if (!made) {
    await showWarning(
      l10n.t('Nothing more was changed, because the settings were changed outside this extension: {0}', name),
    );
    return false;
  }
  void reportDone(work, l10n.t('Settings changed: {0}', name), made);
  if (choice.keepsCopies) void offerRefresh(work);
  return true;
}

/** Makes the changes as they were shown; answers the last call, or nothing where something else would be changed by now. */
async function makeEach(
  work: DomainWork,
  changes: readonly SettingChange[],
  plan: () => Promise<readonly SettingChange[]>,
): Promise<string | undefined> {
  let action: string | undefined;
  const made: string[] = [];
  try {
    for (const [index, change] of changes.entries()) {
      const left = changes.slice(index).map(changeKey);
      const now = (await plan()).map(changeKey);
      if (!now.includes(changeKey(change)) || now.some((each) => !left.includes(each))) return undefined;
      await makeOne(work, change);
      made.push(functionText(change.functionName));
      action = change.after ? 'BatchSetCdnDomainConfig' : 'DeleteSpecificConfig';
      await waitUntilOnline(work);
    }
  } catch (error) {
    throw withMade(toAppError(error), made);
  }
  return action;
}

async function makeOne({ cloud, domain, signal }: DomainWork, change: SettingChange): Promise<void> {
  const { functionName, configId, after } = change;
  const config = { functionName, args: after ?? {}, ...(configId !== undefined && { configId }) };
  if (after) await cloud.cdn.setConfig(domain.name, config, signal);
  else if (configId !== undefined) await cloud.cdn.deleteConfig(domain.name, configId, signal);
}

/** An error that also says what was changed before it: protection may be off by then. */
function withMade({ kind, details }: AppError, made: readonly string[]): AppError {
  if (made.length === 0) return new AppError(kind, details);
  const subject = l10n.t('already changed: {0}; use Undo in the Activity view', listText(made));
  return new AppError(kind, { ...details, subject });
}
