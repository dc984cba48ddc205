import { AppError, isErrorOf } from '../../core/errors.js';
import type { CdnDomain, NewCdnDomain } from '../../core/ports/cdn.js';
import { definedOnly } from '../definedOnly.js';
import { readPages } from '../pages.js';
import type { CdnApi } from './api.js';
import { toDomain } from './models.js';

const pageSize = 500;

async function createDomain(api: CdnApi, { name, type, region, sources }: NewCdnDomain, signal: AbortSignal) {
  const fields = { domainName: name, cdnType: type, scope: region, sources: JSON.stringify(sources) };
  const answer = await api.write({ action: 'AddCdnDomain', subject: name, signal }, (client, sdk) =>
    client.addCdnDomain(new sdk.AddCdnDomainRequest(fields)),
  );
  return definedOnly({ requestId: answer?.body?.requestId });
}

function listDomains(api: CdnApi, signal: AbortSignal): Promise<CdnDomain[]> {
  return readPages('DescribeUserDomains', async (pageNumber) => {
    // Without checkDomainShow the vendor leaves out names that are in review or failed it.
    const fields = { pageNumber, pageSize, checkDomainShow: true };
    const { body } = await api.read({ action: 'DescribeUserDomains', subject: '', signal }, (client, sdk) =>
      client.describeUserDomains(new sdk.DescribeUserDomainsRequest(fields)),
    );
    const rows = (body?.domains?.pageData ?? []).map((row) => toDomain(row, row.sources?.source ?? []));
    return { rows, total: body?.totalCount ?? 0 };
  });
}

async function readDomain(api: CdnApi, domainName: string, signal: AbortSignal): Promise<CdnDomain | undefined> {
  const spec = { action: 'DescribeCdnDomainDetail', subject: domainName, signal };
  try {
    const { body } = await api.read(spec, (client, sdk) =>
      client.describeCdnDomainDetail(new sdk.DescribeCdnDomainDetailRequest({ domainName })),
    );
    const row = body?.getDomainDetailModel;
    if (!row) throw new AppError('badAnswer', { action: spec.action, subject: domainName });
    return toDomain(row, row.sourceModels?.sourceModel ?? []);
  } catch (error) {
    if (isErrorOf(error, 'domainNotFound')) return undefined;
    throw error;
  }
}

async function readCnameState(api: CdnApi, domainName: string, signal: AbortSignal) {
  const { body } = await api.read({ action: 'DescribeDomainCname', subject: domainName, signal }, (client, sdk) =>
    client.describeDomainCname(new sdk.DescribeDomainCnameRequest({ domainName })),
  );
  const row = body?.cnameDatas?.data?.find((entry) => entry.domain === domainName);
  return { ...definedOnly({ cname: row?.cname }), configured: row?.status === 0 };
}

async function listDomainsBySource(api: CdnApi, origin: string, signal: AbortSignal) {
  const { body } = await api.read({ action: 'DescribeDomainsBySource', subject: origin, signal }, (client, sdk) =>
    client.describeDomainsBySource(new sdk.DescribeDomainsBySourceRequest({ sources: origin })),
  );
  return (body?.domainsList?.domainsData ?? [])
    .filter((entry) => entry.source === origin)
    .flatMap((entry) => entry.domainInfos?.domainInfo ?? [])
    .map((info) => ({ name: info.domainName ?? '', status: info.status ?? '' }));
}

/** Accelerated domains: adding one, and reading them with their origins and CNAMEs. */
export const domainCalls = { createDomain, listDomains, readDomain, readCnameState, listDomainsBySource };
