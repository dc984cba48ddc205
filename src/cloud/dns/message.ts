import dnsPacket, { type DecodedPacket, type RecordType } from 'dns-packet';
import { sameHost } from '../../core/dns/hostNames.js';

/** A decoded answer to our question. */
export type DnsMessage = DecodedPacket;

/** A question ready to send, and the test whether a packet answers just that question. */
export interface DnsQuery {
  readonly bytes: Buffer;
  readAnswer(bytes: Buffer): DnsMessage | undefined;
}

/**
 * Makes a recursive question. Without EDNS: boxes on the way that drop it are still about, and an answer of more than
 * 512 bytes comes over TCP. Throws where the name cannot be a name.
 */
export function makeQuery(name: string, type: string, id: number): DnsQuery {
  const bytes = dnsPacket.encode({
    type: 'query',
    id,
    flags: dnsPacket.RECURSION_DESIRED,
    questions: [{ name, type: type as RecordType }],
  });
  const fits = (answer: DnsMessage) => {
    const question = answer.questions?.[0];
    return answer.type === 'response' && answer.id === id && question?.type === type && sameHost(question.name, name);
  };
  return {
    bytes,
    readAnswer(received) {
      const answer = decode(received);
      return answer && fits(answer) ? answer : undefined;
    },
  };
}

function decode(bytes: Buffer): DnsMessage | undefined {
  try {
    return dnsPacket.decode(bytes);
  } catch {
    return undefined;
  }
}
