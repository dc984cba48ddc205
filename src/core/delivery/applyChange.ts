import type { CdnPort } from '../ports/cdn.js';
import type { SettingChange } from './settingChange.js';

/** Makes one change of the settings of a domain. Source: BatchSetCdnDomainConfig, DeleteSpecificConfig. */
export async function applyChange(
  cdn: Pick<CdnPort, 'setConfigs' | 'deleteConfig'>,
  domain: string,
  { functionName, configId, after }: SettingChange,
  signal: AbortSignal,
): Promise<void> {
  const id = configId !== undefined && { configId };
  if (after) await cdn.setConfigs(domain, [{ functionName, args: after, ...id }], signal);
  else if (configId !== undefined) await cdn.deleteConfig(domain, configId, signal);
}
