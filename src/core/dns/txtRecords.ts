import type { DnsPort, DnsRecord, NewRecord } from '../ports/dns.js';
import { isOnDefaultLine } from './dnsLines.js';
import { sameHost } from './hostNames.js';

type Txt = Pick<NewRecord, 'zone' | 'rr' | 'value'> & { readonly type: 'TXT' | 'CNAME' };

/** Finds the record with this value on the default line, preferably an enabled one. */
export async function findTxt(dns: DnsPort, txt: Txt, signal: AbortSignal): Promise<DnsRecord | undefined> {
  const records = await findTxtRecords(txt, dns, signal);
  return records.find(({ enabled }) => enabled) ?? records[0];
}

/** Finds all records of the `type` with this value on the default line, enabled or paused. */
export async function findTxtRecords({ zone, rr, value, type }: Txt, dns: DnsPort, signal: AbortSignal) {
  const records = await dns.listRecords(zone, rr, signal);
  const says = (record: DnsRecord) =>
    type === 'CNAME' ? sameHost(record.value, value) : record.value.replace(/^"|"$/g, '') === value;
  return records.filter((record) => record.type === type && isOnDefaultLine(record) && says(record));
}
