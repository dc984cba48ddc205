import { type DnsContext, queryAll } from './aliases.js';
import { isInformative } from './answers.js';
import { probeName, sameHost } from './hostNames.js';

/** A record as name servers return it. */
export interface ExistingRecord {
  readonly type: 'CNAME' | 'A' | 'AAAA';
  readonly value: string;
}

/**
 * The existing records of a name that a CNAME to `target` would replace, as a part of a question; empty if there are
 * none. Answers of a wildcard are not records of the name.
 */
export async function findExistingRecords(
  dns: DnsContext,
  name: string,
  target: string,
): Promise<{ readonly existing?: readonly ExistingRecord[] }> {
  const existing = (await readRecords(dns, name)).filter(({ value }) => !sameHost(value, target));
  if (existing.length === 0) return {};
  // For a wildcard, the probe's records are its own.
  const isProbe = name === probeBelow(parentOf(name));
  return !isProbe && (await isFromWildcard(dns, name, existing)) ? {} : { existing };
}

/** Returns whether a wildcard of its zone answers for a name that has no record of its own. */
export async function isReachedByWildcard(dns: DnsContext, name: string): Promise<boolean> {
  const found = await readRecords(dns, name);
  return found.length > 0 && (await isFromWildcard(dns, name, found));
}

/** An unlikely name directly below another one, for which only a wildcard answers. */
function probeBelow(name: string): string {
  return probeName(`.${name}`);
}

function parentOf(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}

/**
 * Returns whether a wildcard answers for a name: then a sibling gets the same answer and, since the name does not exist,
 * so does a name below it (RFC 4592, 2.2). A zone's own name always exists, and its siblings belong to others.
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

/** The CNAME of a name, or else its addresses, sorted, since DNS rotates them. */
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

/** Returns whether a name receives mail: it has MX records, which a CNAME may hide. */
export async function receivesMail(name: string, dns: DnsContext): Promise<boolean> {
  const answers = await queryAll(dns, name, 'MX');
  return answers
    .filter(isInformative)
    .some(({ records }) => records.some((record) => record.type === 'MX' && sameHost(record.name, name)));
}
