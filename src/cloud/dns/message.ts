import dnsPacket, { type DecodedPacket, type RecordType } from 'dns-packet';
import { sameHost } from '../../core/dns/hostNames.js';

/** A decoded answer to our question. */
export type DnsMessage = DecodedPacket;

/** An encoded question, and the check whether a packet answers it. */
export interface DnsQuery {
  readonly bytes: Buffer;
  readAnswer(bytes: Buffer): DnsMessage | undefined;
}

/**
 * Creates a recursive question. It has no EDNS, because some middleboxes still drop it; an answer of more than 512 bytes
 * comes over TCP. Throws for an invalid name.
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
