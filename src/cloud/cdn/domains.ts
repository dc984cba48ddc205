import { fallback, isAppError, isErrorOf } from '../../core/errors.js';
import { lookUp } from '../../core/lookUp.js';
import { standardPorts } from '../../core/origin.js';
import type {
  BusinessType,
  CdnDomain,
  CdnRegion,
  CdnSource,
  CnameState,
  DomainStatus,
  NameHolder,
  NewCdnDomain,
} from '../../core/ports/cdn.js';
import { type AnswerFields, readFields } from '../answerFields.js';
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

function listDomains(
  api: CdnApi,
  signal: AbortSignal,
  onPart?: (some: readonly CdnDomain[]) => void,
): Promise<CdnDomain[]> {
  const spec = { action: 'DescribeUserDomains', subject: '', signal };
  const readPage = async (pageNumber: number) => {
    // Without checkDomainShow the vendor omits domains under review or rejected.
    const fields = { pageNumber, pageSize, checkDomainShow: true };
    const { body } = await api.read(spec, (client, sdk) =>
      client.describeUserDomains(new sdk.DescribeUserDomainsRequest(fields)),
    );
    const answer = readFields(body, spec);
    const rows = answer.fields('domains').list('pageData');
    const domains = rows.map((row) => toDomain(row, row.fields('sources').list('source')));
    return { rows: domains, total: answer.number('totalCount') ?? 0 };
  };
  return readPages(spec.action, readPage, onPart);
}

async function readDomain(api: CdnApi, domainName: string, signal: AbortSignal): Promise<CdnDomain | undefined> {
  const spec = { action: 'DescribeCdnDomainDetail', subject: domainName, signal };
  try {
    const { body } = await api.read(spec, (client, sdk) =>
      client.describeCdnDomainDetail(new sdk.DescribeCdnDomainDetailRequest({ domainName })),
    );
    const row = readFields(body, spec).requiredFields('getDomainDetailModel');
    return toDomain(row, row.fields('sourceModels').list('sourceModel'));
  } catch (error) {
    if (isErrorOf(error, 'domainNotFound')) return undefined;
    throw error;
  }
}

/** Failures of a call for several domains that may not occur for fewer. The code of a refusal because of their number is not known. */
const ofSome = ['domainNotFound', 'tooMuchAtOnce', 'otherRefusal', 'unexpected'] as const;

/**
 * Reads the CNAME states of several domains in one call. If that is refused because of a domain, or because of their number, which the vendor's page does
 * not limit, reads each half of them separately.
 */
async function readCnameStates(
  api: CdnApi,
  names: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, CnameState>> {
  const [first = '', ...others] = names;
  const spec = { action: 'DescribeDomainCname', subject: first, signal };
  try {
    const { body } = await api.read(spec, (client, sdk) =>
      client.describeDomainCname(new sdk.DescribeDomainCnameRequest({ domainName: names.join(',') })),
    );
    const rows = readFields(body, spec).fields('cnameDatas').list('data');
    return new Map(rows.map((row) => [row.requiredText('domain'), toCnameState(row)]));
  } catch (error) {
    if (others.length === 0 || !isErrorOf(error, ...ofSome)) throw error;
    const half = Math.ceil(names.length / 2);
    const found = new Map<string, CnameState>();
    // In turn, so that a refusal for another reason ends it soon.
    for (const part of [names.slice(0, half), names.slice(half)]) {
      const states = await readCnameStates(api, part, signal).catch(fallback(new Map(), 'domainNotFound'));
      for (const [name, state] of states) found.set(name, state);
    }
    return found;
  }
}

function toCnameState(row: AnswerFields): CnameState {
  return { ...definedOnly({ cname: row.text('cname') }), configured: row.number('status') === 0 };
}

async function listDomainsBySource(api: CdnApi, origin: string, signal: AbortSignal) {
  const spec = { action: 'DescribeDomainsBySource', subject: origin, signal };
  const { body } = await api.read(spec, (client, sdk) =>
    client.describeDomainsBySource(new sdk.DescribeDomainsBySourceRequest({ sources: origin })),
  );
  const rows = readFields(body, spec).fields('domainsList').list('domainsData');
  return rows
    .filter((row) => row.text('source') === origin)
    .flatMap((row) => row.fields('domainInfos').list('domainInfo'))
    .map((info) => ({ name: info.text('domainName') ?? '', status: info.text('status') ?? '' }));
}

/** Calls that add domains and read their origins and CNAMEs. */
export const domainCalls = { createDomain, listDomains, readDomain, readCnameStates, listDomainsBySource };

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
    // A policy for single domains refuses this call, which concerns the whole account.
    if (isErrorOf(error, 'forbidden', 'refused', 'badAnswer')) return undefined;
    throw error;
  }
}

/** Calls about the service and the domain limit of the account, and calls that change existing domains. */
export const lifecycleCalls = {
  openService,
  readDomainQuota,
  updateSources,
  startDomain,
  stopDomain,
  deleteDomain,
};

/**
 * The holder of a name by the status of CheckCdnDomainExist and by the errors that it may return instead of a status. All other statuses name further
 * products.
 */
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
    return lookUp(holders, readFields(body, spec).requiredText('status')) ?? 'otherProduct';
  } catch (error) {
    const holder = isAppError(error) ? lookUp(holders, error.details.code ?? '') : undefined;
    if (holder) return holder;
    throw error;
  }
}

/** Failures that say nothing about the ICP filing of a name. */
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
    const spec = { action: 'CheckCdnDomainICP', subject: domainName, signal };
    const { body } = await api.read(spec, (client, sdk) =>
      client.checkCdnDomainICP(new sdk.CheckCdnDomainICPRequest({ domainName })),
    );
    const status = readFields(body, spec).text('status');
    if (status === 'DomainIsRegistration') return 'filed';
    return status === 'DomainNotRegistration' ? 'notFiled' : 'unknown';
  } catch (error) {
    if (isErrorOf(error, ...unrelated)) throw error;
    // The vendor refuses this call, under several codes, for names that do not belong to the account yet.
    return 'unknown';
  }
}

async function readVerifyContent(api: CdnApi, domainName: string, signal: AbortSignal): Promise<string> {
  const spec = { action: 'DescribeVerifyContent', subject: domainName, signal };
  const { body } = await api.read(spec, (client, sdk) =>
    client.describeVerifyContent(new sdk.DescribeVerifyContentRequest({ domainName })),
  );
  return readFields(body, spec).requiredText('content');
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

/** Calls that are made before a domain is added: about the service, the name, its ICP filing and its ownership. */
export const ownershipCalls = { readServiceState, checkDomain, checkIcp, readVerifyContent, verifyOwner };

/** A domain in the answer of DescribeUserDomains or DescribeCdnDomainDetail, with the fields of both. */
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

/** An origin in the answer of either call. */
interface VendorSource {
  readonly type?: string;
  readonly content?: string;
  readonly port?: number;
  readonly priority?: string;
  readonly weight?: string;
}

/** Converts a domain. Its status and type keep the vendor's words. */
function toDomain(row: AnswerFields<VendorDomain>, sources: readonly AnswerFields<VendorSource>[]): CdnDomain {
  const region = (row.text('coverage') ?? row.text('scope')) as CdnRegion | undefined;
  return {
    name: row.text('domainName') ?? '',
    status: (row.text('domainStatus') ?? 'configuring') as DomainStatus,
    type: (row.text('cdnType') ?? 'web') as BusinessType,
    sources: sources.map(toSource),
    httpsOn: (row.text('sslProtocol') ?? row.text('serverCertificateStatus')) === 'on',
    ...definedOnly({ cname: row.text('cname'), region, description: row.text('description') }),
  };
}

function toSource(source: AnswerFields<VendorSource>): CdnSource {
  return {
    type: (source.text('type') ?? 'domain') as CdnSource['type'],
    content: source.text('content') ?? '',
    port: source.number('port') ?? standardPorts.http,
    priority: source.text('priority') ?? '20',
    weight: source.text('weight') ?? '10',
  };
}
