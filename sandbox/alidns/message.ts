import * as dnsPacket from 'dns-packet';
import type { DnsEntry, ServerMode } from '../state/dnsState.js';
import type { SandboxState } from '../state/state.js';
import { askServer, modeOf } from './views.js';

const codes = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;
type Code = keyof typeof codes;

const plainUdpSize = 512;
const ownUdpSize = 1232;
const maxTtl = 604_800;

/** The server and transport of a message. */
export interface Entrance {
  readonly transport: 'udp' | 'tcp' | 'https';
  /** The name of the queried server. */
  readonly server: string;
}

const modeCodes: Readonly<Partial<Record<ServerMode, Code>>> = { refused: 'REFUSED', servfail: 'SERVFAIL' };

/**
 * Answers one DNS message. Over UDP it is truncated to what the client accepts; `undefined` if there is no question, or
 * the server is silent.
 */
export function answerMessage(
  state: SandboxState,
  message: Buffer,
  { transport, server }: Entrance,
): Buffer | undefined {
  const mode = modeOf(state, server, transport);
  if (mode === 'silent') return undefined;
  const query = decode(message);
  if (query === undefined) return message.length < 12 ? undefined : bareAnswer(message, 'FORMERR');
  if (query.type !== 'query') return undefined;
  const code = modeCodes[mode];
  const answer = code ? frame(query, code) : buildAnswer(state, query, server);
  const encoded = dnsPacket.encode(answer);
  const limit = transport === 'udp' ? udpLimit(query) : 65_535;
  if (encoded.length <= limit) return encoded;
  const flags = (answer.flags ?? 0) | dnsPacket.TRUNCATED_RESPONSE;
  return dnsPacket.encode({ ...answer, flags, answers: [], authorities: [] });
}

function buildAnswer(state: SandboxState, query: dnsPacket.DecodedPacket, server: string): dnsPacket.Packet {
  const [question, ...more] = query.questions ?? [];
  // Opcode 0 is an ordinary query.
  if ((((query.flags ?? 0) >> 11) & 0xf) !== 0) return frame(query, 'NOTIMP');
  if (!question || more.length > 0) return frame(query, 'FORMERR');
  if (question.class !== 'IN') return frame(query, 'REFUSED');
  // AXFR and IXFR are for secondary servers, of which there are none.
  if (/^(AXFR|IXFR)$/.test(question.type)) return frame(query, 'REFUSED');
  const found = askServer(state, server, question.name, String(question.type));
  const held = found.code === 'REFUSED' ? 0 : dnsPacket.AUTHORITATIVE_ANSWER;
  return {
    ...frame(query, found.code, found.recursive ? dnsPacket.RECURSION_AVAILABLE : held),
    answers: found.answers.flatMap(toAnswer),
    authorities: found.soa ? toAnswer(found.soa) : [],
  };
}

function frame(query: dnsPacket.DecodedPacket, code: Code, flags = 0): dnsPacket.Packet {
  const echoed = (query.flags ?? 0) & dnsPacket.RECURSION_DESIRED;
  const opt: dnsPacket.Answer = {
    type: 'OPT',
    name: '.',
    udpPayloadSize: ownUdpSize,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: 0,
    flag_do: false,
    options: [],
  };
  return {
    type: 'response',
    ...(query.id === undefined ? {} : { id: query.id }),
    flags: echoed | flags | codes[code],
    questions: query.questions ?? [],
    answers: [],
    authorities: [],
    additionals: optOf(query) ? [opt] : [],
  };
}

function udpLimit(query: dnsPacket.DecodedPacket): number {
  return Math.max(plainUdpSize, Math.min(optOf(query)?.udpPayloadSize ?? plainUdpSize, 4096));
}

function optOf(query: dnsPacket.DecodedPacket): dnsPacket.OptAnswer | undefined {
  return query.additionals?.find((record) => record.type === 'OPT');
}

function decode(message: Buffer): dnsPacket.DecodedPacket | undefined {
  try {
    return dnsPacket.decode(message);
  } catch {
    return undefined;
  }
}

/** Only the header, with the client's id. */
function bareAnswer(message: Buffer, code: Code): Buffer {
  return dnsPacket.encode({ type: 'response', id: message.readUInt16BE(0), flags: codes[code] });
}

function toAnswer(entry: DnsEntry): dnsPacket.Answer[] {
  const { name, type, value } = entry;
  const base = { name, ttl: Math.min(entry.ttl, maxTtl) };
  const words = value.split(' ');
  switch (type) {
    case 'A':
    case 'AAAA':
    case 'CNAME':
    case 'NS':
      return [{ ...base, type, data: value.replace(/\.$/, '') }];
    case 'TXT':
      return [{ ...base, type, data: toChunks(value) }];
    case 'MX':
      return [{ ...base, type, data: { preference: entry.priority ?? 10, exchange: value } }];
    case 'SRV':
      return [{ ...base, type, data: toSrv(words) }];
    case 'SOA':
      return [{ ...base, type, data: toSoa(words) }];
    case 'CAA':
      return [{ ...base, type, data: toCaa(value) }];
    default:
      // URL forwards, ALIAS and service bindings are not served over DNS.
      return [];
  }
}

/** Splits a TXT value into character strings of 255 bytes. */
function toChunks(value: string): Buffer[] {
  const bytes = Buffer.from(value, 'utf8');
  const count = Math.max(1, Math.ceil(bytes.length / 255));
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * 255, (at + 1) * 255));
}

function toSoa([mname = '', rname = '', ...figures]: readonly string[]): dnsPacket.SoaData {
  const [serial = 0, refresh = 0, retry = 0, expire = 0, minimum = 0] = figures.map(Number);
  return { mname, rname, serial, refresh, retry, expire, minimum };
}

function toSrv([priority, weight, port, target = '']: readonly string[]): dnsPacket.SrvData {
  return { priority: Number(priority ?? 0), weight: Number(weight ?? 0), port: Number(port ?? 0), target };
}

function toCaa(value: string): dnsPacket.CaaData {
  const [, flags, tag = 'issue', text = ''] = /^(\d+) (\S+) "([^"]*)"$/.exec(value) ?? [];
  return { flags: Number(flags ?? 0), tag: tag as dnsPacket.CaaData['tag'], value: text };
}
