import { planSetting } from '../../delivery/settingChange.js';
import { homePage } from '../../delivery/siteType.js';
import type { CdnPort } from '../../ports/cdn.js';

/** Has CDN answer `/` with the index page; a rule for `/` that is there is replaced. Source: BatchSetCdnDomainConfig. */
export async function writeRootRewrite(cdn: CdnPort, domain: string, signal: AbortSignal): Promise<void> {
  const { functionName } = homePage;
  const change = planSetting(homePage, await cdn.readConfigs(domain, [functionName], signal));
  if (!change?.after) return;
  const { configId, after } = change;
  await cdn.setConfig(domain, { functionName, args: after, ...(configId !== undefined && { configId }) }, signal);
}
