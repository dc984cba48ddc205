import { type DnsContext, queryAll } from './aliases.js';
import { isInformative } from './answers.js';
import { sameHost } from './hostNames.js';

/** Says whether a name receives mail: name servers show MX records of its own, which a CNAME beside them may hide. */
export async function receivesMail(name: string, dns: DnsContext): Promise<boolean> {
  const answers = await queryAll(dns, name, 'MX');
  return answers
    .filter(isInformative)
    .some(({ records }) => records.some((record) => record.type === 'MX' && sameHost(record.name, name)));
}
