import { isAppError, isErrorOf } from '../../core/errors.js';
import type { CdnPort } from '../../core/ports/cdn.js';
import type { CdnApi } from '../sdkClients.js';
import { toCount } from './models.js';

type LifecycleCalls = Pick<
  CdnPort,
  'openService' | 'readDomainQuota' | 'updateSources' | 'startDomain' | 'stopDomain' | 'deleteDomain'
>;

/** The account's service and limit, and what becomes of a domain after it was added. */
export function createLifecycle(api: CdnApi): LifecycleCalls {
  return {
    openService: (signal) => openService(api, signal),
    readDomainQuota: (signal) => readDomainQuota(api, signal),
    async updateSources(domainName, sources, signal) {
      const fields = { domainName, sources: JSON.stringify(sources) };
      await api.write({ action: 'ModifyCdnDomain', subject: domainName, signal }, (client, sdk) =>
        client.modifyCdnDomain(new sdk.ModifyCdnDomainRequest(fields)),
      );
    },
    async startDomain(domainName, signal) {
      await api.write({ action: 'StartCdnDomain', subject: domainName, signal }, (client, sdk) =>
        client.startCdnDomain(new sdk.StartCdnDomainRequest({ domainName })),
      );
    },
    async stopDomain(domainName, signal) {
      await api.write({ action: 'StopCdnDomain', subject: domainName, signal }, (client, sdk) =>
        client.stopCdnDomain(new sdk.StopCdnDomainRequest({ domainName })),
      );
    },
    async deleteDomain(domainName, signal) {
      await api.write({ action: 'DeleteCdnDomain', subject: domainName, signal }, (client, sdk) =>
        client.deleteCdnDomain(new sdk.DeleteCdnDomainRequest({ domainName })),
      );
    },
  };
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
