import { getDomain } from 'tldts-icann';
import { type Params, paginate, type RpcAction, required } from '../rpc.js';
import { RpcError } from '../rpcError.js';
import type { SandboxState, StoredZone } from '../state/state.js';
import { isOn } from '../state/uncertain.js';
import { hostedZoneOf, hostIn, isDelegated } from './authority.js';

const maxInput = 128;
/** The servers that Alibaba Cloud DNS assigned. DescribeDomainInfo returns these, whatever the registrar has. */
const assignedServers = ['ns1.alidns.com', 'ns2.alidns.com'];
const ttls = [1, 10, 60, 120, 600, 1800, 3600, 43_200, 86_400];
const lineNames: Readonly<Record<string, string>> = {
  default: 'Default',
  telecom: 'China Telecom',
  unicom: 'China Unicom',
  mobile: 'China Mobile',
  edu: 'CERNET',
  oversea: 'Overseas',
};

/** The DNS lines of records. */
export const lines: readonly string[] = Object.keys(lineNames);

/** DescribeDomains. */
export const describeDomains: RpcAction = (params, state) => {
  const keyWord = (params.KeyWord ?? '').toLowerCase();
  const isExact = params.SearchMode === 'EXACT';
  const found = [...state.zones.values()].filter(({ name }) => (isExact ? name === keyWord : name.includes(keyWord)));
  const { page, fields } = paginate(found, params, 100);
  return { ...fields, Domains: { Domain: page.map((zone) => ({ ...toZone(zone), RecordCount: zone.records.size })) } };
};

/** GetMainDomainName: splits at the hosted zone if there is one, else below the public suffix. */
export const getMainDomainName: RpcAction = (params, state) => {
  const input = required(params, 'InputString').toLowerCase();
  const name = input.replace(/\.$/, '');
  const isWellFormed = /^(\*\.)?([a-z0-9_-]{1,63}\.)+[a-z0-9-]{2,63}$/.test(name) && name.length <= maxInput;
  if (!isWellFormed) throw new RpcError('InvalidDomainName.Format', 400, 'The format of the domain name is incorrect.');
  const hosted = hostedZoneOf(state, name)?.name;
  if (!hosted && !isOn(state.uncertain, 'splitsAnyName')) throw zoneAbsent(state);
  const zone = hosted ?? getDomain(name);
  if (!zone) throw new RpcError('InvalidDomainName.Suffix', 400, 'The suffix of the domain name is not supported.');
  const host = hostIn(zone, name);
  return { DomainName: zone, RR: host, DomainLevel: host === '@' ? 1 : host.split('.').length + 1 };
};

/** DescribeDomainInfo. */
export const describeDomainInfo: RpcAction = (params, state) => {
  const zone = findZone(state, params);
  const recordLines = lines.map((line) => ({
    LineCode: line,
    LineName: lineNames[line],
    LineDisplayName: lineNames[line],
  }));
  const isShort = params.NeedDetailAttributes !== 'true' && isOn(state.uncertain, 'detailedZones');
  if (isShort) return toZone(zone);
  return {
    ...toZone(zone),
    MinTtl: zone.minTtl,
    AvailableTtls: { AvailableTtl: ttls.filter((ttl) => ttl >= zone.minTtl).map(String) },
    RecordLines: { RecordLine: recordLines },
    LineType: 'region_province',
    RegionLines: false,
    InBlackHole: zone.barred === 'blackHole',
    InClean: false,
    SlaveDns: false,
    SubDomain: false,
  };
};

/** The zone of `DomainName`, or one of the vendor's two errors for a missing zone. */
export function findZone(state: SandboxState, params: Params): StoredZone {
  const name = required(params, 'DomainName').toLowerCase().replace(/\.$/, '');
  const zone = state.zones.get(name);
  if (zone) return zone;
  const isElsewhere = [...state.takenNames].some(
    ([taken, by]) => by === 'DomainExistOtherUser' && getDomain(taken) === name,
  );
  if (isElsewhere) throw new RpcError('IncorrectDomainUser', 400, 'The domain name belongs to other users.');
  throw zoneAbsent(state);
}

function zoneAbsent({ uncertain }: SandboxState): RpcError {
  const words = 'The specified domain name does not exist. Refresh the page and try again.';
  return new RpcError(String(uncertain.zoneAbsentCode), 400, words);
}

function toZone(zone: StoredZone): object {
  return {
    DomainId: `zone-${zone.name}`,
    DomainName: zone.name,
    PunyCode: zone.name,
    AliDomain: true,
    DnsServers: { DnsServer: isDelegated(zone) ? zone.nameServers : assignedServers },
    VersionCode: 'mianfei',
    VersionName: 'Alibaba Cloud DNS',
  };
}
