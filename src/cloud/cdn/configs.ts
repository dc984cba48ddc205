import { AppError, isAppError } from '../../core/errors.js';
import type { CdnConfig, CdnPort, ListedConfig } from '../../core/ports/cdn.js';
import type { CdnApi } from './api.js';
import { isUnconditional, toConfig } from './models.js';

type NewConfig = Parameters<CdnPort['setConfig']>[1];

async function setConfig(api: CdnApi, domainNames: string, config: NewConfig, signal: AbortSignal): Promise<void> {
  const fields = { domainNames, functions: formatFunction(config) };
  const about = { action: 'BatchSetCdnDomainConfig', subject: domainNames, functionName: config.functionName };
  const spec = { ...about, signal };
  const answer = await api.write(spec, (client, sdk) =>
    client.batchSetCdnDomainConfig(new sdk.BatchSetCdnDomainConfigRequest(fields)),
  );
  const made = answer?.body?.domainConfigList?.domainConfigModel ?? [];
  if (made.some(({ configId }) => configId === 0)) throw new AppError('settingFailed', about);
}

async function listConfigs(api: CdnApi, domainName: string, signal: AbortSignal): Promise<ListedConfig[]> {
  const { body } = await api.read({ action: 'DescribeCdnDomainConfigs', subject: domainName, signal }, (client, sdk) =>
    client.describeCdnDomainConfigs(new sdk.DescribeCdnDomainConfigsRequest({ domainName })),
  );
  const rows = body?.domainConfigs?.domainConfig ?? [];
  return rows.map((row) => ({ ...toConfig(row), ...(!isUnconditional(row) && { ofCondition: true as const }) }));
}

async function readConfigs(
  api: CdnApi,
  domainName: string,
  functionNames: readonly string[],
  signal: AbortSignal,
): Promise<CdnConfig[]> {
  const fields = { domainName, functionNames: functionNames.join(',') };
  const { body } = await api.read({ action: 'DescribeCdnDomainConfigs', subject: domainName, signal }, (client, sdk) =>
    client.describeCdnDomainConfigs(new sdk.DescribeCdnDomainConfigsRequest(fields)),
  );
  // What belongs to a rule condition is the user's own, and does not hold for every request.
  return (body?.domainConfigs?.domainConfig ?? []).filter(isUnconditional).map(toConfig);
}

async function hasStagingConfig(api: CdnApi, domainName: string, signal: AbortSignal): Promise<boolean> {
  const spec = { action: 'DescribeCdnDomainStagingConfig', subject: domainName, signal };
  const { body } = await api.read(spec, (client, sdk) =>
    client.describeCdnDomainStagingConfig(new sdk.DescribeCdnDomainStagingConfigRequest({ domainName })),
  );
  // Other entries may be those that production has too.
  return (body?.domainConfigs ?? []).some(({ status }) => status === 'testing');
}

async function deleteConfig(api: CdnApi, domainName: string, configId: string, signal: AbortSignal): Promise<void> {
  const spec = { action: 'DeleteSpecificConfig', subject: domainName, signal };
  try {
    await api.write(spec, (client, sdk) =>
      client.deleteSpecificConfig(new sdk.DeleteSpecificConfigRequest({ domainName, configId })),
    );
  } catch (error) {
    if (isAppError(error) && error.details.code === 'ConfigNotFound') return;
    throw error;
  }
}

/** The vendor wants a list in JSON, every value as text. */
function formatFunction({ functionName, args, configId }: NewConfig): string {
  const functionArgs = Object.entries(args).map(([argName, argValue]) => ({ argName, argValue }));
  return JSON.stringify([{ functionName, functionArgs, ...(configId ? { configId } : {}) }]);
}

/** The functions of a domain, one setting at a time. */
export const configCalls = { listConfigs, readConfigs, hasStagingConfig, setConfig, deleteConfig };
