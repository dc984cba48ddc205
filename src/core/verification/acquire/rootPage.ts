import { changeKey, planSetting, type SettingChange } from '../../delivery/settingChange.js';
import { homePage } from '../../delivery/siteType.js';
import type { CdnPort } from '../../ports/cdn.js';

/** How the settings of a domain have to change for CDN to answer `/` with the index page; `undefined` when it does. */
export async function planRootRewrite(
  cdn: Pick<CdnPort, 'readConfigs'>,
  domain: string,
  signal: AbortSignal,
): Promise<SettingChange | undefined> {
  return planSetting(homePage, await cdn.readConfigs(domain, [homePage.functionName], signal));
}

/**
 * Has CDN answer `/` with the index page by exactly this change; false when another change would be needed by now, so that nothing
 * was written. Source: BatchSetCdnDomainConfig.
 */
export async function makeRootRewrite(
  cdn: Pick<CdnPort, 'readConfigs' | 'setConfig'>,
  domain: string,
  change: SettingChange,
  signal: AbortSignal,
): Promise<boolean> {
  const now = await planRootRewrite(cdn, domain, signal);
  if (!now || changeKey(now) !== changeKey(change)) return false;
  const { functionName, configId, after = {} } = now;
  await cdn.setConfig(domain, { functionName, args: after, ...(configId !== undefined && { configId }) }, signal);
  return true;
}
