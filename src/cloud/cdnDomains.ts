import { AppError, isErrorOf } from '../core/errors.js';
import type { CdnDomain, CdnPort } from '../core/ports/cdn.js';
import { type Link, read, write } from './call.js';
import { toDomain } from './cdnModels.js';
import { compact } from './lazy.js';
import type { CdnSdk } from './sdkClients.js';

type DomainCalls = Pick<
  CdnPort,
  'createDomain' | 'listDomains' | 'readDomain' | 'readCnameState' | 'listDomainsBySource'
>;

const pageSize = 500;

/** Accelerated domains: adding one, and reading them with their origins and CNAMEs. */
export function createDomains(link: Link, load: CdnSdk): DomainCalls {
  return {
    async createDomain({ name, type, region, sources }, signal) {
      const answer = await write(link, { action: 'AddCdnDomain', subject: name, signal }, async () => {
        const { sdk, client } = await load();
        const request = { domainName: name, cdnType: type, scope: region, sources: JSON.stringify(sources) };
        return client.addCdnDomain(new sdk.AddCdnDomainRequest(request));
      });
      return compact<{ requestId?: string }>({ requestId: answer?.body?.requestId });
    },
    async listDomains(signal) {
      const found: CdnDomain[] = [];
      for (let pageNumber = 1; ; pageNumber++) {
        const { rows, total } = await readPage(link, load, pageNumber, signal);
        found.push(...rows);
        if (rows.length === 0 || found.length >= total) return found;
      }
    },
    async readDomain(domainName, signal) {
      try {
        const { body } = await read(
          link,
          { action: 'DescribeCdnDomainDetail', subject: domainName, signal },
          async () => {
            const { sdk, client } = await load();
            return client.describeCdnDomainDetail(new sdk.DescribeCdnDomainDetailRequest({ domainName }));
          },
        );
        const row = body?.getDomainDetailModel;
        if (!row) throw new AppError('badAnswer', { action: 'DescribeCdnDomainDetail', subject: domainName });
        return toDomain(row, row.sourceModels?.sourceModel ?? []);
      } catch (error) {
        if (isErrorOf(error, 'domainNotFound')) return undefined;
        throw error;
      }
    },
    async readCnameState(domainName, signal) {
      const { body } = await read(link, { action: 'DescribeDomainCname', subject: domainName, signal }, async () => {
        const { sdk, client } = await load();
        return client.describeDomainCname(new sdk.DescribeDomainCnameRequest({ domainName }));
      });
      const row = body?.cnameDatas?.data?.find((entry) => entry.domain === domainName);
      return { ...compact<{ cname?: string }>({ cname: row?.cname }), configured: row?.status === 0 };
    },
    async listDomainsBySource(origin, signal) {
      const { body } = await read(link, { action: 'DescribeDomainsBySource', subject: origin, signal }, async () => {
        const { sdk, client } = await load();
        return client.describeDomainsBySource(new sdk.DescribeDomainsBySourceRequest({ sources: origin }));
      });
      return (body?.domainsList?.domainsData ?? [])
        .filter((entry) => entry.source === origin)
        .flatMap((entry) => entry.domainInfos?.domainInfo ?? [])
        .map((info) => ({ name: info.domainName ?? '', status: info.status ?? '' }));
    },
  };
}

async function readPage(link: Link, load: CdnSdk, pageNumber: number, signal: AbortSignal) {
  const { body } = await read(
    link,
    { action: 'DescribeUserDomains', subject: `page ${pageNumber}`, signal },
    async () => {
      const { sdk, client } = await load();
      // Without checkDomainShow the vendor leaves out names that are in review or failed it.
      return client.describeUserDomains(
        new sdk.DescribeUserDomainsRequest({ pageNumber, pageSize, checkDomainShow: true }),
      );
    },
  );
  const rows = (body?.domains?.pageData ?? []).map((row) => toDomain(row, row.sources?.source ?? []));
  return { rows, total: body?.totalCount ?? 0 };
}
