import { AppError, isErrorOf } from '../../core/errors.js';
import type { DnsPort, Zone } from '../../core/ports/dns.js';
import type { Link } from '../callWithRetry.js';
import { readPages } from '../pages.js';
import { bindCalls } from '../sdkApi.js';
import { type DnsApi, openDnsApi } from './api.js';
import { recordCalls } from './records.js';

const pageSize = 100;

/** Alibaba Cloud DNS through the vendor's client. */
export function createDns(link: Link): DnsPort {
  return bindCalls(openDnsApi(link), { ...recordCalls, listZones, locate, readZone });
}

async function readZone(api: DnsApi, zone: string, signal: AbortSignal): ReturnType<DnsPort['readZone']> {
  const { body } = await api.read({ action: 'DescribeDomainInfo', subject: zone, signal }, (client, sdk) =>
    // Without the details the answer has no MinTtl.
    client.describeDomainInfo(new sdk.DescribeDomainInfoRequest({ domainName: zone, needDetailAttributes: true })),
  );
  if (!body?.domainName) throw new AppError('badAnswer', { action: 'DescribeDomainInfo', subject: zone });
  return { name: body.domainName, nameServers: body.dnsServers?.dnsServer ?? [], minTtl: body.minTtl ?? 600 };
}

function listZones(api: DnsApi, signal: AbortSignal, keyWord?: string): Promise<Zone[]> {
  return readPages('DescribeDomains', async (pageNumber) => {
    const fields = { ...(keyWord === undefined ? {} : { keyWord }), pageNumber, pageSize };
    const { body } = await api.read({ action: 'DescribeDomains', subject: keyWord ?? '', signal }, (client, sdk) =>
      client.describeDomains(new sdk.DescribeDomainsRequest(fields)),
    );
    const rows = (body?.domains?.domain ?? []).map(({ domainName = '', dnsServers }) => ({
      name: domainName,
      nameServers: dnsServers?.dnsServer ?? [],
    }));
    return { rows, total: body?.totalCount ?? 0 };
  });
}

/** The vendor splits off the root; the longest zone of the account under it is the one that answers (a zone may be a subdomain itself). */
async function locate(api: DnsApi, name: string, signal: AbortSignal) {
  const plain = name.replace(/^(\*\.|\.)/, '');
  const root = await readRoot(api, plain, signal);
  if (root === undefined) return undefined;
  const zone = (await listZones(api, signal, root))
    .map((candidate) => candidate.name)
    .filter((candidate) => plain === candidate || plain.endsWith(`.${candidate}`))
    .sort((a, b) => b.length - a.length)[0];
  if (zone === undefined) return undefined;
  const host = plain === zone ? '' : plain.slice(0, -zone.length - 1);
  if (plain === name) return { zone, rr: host || '@' };
  return { zone, rr: host ? `*.${host}` : '*' };
}

async function readRoot(api: DnsApi, inputString: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { body } = await api.read({ action: 'GetMainDomainName', subject: inputString, signal }, (client, sdk) =>
      client.getMainDomainName(new sdk.GetMainDomainNameRequest({ inputString })),
    );
    return body?.domainName;
  } catch (error) {
    if (isErrorOf(error, 'zoneNotFound', 'invalidInput')) return undefined;
    throw error;
  }
}
