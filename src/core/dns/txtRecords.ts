import type { DnsPort, DnsRecord, NewRecord } from '../ports/dns.js';

type Txt = Pick<NewRecord, 'zone' | 'rr' | 'value'>;

/** The TXT on the default line that says this, an enabled one rather than a paused one. */
export async function findTxt(dns: DnsPort, txt: Txt, signal: AbortSignal): Promise<DnsRecord | undefined> {
  const records = await findTxtRecords(txt, dns, signal);
  return records.find(({ enabled }) => enabled) ?? records[0];
}

/** All TXT records on the default line that say this, enabled or paused. */
export async function findTxtRecords({ zone, rr, value }: Txt, dns: DnsPort, signal: AbortSignal) {
  const records = await dns.listRecords(zone, rr, signal);
  const isIt = (record: DnsRecord) => record.type === 'TXT' && record.line === 'default';
  return records.filter((record) => isIt(record) && record.value.replace(/^"|"$/g, '') === value);
}
