import { isAppError, isErrorOf } from '../../core/errors.js';
import type { CdnSource } from '../../core/ports/cdn.js';
import type { CdnApi } from './api.js';
import { toCount } from './models.js';

async function updateSources(api: CdnApi, domainName: string, sources: readonly CdnSource[], signal: AbortSignal) {
  const fields = { domainName, sources: JSON.stringify(sources) };
  await api.write({ action: 'ModifyCdnDomain', subject: domainName, signal }, (client, sdk) =>
    client.modifyCdnDomain(new sdk.ModifyCdnDomainRequest(fields)),
  );
}

async function startDomain(api: CdnApi, domainName: string, signal: AbortSignal): Promise<void> {
  await api.write({ action: 'StartCdnDomain', subject: domainName, signal }, (client, sdk) =>
    client.startCdnDomain(new sdk.StartCdnDomainRequest({ domainName })),
  );
}

async function stopDomain(api: CdnApi, domainName: string, signal: AbortSignal): Promise<void> {
  await api.write({ action: 'StopCdnDomain', subject: domainName, signal }, (client, sdk) =>
    client.stopCdnDomain(new sdk.StopCdnDomainRequest({ domainName })),
  );
}

async function deleteDomain(api: CdnApi, domainName: string, signal: AbortSignal): Promise<void> {
  await api.write({ action: 'DeleteCdnDomain', subject: domainName, signal }, (client, sdk) =>
    client.deleteCdnDomain(new sdk.DeleteCdnDomainRequest({ domainName })),
  );
}

async function openService(api: CdnApi, signal: AbortSignal): Promise<void> {
  try {
    await api.write({ action: 'OpenCdnService', subject: '', signal }, (client, sdk) =>
      client.openCdnService(new sdk.OpenCdnServiceRequest({ internetChargeType: 'PayByTraffic' })),
    );
  } catch (error) {
    if (isAppError(error) && error.details.code === 'CdnService.HasOpened') return;
    throw error;
  }
}

async function readDomainQuota(api: CdnApi, signal: AbortSignal): Promise<number | undefined> {
  try {
    const { body } = await api.read({ action: 'DescribeCdnUserQuota', subject: '', signal }, (client, sdk) =>
      client.describeCdnUserQuota(new sdk.DescribeCdnUserQuotaRequest({})),
    );
    return toCount(body?.domainQuota);
  } catch (error) {
    // A policy that names single domains refuses this call, which is about the whole account.
    if (isErrorOf(error, 'forbidden', 'refused', 'badAnswer')) return undefined;
    throw error;
  }
}

/** The account's service and limit, and what becomes of a domain after it was added. */
export const lifecycleCalls = {
  openService,
  readDomainQuota,
  updateSources,
  startDomain,
  stopDomain,
  deleteDomain,
};
