import { l10n } from '../l10n.js';
import type { CdnPort } from '../ports/cdn.js';
import { applyChange } from './applyChange.js';
import { changeKey, changesText, effectTexts, planSetting, type SettingChange } from './settingChange.js';
import { homePage } from './siteType.js';

/** The changes that make CDN answer `/` with the index page; `undefined` if it already does. */
export async function planRootRewrite(
  cdn: Pick<CdnPort, 'readConfigs'>,
  domain: string,
  signal: AbortSignal,
): Promise<SettingChange | undefined> {
  return planSetting(homePage, await cdn.readConfigs(domain, [homePage.functionName], signal));
}

/**
 * Makes CDN answer `/` with the index page by exactly this change. Returns false, and writes nothing, if another change
 * is needed by now.
 */
export async function makeRootRewrite(
  cdn: Pick<CdnPort, 'readConfigs' | 'setConfig' | 'deleteConfig'>,
  domain: string,
  change: SettingChange,
  signal: AbortSignal,
): Promise<boolean> {
  const now = await planRootRewrite(cdn, domain, signal);
  if (!now || changeKey(now) !== changeKey(change)) return false;
  await applyChange(cdn, domain, now, signal);
  return true;
}

/** The effect of the rule that shows the index page at `/`, with the rule before and after. */
export function homePageDetail(changes: readonly SettingChange[]): string {
  return [
    changesText(changes),
    l10n.t('Visitors of the bare domain will get /index.html of the bucket. Other URLs will not be changed.'),
    ...effectTexts(changes.length),
  ].join('\n\n');
}
