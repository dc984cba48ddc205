import { applyChange } from '../../../core/delivery/applyChange.js';
import { requireNoStaging } from '../../../core/delivery/requireNoStaging.js';
import {
  changeKey,
  changeLabel,
  changesText,
  effectTexts,
  findRival,
  planChanges,
  type SettingChange,
  type WantedChange,
} from '../../../core/delivery/settingChange.js';
import { functionText } from '../../../core/delivery/settingText.js';
import { showDomain } from '../../../core/domainName.js';
import { l10n } from '../../../core/l10n.js';
import { listText } from '../../../core/text/plainText.js';
import { confirmChange, tellChangedElsewhere } from '../../../host/changePrompts.js';
import { executeCommand } from '../../../host/commandIds.js';
import { showInformation, showWarning } from '../../../host/display.js';
import type { DomainWork } from '../domainDeps.js';
import { makeChange, reportDone, tellPlan, waitUntilOnline } from '../makeChange.js';

/** The chosen settings, with notes. */
export interface Choice extends WantedChange {
  /** Costs and side effects of the change, besides the usual texts. */
  readonly warnings?: readonly string[];
  /** Cached copies do not change, so a refresh is offered. */
  readonly keepsCopies?: boolean;
}

/** Shows settings before and after, and applies them one by one if the user agrees; returns whether they were applied. */
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

/** Applies the changes as shown and adds each to `made`. Stops at a setting that changed meanwhile. */
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

/** Reports the changes made before one failed: protection may be off. */
function tellMade(made: readonly SettingChange[]): void {
  if (made.length === 0) return;
  const names = listText(made.map(({ functionName }) => functionText(functionName)));
  void showWarning(l10n.t('Already changed: {0}. To undo: use Undo in the Activity view.', names));
}

/** Offers to refresh copies from before a change. The refresh shows its cost. */
export async function offerRefresh({ domain: { name } }: Pick<DomainWork, 'domain'>): Promise<void> {
  const refresh = l10n.t('Refresh…');
  const told = l10n.t('Cached copies of {0} were not refreshed; they stay until they expire', showDomain(name));
  if ((await showInformation(told, refresh)) === refresh) await executeCommand('ossCdn.refreshFolder', name);
}
