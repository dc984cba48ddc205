import { followAliases } from '../dns/aliases.js';
import { isInformative } from '../dns/answers.js';
import { isCdnTarget, probeName, recordName, sameHost } from '../dns/hostNames.js';
import { toAppError } from '../errors.js';
import type { CdnDomain } from '../ports/cdn.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { DnsRecord } from '../ports/dns.js';

/** The current state of a CDN domain in DNS. */
export interface DnsPointers {
  /** `unknown` if neither Alibaba Cloud DNS nor any name server could tell. */
  readonly state: 'here' | 'elsewhere' | 'unknown';
  /** Enabled records in Alibaba Cloud DNS that lead visitors to CDN. */
  readonly records: readonly DnsRecord[];
  /** The servers that answered with their CNAME: CDN's if they lead there, else the first. */
  readonly answers: readonly { readonly server: string; readonly target?: string }[];
}

/** Reads where a domain leads, by its records in Alibaba Cloud DNS and by the answers of name servers. */
export async function readDnsPointers(
  cloud: Pick<CloudPorts, 'dns' | 'resolver'>,
  domain: Pick<CdnDomain, 'name' | 'cname'>,
  resolvers: readonly string[],
  signal: AbortSignal,
): Promise<DnsPointers> {
  const isHere = (target: string) =>
    isCdnTarget(target) || (domain.cname !== undefined && sameHost(target, domain.cname));
  const [hosted, chains] = await Promise.all([
    readRecords(cloud, domain.name, signal),
    followAliases({ cloud, resolvers, signal }, probeName(domain.name), isHere),
  ]);
  const records = (hosted ?? []).filter(({ type, enabled, value }) => type === 'CNAME' && enabled && isHere(value));
  const answers = chains
    .filter(({ first }) => isInformative(first))
    .map(({ first: { server }, aliases }) =>
      toPointer(
        server,
        aliases.map(({ data }) => data),
        isHere,
      ),
    );
  const here = records.length > 0 || answers.some(({ target }) => target !== undefined && isHere(target));
  // Hosted records cannot prove "elsewhere": the registrar may point at another zone.
  return { state: here ? 'here' : answers.length > 0 ? 'elsewhere' : 'unknown', records, answers };
}

async function readRecords({ dns }: Pick<CloudPorts, 'dns'>, name: string, signal: AbortSignal) {
  try {
    const place = await dns.locate(recordName(name), signal);
    return place && (await dns.listRecords(place.zone, place.rr, signal));
  } catch (caught) {
    const error = toAppError(caught);
    if (error.kind === 'cancelled') throw error;
    // Without permission to read DNS, name servers can still tell.
    return undefined;
  }
}

function toPointer(
  server: string,
  targets: readonly string[],
  isHere: (target: string) => boolean,
): DnsPointers['answers'][number] {
  const target = targets.find(isHere) ?? targets[0];
  return target === undefined ? { server } : { server, target };
}
