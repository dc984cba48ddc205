import { type DnsContext, queryAll } from './aliases.js';
import { isInformative } from './answers.js';
import { sameHost } from './hostNames.js';

/** Returns whether a name receives mail: it has MX records, which a CNAME may hide. */
export async function receivesMail(name: string, dns: DnsContext): Promise<boolean> {
  const answers = await queryAll(dns, name, 'MX');
  return answers
    .filter(isInformative)
    .some(({ records }) => records.some((record) => record.type === 'MX' && sameHost(record.name, name)));
}
