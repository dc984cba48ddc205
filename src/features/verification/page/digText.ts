import { probeName } from '../../../core/dns/hostNames.js';
import { standardPorts } from '../../../core/origin.js';
import type { DnsAnswer, DnsOutcome } from '../../../core/ports/probe.js';
import { plainText } from '../../../core/text/plainText.js';
import type { EdgeFact, VerificationFacts } from '../../../core/verification/facts.js';

/** Response codes in the style of `dig`; silence has none. */
const codes: Record<DnsOutcome, string> = {
  answer: 'NOERROR',
  noData: 'NOERROR',
  nxdomain: 'NXDOMAIN',
  servfail: 'SERVFAIL',
  refused: 'REFUSED',
  timeout: 'no servers could be reached (timeout)',
  unreachable: 'no servers could be reached (unreachable)',
};
/** Headers that identify the source of an edge's answer. */
const headers = [
  'x-cache',
  'age',
  'via',
  'eagleid',
  'x-tengine-error',
  'x-oss-request-id',
  'content-disposition',
  'content-length',
  'etag',
  'date',
];

/** Formats all facts like `dig` and `curl`: in English only, for a ticket. */
export function digText(facts: VerificationFacts, verdict: string, machine: string): string {
  const name = probeName(facts.name);
  return [
    `; name: ${plainText(name)}`,
    `; verdict: ${verdict}`,
    `; asked from: ${plainText(machine)}`,
    `; asked at: ${toIso(facts.at)}`,
    `; expected CNAME: ${facts.expected === undefined ? 'unknown' : plainText(facts.expected)}`,
    ...cloudLines(facts),
    ...[...facts.authoritative.map((answer) => digAnswer(answer, name, 'authoritative'))].flat(),
    ...facts.resolvers.flatMap((answer) => digAnswer(answer, name, 'resolver')),
    ...[...facts.edges, ...(facts.root ?? [])].flatMap((edge) => edgeLines(edge, name)),
  ].join('\n');
}

function cloudLines({
  status,
  cdnConfigured,
  httpsOn,
  delegation,
  records,
  sources,
}: VerificationFacts): readonly string[] {
  const told = (label: string, value: string | boolean | undefined) =>
    value === undefined ? [] : [`; ${label}: ${plainText(String(value))}`];
  return [
    ...told('CDN DomainStatus', status),
    ...told('CDN sees CNAME', cdnConfigured),
    ...told('CDN HTTPS', httpsOn),
    ...told('zone', delegation?.zone),
    ...told('delegated to', delegation?.nameServers.join(' ')),
    ...told('assigned servers', delegation?.hosted?.join(' ')),
    ...told('negative TTL', delegation?.negativeTtl?.toString()),
    ...(records ?? []).map(
      ({ id, rr, type, value, ttl, line, enabled, locked }) =>
        `; Alidns ${id}: ${plainText(`${rr} ${ttl} ${type} ${value}`)} line=${plainText(line)} ${enabled ? 'ENABLE' : 'DISABLE'}${locked ? ' locked' : ''}`,
    ),
    ...Object.entries(sources).flatMap(([part, { failed }]) => told(`${part} failed`, failed)),
  ];
}

/** Formats one answer like `dig`. */
export function digAnswer(answer: DnsAnswer, name: string, role: string): readonly string[] {
  const rows = answer.records.map(
    ({ name: owner, ttl, type, data }) =>
      `${dot(owner)}\t${ttl}\tIN\t${plainText(type)}\t${isName(type) ? dot(data) : plainText(data)}`,
  );
  const absence = answer.negativeTtl === undefined ? [] : [`;; negative TTL: ${answer.negativeTtl}`];
  return [
    '',
    `; <<>> ${dot(name)} A @${plainText(answer.server)} (${role})`,
    `;; status: ${codes[answer.outcome]}`,
    ...(rows.length > 0 ? [';; ANSWER SECTION:', ...rows] : []),
    ...absence,
    `;; Query time: ${Math.round(answer.durationMs)} msec, ${answer.transport.toUpperCase()}, WHEN: ${toIso(answer.at)}`,
  ];
}

function edgeLines({ scheme, via, connectTo, path, answer, sameBytes }: EdgeFact, name: string): readonly string[] {
  const port = standardPorts[scheme];
  const said = headers.flatMap((header) => {
    const value = answer.headers[header];
    return value === undefined ? [] : [`< ${header}: ${plainText(value)}`];
  });
  const { certificate } = answer;
  return [
    '',
    `; curl --connect-to ::${plainText(connectTo)}:${port} ${scheme}://${name}${plainText(path)} (via ${via})`,
    ...(answer.address === undefined ? [] : [`* Connected to ${plainText(answer.address)}`]),
    ...(certificate === undefined
      ? []
      : [
          `* certificate: ${plainText(certificate.names.join(' '))}; expires ${plainText(certificate.expires ?? '?')}; trusted: ${certificate.trusted}; SHA-256 ${certificate.fingerprint}`,
        ]),
    answer.outcome === 'answered'
      ? `< HTTP ${answer.status ?? '?'}`
      : `* ${answer.outcome} ${plainText(answer.message ?? '')}`.trimEnd(),
    ...said,
    ...(sameBytes === undefined ? [] : [`* bytes equal the bucket's: ${sameBytes}`]),
    `* ${Math.round(answer.durationMs)} ms`,
  ];
}

function dot(name: string): string {
  return `${plainText(name)}.`;
}

function isName(type: string): boolean {
  return type === 'CNAME' || type === 'NS';
}

function toIso(at: number): string {
  return new Date(at).toISOString();
}
