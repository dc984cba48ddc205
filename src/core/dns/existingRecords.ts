import { type DnsContext, queryAll } from './aliases.js';
import { isInformative } from './answers.js';
import { probeName, sameHost } from './hostNames.js';

/** A record as name servers show it. */
export interface ExistingRecord {
  readonly type: 'CNAME' | 'A' | 'AAAA';
  readonly value: string;
}

/**
 * The records of its own that DNS shows for a name today and that a CNAME to `target` would replace, as a part of a
 * question: empty where there are none. What a wildcard of the zone answers is no record of the name.
 */
export async function findExistingRecords(
  dns: DnsContext,
  name: string,
  target: string,
): Promise<{ readonly existing?: readonly ExistingRecord[] }> {
  const existing = (await readRecords(dns, name)).filter(({ value }) => !sameHost(value, target));
  if (existing.length === 0) return {};
  // A probe stands for its wildcard, whose own records those are.
  const isProbe = name === probeBelow(parentOf(name));
  return !isProbe && (await isFromWildcard(dns, name, existing)) ? {} : { existing };
}

/** Whether DNS leads a name somewhere although it has no record of its own: a wildcard of its zone answers in its place. */
export async function isReachedByWildcard(dns: DnsContext, name: string): Promise<boolean> {
  const found = await readRecords(dns, name);
  return found.length > 0 && (await isFromWildcard(dns, name, found));
}

/** A name right below another one that is unlikely to exist, so that only a wildcard answers for it. */
function probeBelow(name: string): string {
  return probeName(`.${name}`);
}

function parentOf(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}

/**
 * Whether a wildcard answers in place of a name: it says the same of a name beside this one and, since this one does not exist, of
 * one below it (RFC 4592, 2.2). The name of a whole zone exists always, and beside it are names of others.
 */
async function isFromWildcard(dns: DnsContext, name: string, found: readonly ExistingRecord[]): Promise<boolean> {
  const parent = parentOf(name);
  if (!parent.includes('.') || (await isZone(dns, name))) return false;
  const others = await Promise.all([parent, name].map((above) => readRecords(dns, probeBelow(above))));
  const isSame = (left: ExistingRecord, right: ExistingRecord) =>
    left.type === right.type && sameHost(left.value, right.value);
  return others.every((records) => records.some((each) => found.some((own) => isSame(each, own))));
}

async function isZone(dns: DnsContext, name: string): Promise<boolean> {
  const answers = await queryAll(dns, name, 'NS');
  return answers.some(({ records }) => records.some((each) => each.type === 'NS' && sameHost(each.name, name)));
}

/** The CNAME of a name, or else its addresses, in an order that stays the same while DNS turns them round. */
async function readRecords(dns: DnsContext, name: string): Promise<readonly ExistingRecord[]> {
  const read = async (type: 'CNAME' | 'A' | 'AAAA') => {
    const answers = await queryAll(dns, name, type);
    const records = answers.filter(isInformative).flatMap((answer) => answer.records);
    const own = records.filter((record) => record.type === type && sameHost(record.name, name));
    return [...new Set(own.map(({ data }) => data))].sort().map((value) => ({ type, value }));
  };
  const [cnames, ipv4, ipv6] = await Promise.all([read('CNAME'), read('A'), read('AAAA')]);
  return cnames.length > 0 ? cnames : [...ipv4, ...ipv6];
}

/** Says whether a name receives mail: name servers show MX records of its own, which a CNAME beside them may hide. */
export async function receivesMail(name: string, dns: DnsContext): Promise<boolean> {
  const answers = await queryAll(dns, name, 'MX');
  return answers
    .filter(isInformative)
    .some(({ records }) => records.some((record) => record.type === 'MX' && sameHost(record.name, name)));
}
