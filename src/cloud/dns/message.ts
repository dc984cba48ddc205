import dnsPacket, { type Answer, type DecodedPacket, type RecordType } from 'dns-packet';
import { normalizeHost, sameHost } from '../../core/dns/hostNames.js';
import type { DnsAnswer, DnsAnswerRecord, DnsOutcome } from '../../core/ports/probe.js';
import { definedOnly } from '../definedOnly.js';

/** A decoded answer to our question. */
export type DnsMessage = DecodedPacket;

/** An encoded question, and the check whether a packet answers it. */
interface DnsQuery {
  readonly bytes: Buffer;
  readAnswer(bytes: Buffer): DnsMessage | undefined;
}

/**
 * Creates a recursive question without EDNS, because some middleboxes still drop EDNS. An answer of more than 512 bytes therefore comes over TCP. Throws for
 * an invalid name.
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

/** A DNS answer before the resolver adds the server and the times. */
export type DnsFinding = Omit<DnsAnswer, 'server' | 'at' | 'durationMs'>;

/** Converts a server's answer about `name`. The TTL of a negative answer is the lesser of the TTL and the minimum of its SOA (RFC 2308). */
export function toFinding(message: DnsMessage, name: string, transport: DnsFinding['transport']): DnsFinding {
  const records = (message.answers ?? []).flatMap(toRecord);
  const { rcode = 'NOERROR' } = message as { rcode?: string };
  const outcome = records.length === 0 && isReferral(message) ? 'servfail' : toOutcome(rcode, records);
  const negative = outcome === 'noData' || outcome === 'nxdomain';
  const lasts = negative ? negativeTtl(message, name) : undefined;
  return { outcome, records, transport, ...definedOnly({ negativeTtl: lasts }) };
}

function toOutcome(rcode: string, records: readonly DnsAnswerRecord[]): DnsOutcome {
  if (rcode === 'NOERROR') return records.length > 0 ? 'answer' : 'noData';
  if (rcode === 'NXDOMAIN') return 'nxdomain';
  return rcode === 'REFUSED' ? 'refused' : 'servfail';
}

/** A server that only refers to others knows nothing of the name (RFC 2308, 2.1 and 2.2: an absence comes with the SOA or with nothing). */
function isReferral({ authorities = [], flag_aa }: DnsMessage): boolean {
  const has = (type: string) => authorities.some((record) => record.type === type);
  return !flag_aa && has('NS') && !has('SOA');
}

function negativeTtl(message: DnsMessage, name: string): number | undefined {
  for (const record of message.authorities ?? []) {
    const zone = normalizeHost(record.name);
    const covers = zone === '' || name === zone || name.endsWith(`.${zone}`);
    if (record.type === 'SOA' && covers) return Math.min(record.ttl ?? 0, record.data.minimum ?? 0);
  }
  return undefined;
}

function toRecord(answer: Answer): DnsAnswerRecord[] {
  if (answer.type === 'OPT') return [];
  const ttl = 'ttl' in answer ? (answer.ttl ?? 0) : 0;
  return [{ name: normalizeHost(answer.name), type: answer.type, ttl, data: toText(answer) }];
}

function toText(answer: Exclude<Answer, { type: 'OPT' }>): string {
  switch (answer.type) {
    case 'CNAME':
    case 'NS':
    case 'PTR':
    case 'DNAME':
      return normalizeHost(answer.data);
    case 'TXT':
      return [answer.data]
        .flat()
        .map((part) => part.toString())
        .join('');
    case 'MX':
      return normalizeHost(answer.data.exchange);
    case 'SOA':
      return `${normalizeHost(answer.data.mname)} ${normalizeHost(answer.data.rname)} ${answer.data.serial ?? 0}`;
    case 'CAA':
      return `${answer.data.flags ?? 0} ${answer.data.tag} "${answer.data.value}"`;
    case 'A':
    case 'AAAA':
      return answer.data;
    default:
      return '';
  }
}
