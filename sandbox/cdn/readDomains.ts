import { recordsAt } from '../alidns/authority.js';
import { formatTime, type Params, paginate, required } from '../rpc.js';
import { RpcError } from '../rpcError.js';
import { toRealMs } from '../state/clock.js';
import type { SandboxState, StoredCdnDomain, StoredSource } from '../state/state.js';
import { findDomain, readDomainName } from './domainNames.js';
import { reading } from './serviceState.js';

const hiddenStatuses = ['checking', 'check_failed', 'configure_failed'];
/** The most domains of one call, as for BatchStartCdnDomain and other calls for several domains. */
const mostDomains = 50;
const sourceStatuses: Readonly<Record<string, string>> = {
  checking: 'applying',
  check_failed: 'disabled',
  configure_failed: 'disabled',
  deleting: 'offline',
};
const matchers: Readonly<Record<string, (name: string, wanted: string) => boolean>> = {
  fuzzy_match: (name, wanted) => name.includes(wanted),
  pre_match: (name, wanted) => name.startsWith(wanted),
  suf_match: (name, wanted) => name.endsWith(wanted),
  full_match: (name, wanted) => name === wanted,
};

/** DescribeUserDomains: names under review or rejected are listed only with CheckDomainShow. */
export const describeUserDomains = reading((params, state) => {
  const found = [...state.cdnDomains.values()].filter((domain) => isWanted(domain, params)).reverse();
  const { page, fields } = paginate(found, params, 500);
  return { ...fields, Domains: { PageData: page.map(toRow) } };
});

/** DescribeCdnDomainDetail. */
export const describeCdnDomainDetail = reading((params, state) => {
  const domain = findDomain(state, readDomainName(params));
  return {
    GetDomainDetailModel: {
      DomainName: domain.name,
      Cname: domain.cname,
      HttpsCname: domain.cname,
      DomainStatus: domain.status,
      CdnType: domain.cdnType,
      Scope: domain.scope,
      SourceModels: { SourceModel: domain.sources.map(toSourceModel) },
      ServerCertificateStatus: domain.httpsOn ? 'on' : 'off',
      Description: domain.description,
      ResourceGroupId: 'rg-sandbox',
      GmtCreated: formatTime(domain.createdAt),
      GmtModified: formatTime(domain.createdAt),
    },
  };
});

/** DescribeDomainCname: Status 0 once the vendor's resolvers have seen the CNAME, some minutes late. */
export const describeDomainCname = reading((params, state) => {
  const names = required(params, 'DomainName').toLowerCase().split(',');
  if (names.length > mostDomains) throw new RpcError('TooManyDomains', 400, 'The number of domains exceeds the limit.');
  const domains = names.map((name) => findDomain(state, name.trim()));
  const data = domains.map((domain) => ({
    Domain: domain.name,
    Cname: domain.cname,
    Status: isSeen(state, domain) ? 0 : 1,
  }));
  return { CnameDatas: { Data: data } };
});

/** DescribeDomainsBySource: exact origins, with its own status words. */
export const describeDomainsBySource = reading((params, state) => {
  const sources = required(params, 'Sources');
  const list = sources.split(',').map((source) => describeSource(state, source.trim()));
  return {
    Sources: sources,
    DomainsList: { DomainsData: list.filter(({ Domains }) => Domains.domainNames.length > 0) },
  };
});

function isWanted(domain: StoredCdnDomain, params: Params): boolean {
  const match = matchers[params.DomainSearchType || 'full_match'];
  if (!match)
    throw new RpcError('InvalidDomainSearchType.Malformed', 400, 'The specified DomainSearchType is invalid.');
  const names = (params.DomainName ?? '').toLowerCase().split(',').filter(Boolean);
  const isNamed = names.length === 0 || names.some((name) => match(domain.name, name.trim()));
  const isShown = params.CheckDomainShow === 'true' || !hiddenStatuses.includes(domain.status);
  const hasSource = !params.Source || domain.sources.some(({ content }) => content === params.Source);
  const fields = [
    [params.DomainStatus, domain.status],
    [params.CdnType, domain.cdnType],
    [params.Coverage, domain.scope],
  ];
  return isNamed && isShown && hasSource && fields.every(([wanted, value]) => !wanted || wanted === value);
}

function toRow(domain: StoredCdnDomain): object {
  return {
    DomainName: domain.name,
    Cname: domain.cname,
    DomainStatus: domain.status,
    CdnType: domain.cdnType,
    Coverage: domain.scope,
    Sources: { Source: domain.sources.map(toSource) },
    SslProtocol: domain.httpsOn ? 'on' : 'off',
    Sandbox: 'normal',
    Description: domain.description,
    ResourceGroupId: 'rg-sandbox',
    GmtCreated: formatTime(domain.createdAt),
    GmtModified: formatTime(domain.createdAt),
  };
}

function toSource({ type, content, port, priority, weight }: StoredSource): object {
  return { Type: type, Content: content, Port: port, Priority: priority, Weight: weight };
}

function toSourceModel(source: StoredSource): object {
  return { ...toSource(source), Enabled: 'online' };
}

function isSeen(state: SandboxState, domain: StoredCdnDomain): boolean {
  const lagMs = toRealMs(state, 1000 * Number(state.uncertain.cnameStatusLag ?? 600));
  const host = domain.name.startsWith('.') ? `wildcard-probe${domain.name}` : domain.name;
  const records = domain.cname ? recordsAt(state, host, 'CNAME') : [];
  return records.some(({ value, changedAt = 0 }) => {
    return value.replace(/\.$/, '').toLowerCase() === domain.cname && changedAt + lagMs <= Date.now();
  });
}

function describeSource(state: SandboxState, source: string) {
  const domains = [...state.cdnDomains.values()].filter(({ sources }) => {
    return sources.some(({ content }) => content === source.toLowerCase());
  });
  const infos = domains.map((domain) => ({
    DomainName: domain.name,
    DomainCname: domain.cname,
    CdnType: domain.cdnType,
    Status: sourceStatuses[domain.status] ?? domain.status,
    CreateTime: formatChinaTime(domain.createdAt),
    UpdateTime: formatChinaTime(domain.createdAt),
  }));
  return {
    Source: source,
    Domains: { domainNames: domains.map(({ name }) => name) },
    DomainInfos: { domainInfo: infos },
  };
}

function formatChinaTime(time: Date): string {
  return formatTime(time.getTime() + 8 * 3_600_000).replace('Z', '+08:00');
}
