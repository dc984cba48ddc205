import { AppError, isErrorOf } from '../core/errors.js';
import type { DnsPort, Zone } from '../core/ports/dns.js';
import { type Link, read } from './call.js';
import { createRecords } from './dnsRecords.js';
import { type DnsSdk, lazyDns } from './sdkClients.js';

const pageSize = 100;

/** Alibaba Cloud DNS through the vendor's client. */
export function createDns(link: Link): DnsPort {
  const load = lazyDns(link);
  return {
    ...createRecords(link, load),
    listZones: (signal) => listZones(link, load, undefined, signal),
    locate: (name, signal) => locate(link, load, name, signal),
    async readZone(zone, signal) {
      const { body } = await read(link, { action: 'DescribeDomainInfo', subject: zone, signal }, async () => {
        const { sdk, client } = await load();
        return client.describeDomainInfo(new sdk.DescribeDomainInfoRequest({ domainName: zone }));
      });
      if (!body?.domainName) throw new AppError('badAnswer', { action: 'DescribeDomainInfo', subject: zone });
      return { name: body.domainName, nameServers: body.dnsServers?.dnsServer ?? [], minTtl: body.minTtl ?? 600 };
    },
  };
}

async function listZones(link: Link, load: DnsSdk, keyWord: string | undefined, signal: AbortSignal): Promise<Zone[]> {
  const found: Zone[] = [];
  for (let pageNumber = 1; ; pageNumber++) {
    const spec = { action: 'DescribeDomains', subject: keyWord ?? `page ${pageNumber}`, signal };
    const { body } = await read(link, spec, async () => {
      const { sdk, client } = await load();
      const search = keyWord === undefined ? {} : { keyWord };
      return client.describeDomains(new sdk.DescribeDomainsRequest({ ...search, pageNumber, pageSize }));
    });
    const rows = body?.domains?.domain ?? [];
    found.push(...rows.map((row) => ({ name: row.domainName ?? '', nameServers: row.dnsServers?.dnsServer ?? [] })));
    if (rows.length === 0 || found.length >= (body?.totalCount ?? 0)) return found;
  }
}

/** The vendor splits off the root; the longest zone of the account under it is the one that answers (a zone may be a subdomain itself). */
async function locate(link: Link, load: DnsSdk, name: string, signal: AbortSignal) {
  const plain = name.replace(/^(\*\.|\.)/, '');
  const root = await readRoot(link, load, plain, signal);
  if (root === undefined) return undefined;
  const zone = (await listZones(link, load, root, signal))
    .map((candidate) => candidate.name)
    .filter((candidate) => plain === candidate || plain.endsWith(`.${candidate}`))
    .sort((a, b) => b.length - a.length)[0];
  if (zone === undefined) return undefined;
  const host = plain === zone ? '' : plain.slice(0, -zone.length - 1);
  if (plain === name) return { zone, rr: host || '@' };
  return { zone, rr: host ? `*.${host}` : '*' };
}

async function readRoot(link: Link, load: DnsSdk, inputString: string, signal: AbortSignal) {
  try {
    const { body } = await read(link, { action: 'GetMainDomainName', subject: inputString, signal }, async () => {
      const { sdk, client } = await load();
      return client.getMainDomainName(new sdk.GetMainDomainNameRequest({ inputString }));
    });
    return body?.domainName;
  } catch (error) {
    if (isErrorOf(error, 'zoneNotFound', 'invalidInput')) return undefined;
    throw error;
  }
}
