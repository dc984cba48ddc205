import { l10n } from 'vscode';
import { changeKey, type Intent, planChanges, type SettingChange } from '../../../core/delivery/settingChange.js';
import { showDomain } from '../../../core/domainName.js';
import { confirmChange } from '../../../host/changePrompts.js';
import { executeCommand } from '../../../host/commandIds.js';
import { showInformation, showWarning } from '../../../host/display.js';
import { changesText } from '../../../host/text/delivery/settingText.js';
import type { DomainWork } from '../domainDeps.js';
import { makeChange, reportDone, waitUntil } from '../makeChange.js';

/** Settings that the user has chosen, and what else there is to know of them. */
export interface Choice extends Intent {
  /** What the change costs or breaks, besides what is always said. */
  readonly warnings?: readonly string[];
  /** Copies at the edge go on as they are, so that a refresh is offered. */
  readonly keepsCopies?: boolean;
}

/** Shows settings before and after, and makes them once the user agrees, one after the other; says whether they were made. */
export async function makeSettings(work: DomainWork, choice: Choice, functions: readonly string[]): Promise<boolean> {
  const { cloud, domain, signal } = work;
  const name = showDomain(domain.name);
  const plan = async () => planChanges(choice, await cloud.cdn.readConfigs(domain.name, functions, signal));
  const changes = await plan();
  if (changes.length === 0) {
    await showInformation(l10n.t('The domain already has these settings: {0}', name));
    return true;
  }
  const agreed = await confirmChange({
    question: l10n.t('Change settings of {0}?', name),
    detail: [
      changesText(changes),
      ...(choice.warnings ?? []),
      l10n.t('Each setting takes effect within minutes. The settings themselves are free of charge.'),
      l10n.t('To undo: use Undo in the Activity view, one setting at a time.'),
    ],
    button: l10n.t('Change Settings'),
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

/** Makes the changes as they were shown; answers the last call, or nothing where one was changed elsewhere. */
async function makeEach(
  work: DomainWork,
  changes: readonly SettingChange[],
  plan: () => Promise<readonly SettingChange[]>,
): Promise<string | undefined> {
  const { cloud, domain, signal } = work;
  let action: string | undefined;
  for (const change of changes) {
    if (!(await plan()).some((each) => changeKey(each) === changeKey(change))) return undefined;
    const { functionName, configId, after } = change;
    if (after) {
      const config = { functionName, args: after, ...(configId !== undefined && { configId }) };
      await cloud.cdn.setConfig(domain.name, config, signal);
    } else if (configId !== undefined) await cloud.cdn.deleteConfig(domain.name, configId, signal);
    action = after ? 'BatchSetCdnDomainConfig' : 'DeleteSpecificConfig';
    await waitUntil(work, (read) => read?.status === 'online');
  }
  return action;
}

/** What the edge has cached is as it was before; the refresh says what it costs. */
async function offerRefresh({ domain: { name } }: DomainWork): Promise<void> {
  const refresh = l10n.t('Refresh…');
  const told = l10n.t('Outdated cached copies are not refreshed and stay until they expire: {0}', showDomain(name));
  if ((await showInformation(told, refresh)) === refresh) await executeCommand('ossCdn.refreshFolder', name);
}
