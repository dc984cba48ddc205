import { AppError, isAppError, isErrorOf } from '../../core/errors.js';
import { lookUp } from '../../core/lookUp.js';
import { standardPorts } from '../../core/origin.js';
import type {
  BusinessType,
  CdnDomain,
  CdnRegion,
  CdnSource,
  DomainStatus,
  NameHolder,
  NewCdnDomain,
} from '../../core/ports/cdn.js';
import { definedOnly } from '../definedOnly.js';
import { readPages } from '../pages.js';
import { type CdnApi, readServiceState } from './api.js';
import { toCount } from './models.js';

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

/** By the status of CheckCdnDomainExist and by the errors it may answer in its place; statuses not listed name further products. */
const holders: Readonly<Record<string, NameHolder>> = {
  DomainNotExist: 'free',
  DomainExistCdnProduct: 'thisAccount',
  DomainExistDcdnProduct: 'dcdn',
  DomainExistDcdnipaProduct: 'dcdnIpa',
  DomainExistScdnProduct: 'scdn',
  DomainExistVodProduct: 'vod',
  DomainExistLiveProduct: 'live',
  DomainExistOtherUser: 'otherAccount',
  'DomainExist.OtherUser': 'otherAccount',
  'DomainExist.OtherProduct': 'otherProduct',
};

async function checkDomain(api: CdnApi, domainName: string, signal: AbortSignal): Promise<NameHolder> {
  const spec = { action: 'CheckCdnDomainExist', subject: domainName, signal };
  try {
    const { body } = await api.read(spec, (client, sdk) =>
      client.checkCdnDomainExist(new sdk.CheckCdnDomainExistRequest({ domainName })),
    );
    if (!body?.status) throw new AppError('badAnswer', { action: spec.action, subject: domainName });
    return lookUp(holders, body.status) ?? 'otherProduct';
  } catch (error) {
    const holder = isAppError(error) ? lookUp(holders, error.details.code ?? '') : undefined;
    if (holder) return holder;
    throw error;
  }
}

/** Failures that say nothing about the filing of a name. */
const unrelated = [
  'cancelled',
  'offline',
  'proxyRefused',
  'timeout',
  'unavailable',
  'badCredentials',
  'expiredCredentials',
] as const;

async function checkIcp(api: CdnApi, domainName: string, signal: AbortSignal) {
  try {
    const { body } = await api.read({ action: 'CheckCdnDomainICP', subject: domainName, signal }, (client, sdk) =>
      client.checkCdnDomainICP(new sdk.CheckCdnDomainICPRequest({ domainName })),
    );
    if (body?.status === 'DomainIsRegistration') return 'filed';
    return body?.status === 'DomainNotRegistration' ? 'notFiled' : 'unknown';
  } catch (error) {
    if (isErrorOf(error, ...unrelated)) throw error;
    // The vendor refuses this question for names it does not yet tie to the account, under several codes.
    return 'unknown';
  }
}

async function readVerifyContent(api: CdnApi, domainName: string, signal: AbortSignal): Promise<string> {
  const spec = { action: 'DescribeVerifyContent', subject: domainName, signal };
  const { body } = await api.read(spec, (client, sdk) =>
    client.describeVerifyContent(new sdk.DescribeVerifyContentRequest({ domainName })),
  );
  if (!body?.content) throw new AppError('badAnswer', { action: spec.action, subject: domainName });
  return body.content;
}

async function verifyOwner(api: CdnApi, domainName: string, signal: AbortSignal): Promise<boolean> {
  try {
    await api.read({ action: 'VerifyDomainOwner', subject: domainName, signal }, (client, sdk) =>
      client.verifyDomainOwner(new sdk.VerifyDomainOwnerRequest({ domainName, verifyType: 'dnsCheck' })),
    );
    return true;
  } catch (error) {
    const code = isAppError(error) ? error.details.code : undefined;
    if (code && ['DomainOwnerVerifyFail', 'InvalidFile', 'VerifyError'].includes(code)) return false;
    throw error;
  }
}

/** What has to be settled before a domain can be added: the service, the name, its filing, its owner. */
export const ownershipCalls = { readServiceState, checkDomain, checkIcp, readVerifyContent, verifyOwner };

/** A domain as DescribeUserDomains and DescribeCdnDomainDetail give it, field names joined. */
interface VendorDomain {
  readonly domainName?: string;
  readonly cname?: string;
  readonly domainStatus?: string;
  readonly cdnType?: string;
  readonly coverage?: string;
  readonly scope?: string;
  readonly sslProtocol?: string;
  readonly serverCertificateStatus?: string;
  readonly description?: string;
}

/** An origin as either call gives it. */
interface VendorSource {
  readonly type?: string;
  readonly content?: string;
  readonly port?: number;
  readonly priority?: string;
  readonly weight?: string;
}

/** Translates a domain; the status and type words are the vendor's own. */
function toDomain(row: VendorDomain, sources: readonly VendorSource[]): CdnDomain {
  const region = (row.coverage || row.scope) as CdnRegion | undefined;
  return {
    name: row.domainName ?? '',
    status: (row.domainStatus ?? 'configuring') as DomainStatus,
    type: (row.cdnType ?? 'web') as BusinessType,
    sources: sources.map(toSource),
    httpsOn: (row.sslProtocol ?? row.serverCertificateStatus) === 'on',
    ...definedOnly({ cname: row.cname, region, description: row.description }),
  };
}

function toSource(source: VendorSource): CdnSource {
  return {
    type: (source.type ?? 'domain') as CdnSource['type'],
    content: source.content ?? '',
    port: source.port ?? standardPorts.http,
    priority: source.priority ?? '20',
    weight: source.weight ?? '10',
  };
}
