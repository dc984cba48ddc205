import { domainStatusText } from '../../../core/cdn/domainText.js';
import { switchState } from '../../../core/delivery/settingText.js';
import { isInformative } from '../../../core/dns/answers.js';
import { recordState } from '../../../core/dns/dnsRecordText.js';
import { hostIn, probeName, recordName, sameHost } from '../../../core/dns/hostNames.js';
import { recordTtl } from '../../../core/dns/ttl.js';
import { showDomain } from '../../../core/domainName.js';
import { l10n } from '../../../core/l10n.js';
import type { RunRecord } from '../../../core/onboarding/run/run.js';
import type { DnsAnswer, DnsAnswerRecord } from '../../../core/ports/probe.js';
import { listText, plainText } from '../../../core/text/plainText.js';
import { dateTimeText, timeOfDay } from '../../../core/text/timeText.js';
import type { Look } from '../../../core/verification/diagnosis/diagnose.js';
import { toneOfStatus, verdictText } from '../../../core/verification/diagnosis/verdictText.js';
import { toView } from '../../../core/verification/diagnosis/view.js';
import type { Delegation, FactPart, VerificationFacts } from '../../../core/verification/facts.js';
import type { PageChain, PageFact, PageSection, PageSnapshot, PageTable, Tone } from '../../../protocol/page.js';
import { questionOf } from '../../questions/questions.js';
import { type Accepted, acceptedText } from '../changes/accepted.js';
import { openCdnButton, openDnsButton, type VerificationButton } from '../pageButtons.js';
import { isSettled, type Live } from '../recheckLoop.js';
import { answersOf, findUrl } from './answers.js';
import {
  describeAnswer,
  describeTransport,
  describeTtl,
  nameServer,
  sourceFailureText,
  toneOfAnswer,
  whenText,
} from './answerText.js';
import { digText } from './digText.js';
import { edgeSection } from './edgeSection.js';
import { groupFixes } from './fixGroups.js';
import { timelineOf } from './timeline.js';

/** The input of a page. Without `result`, nothing is known yet. */
export interface PageInput {
  readonly domain: string;
  readonly machine: string;
  readonly live: Live;
  readonly result?: Look | undefined;
  readonly run?: RunRecord | undefined;
  /** A change made from the page that is not visible yet. */
  readonly accepted?: Accepted | undefined;
}

/** Returns the whole page in the user's language. */
export function toPage(input: PageInput): PageSnapshot {
  const { result, live, accepted } = input;
  const zone = zoneOf(input);
  const looksAgain = live.kind === 'checking' || live.kind === 'next';
  const hasRun = input.run !== undefined;
  const means = { runAsks: asksAboutRecord(input.run), hasRun, hasZone: zone !== undefined, looksAgain, accepted };
  const verdict = result ? verdictText(result.diagnosis.verdict, result.facts.at) : unknownVerdict(live);
  const url = result && findUrl(result.facts);
  const record = result && recordSection(result.facts);
  return {
    language: l10n.language,
    title: showDomain(input.domain),
    lead: verdict,
    ...(accepted && { accepted: acceptedText(accepted) }),
    live: describeLive(live, result?.facts.at),
    busy: live.kind === 'checking',
    buttons: topButtons(url, live.kind === 'checking'),
    answers: result ? answersOf(result.facts) : [],
    fixes: result ? groupFixes(result.diagnosis.fixes, result.facts, means) : [],
    sections: record ? [record] : [],
    details: {
      title: l10n.t('Details'),
      isFolded: verdict.tone === 'good' || !result || isSettled(result.diagnosis.verdict),
      buttons: [openCdnButton(), ...(zone === undefined ? [] : [openDnsButton()])],
      overview: overview(input),
      timeline: {
        title: l10n.t('From the record to the edge'),
        steps: timelineOf(result?.facts, live.kind === 'checking'),
      },
      sections: result ? sectionsOf(result, input.machine) : [],
    },
    words: { copy: l10n.t('Copy'), copied: l10n.t('Copied'), actions: l10n.t('Actions') },
  };
}

/** Recheck is disabled during a check. */
function topButtons(url: string | undefined, busy: boolean): readonly VerificationButton[] {
  return [
    ...(url === undefined ? [] : [{ action: 'openUrl', label: l10n.t('Open {0}', plainText(url)) } as const]),
    { action: 'recheck', label: l10n.t('Recheck'), ...(busy && { disabled: true }) },
  ];
}

/** Returns the domain's zone in Alibaba Cloud DNS, or `undefined` if it is not known. */
export function zoneOf({ result, run }: Pick<PageInput, 'result' | 'run'>): string | undefined {
  const known = run?.facts.dns.kept === 'here' ? run.facts.dns.zone : undefined;
  return result?.facts.place?.zone ?? known;
}

function asksAboutRecord(run: RunRecord | undefined): boolean {
  const step = run?.steps.record;
  return step?.state === 'needsUser' && questionOf(step.ask).changesDns;
}

function sectionsOf({ facts, diagnosis }: Look, machine: string): readonly PageSection[] {
  const title = l10n.t('Raw evidence for a ticket');
  return [
    chainSection(facts),
    resolverSection(facts),
    authoritySection(facts),
    cloudSection(facts),
    edgeSection(facts),
    { id: 'raw', title, raw: { title, text: digText(facts, diagnosis.verdict.kind, machine) } },
  ].filter((section) => section !== undefined);
}

function overview({ machine, result }: PageInput): readonly PageFact[] {
  return [
    { label: l10n.t('Queried from'), value: plainText(machine) },
    ...(result ? [{ label: l10n.t('Checked at'), value: timeOfDay(result.facts.at) }] : []),
  ];
}

function unknownVerdict(live: Live): PageSnapshot['lead'] {
  if (live.kind === 'failed') return { tone: 'neutral', label: l10n.t('Cannot tell'), sentence: live.sentence };
  return { tone: 'busy', label: l10n.t('Checking'), sentence: l10n.t('Querying DNS, CDN, and the edge') };
}

function describeLive(live: Live, lookedAt?: number): string {
  switch (live.kind) {
    case 'checking':
      return l10n.t('Checking…');
    case 'next':
      return l10n.t('Next check at {0}', dateTimeText(live.at, lookedAt ?? live.at));
    case 'settled':
      return l10n.t('No further checks needed; checked at {0}', timeOfDay(lookedAt ?? 0));
    case 'stopped':
      return l10n.t('No longer checked automatically; use Recheck');
    case 'failed':
      return l10n.t('The last check failed; use Recheck');
  }
}

/** The most chains that are drawn. The tables show all of them. */
const mostChains = 3;
const mostAddresses = 4;

/** Returns the records of an answer in order, starting from `name`: first its CNAMEs, then the addresses. */
export function chainOf(answer: DnsAnswer, name: string): readonly DnsAnswerRecord[] {
  const chain: DnsAnswerRecord[] = [];
  for (let at = name; ; ) {
    const here = answer.records.filter((record) => sameHost(record.name, at) && !chain.includes(record));
    const alias = here.find(({ type }) => type === 'CNAME');
    if (!alias) return [...chain, ...here.filter(({ type }) => type === 'A' || type === 'AAAA')];
    chain.push(alias);
    at = alias.data;
  }
}

/** Returns the section with the chains from the name to its address. Each chain names the servers that returned it. */
export function chainSection(facts: VerificationFacts): PageSection | undefined {
  const name = probeName(facts.name);
  const groups = new Map<string, { readonly chain: readonly DnsAnswerRecord[]; readonly servers: string[] }>();
  for (const answer of [...facts.authoritative, ...facts.resolvers].filter(isInformative)) {
    const chain = chainOf(answer, name);
    const key = chain.map(({ type, data }) => `${type} ${data.toLowerCase()}`).join('\n');
    const group = groups.get(key) ?? { chain, servers: [] };
    const server = nameServer(answer.server);
    if (!group.servers.includes(server)) group.servers.push(server);
    groups.set(key, group);
  }
  if (groups.size === 0) return undefined;
  const chains = [...groups.entries()].sort(([, left], [, right]) => right.servers.length - left.servers.length);
  return {
    id: 'chain',
    title: l10n.t('Resolution chain'),
    chains: chains.slice(0, mostChains).map(([, group], index) => drawChain(facts, name, group, index)),
  };
}

function drawChain(
  { expected }: VerificationFacts,
  name: string,
  { chain, servers }: { readonly chain: readonly DnsAnswerRecord[]; readonly servers: readonly string[] },
  index: number,
): PageChain {
  const aliases = chain.filter(({ type }) => type === 'CNAME');
  const addresses = chain.filter(({ type }) => type !== 'CNAME');
  const start = {
    kind: l10n.t({ message: 'Name', comment: 'The domain name that a chain of CNAME records starts with' }),
    text: plainText(name),
    tone: 'neutral' as const,
  };
  const stations = aliases.map(({ data, ttl }) => ({
    kind: 'CNAME',
    text: plainText(data),
    note: l10n.t('TTL {0} s', ttl),
    tone:
      expected === undefined ? ('neutral' as const) : sameHost(data, expected) ? ('good' as const) : ('warn' as const),
  }));
  return {
    id: `chain-${index}`,
    label: l10n.t('As answered by {0}', listText(servers)),
    nodes: [start, ...stations.slice(0, 9), endOf(addresses)],
  };
}

function endOf(addresses: readonly DnsAnswerRecord[]): PageChain['nodes'][number] {
  const [first] = addresses;
  if (!first)
    return {
      kind: l10n.t({ message: 'End', comment: 'The end of a chain of CNAMEs' }),
      text: l10n.t('no address'),
      tone: 'warn',
    };
  const shown = addresses.slice(0, mostAddresses).map(({ data }) => plainText(data));
  const more = addresses.length > mostAddresses ? ' …' : '';
  const ttl = Math.min(...addresses.map((address) => address.ttl));
  return {
    kind: addresses.length === 1 ? l10n.t('Address') : l10n.t('Addresses'),
    text: `${listText(shown)}${more}`,
    note: l10n.t('TTL {0} s', ttl),
    tone: 'neutral',
  };
}

type Row = PageTable['rows'][number];

/** The vendor's operations that provide each part of the facts. */
const operations = {
  cdnDomain: 'DescribeCdnDomainDetail',
  cdnCname: 'DescribeDomainCname',
  alidns: 'DescribeSubDomainRecords',
} as const;
type CloudPart = keyof typeof operations;

/** Returns the section about CDN and Alibaba Cloud DNS, with sources and times. */
export function cloudSection(facts: VerificationFacts): PageSection | undefined {
  const rows = [...domainRows(facts), ...viewRows(facts), ...recordRows(facts)];
  const title = l10n.t('Alibaba Cloud status');
  const note = facts.accountUnknown ? l10n.t('The account could not be queried') : undefined;
  if (rows.length === 0) return note === undefined ? undefined : { id: 'cloud', title, note };
  const head = [
    l10n.t({ message: 'Item', comment: 'Heading of a column: what was queried' }),
    l10n.t('Result'),
    l10n.t({ message: 'Source', comment: 'Heading of a column: which service answered' }),
    l10n.t('Queried at'),
    l10n.t('Duration'),
  ];
  return { id: 'cloud', title, ...(note !== undefined && { note }), table: { caption: title, head, rows } };
}

function domainRows(facts: VerificationFacts): readonly Row[] {
  const { status, httpsOn, sources } = facts;
  const add = rowMaker(facts, 'cdnDomain');
  if (status === undefined) {
    const failed = sourceFailureText(facts, 'cdnDomain');
    if (failed !== undefined) return [add('domain', 'neutral', l10n.t('CDN domain'), failed)];
    return sources.cdnDomain ? [add('domain', 'neutral', l10n.t('CDN domain'), l10n.t('not in this account'))] : [];
  }
  const https = httpsOn ? l10n.t('on, with an existing certificate') : switchState(false);
  return [
    add('status', toneOfStatus(status), l10n.t('Status'), domainStatusText(status)),
    ...(facts.expected === undefined
      ? []
      : [add('cname', 'neutral', l10n.t('Assigned CNAME'), plainText(facts.expected))]),
    ...(httpsOn === undefined ? [] : [add('https', 'neutral', l10n.t('HTTPS'), https)]),
  ];
}

function viewRows(facts: VerificationFacts): readonly Row[] {
  const add = rowMaker(facts, 'cdnCname');
  const label = l10n.t('DNS status detected by CDN');
  if (facts.cdnConfigured === undefined) {
    const failed = sourceFailureText(facts, 'cdnCname');
    return failed === undefined ? [] : [add('view', 'neutral', label, failed)];
  }
  return [
    facts.cdnConfigured
      ? add('view', 'good', label, l10n.t('CNAME detected'))
      : add('view', 'neutral', label, l10n.t('CNAME not detected yet (delayed by about 10 minutes)')),
  ];
}

function recordRows(facts: VerificationFacts): readonly Row[] {
  const add = rowMaker(facts, 'alidns');
  const label = l10n.t('Record in Alibaba Cloud DNS');
  const failed = sourceFailureText(facts, 'alidns');
  if (failed !== undefined) return [add('records', 'neutral', label, failed)];
  if (!facts.place)
    return facts.sources.alidns ? [add('records', 'neutral', label, l10n.t('zone not in this account'))] : [];
  if (facts.records?.length === 0) return [add('records', 'warn', label, l10n.t('none on this host'))];
  return (facts.records ?? []).map((record) => {
    const tone = record.enabled ? 'neutral' : 'warn';
    return add(
      `record-${record.id}`,
      tone,
      label,
      `${record.type} ${plainText(record.value)} · ${recordState(record)}`,
    );
  });
}

function rowMaker(facts: VerificationFacts, part: FactPart & CloudPart) {
  const source = facts.sources[part];
  const when = source ? [timeOfDay(source.at), `${Math.round(source.durationMs)} ms`] : ['–', '–'];
  return (id: string, tone: Tone, label: string, value: string): Row => ({
    id,
    tone,
    cells: [label, value, operations[part], ...when],
  });
}

/** Returns the section about the required CNAME record, whose fields can be copied. */
export function recordSection(facts: VerificationFacts): PageSection | undefined {
  if (facts.expected === undefined) return undefined;
  const name = recordName(facts.name);
  const zone = facts.delegation?.zone;
  const ttl = String(recordTtl(facts.minTtl));
  const hostLabel = l10n.t({ message: 'Host', comment: 'The host of a DNS record, such as www' });
  const field = (label: string, value: string): PageFact => ({ label, value: plainText(value), copy: value });
  return {
    id: 'record',
    title: l10n.t('CNAME record'),
    note: facts.place
      ? l10n.t('In Alibaba Cloud DNS, zone {0}, default line', facts.place.zone)
      : l10n.t('At the DNS provider of this domain, which is not Alibaba Cloud DNS of this account'),
    facts: [
      field(hostLabel, facts.place?.rr ?? (zone === undefined ? name : hostIn(zone, name))),
      // Shows both forms of the name, since some DNS providers ask for the host within the zone and others for the full name.
      ...(facts.place || zone === undefined ? [] : [field(l10n.t('Full Name'), name)]),
      field(l10n.t({ message: 'Type', comment: 'The type of a DNS record' }), 'CNAME'),
      field(l10n.t({ message: 'Value', comment: 'The value of a DNS record' }), facts.expected),
      field(l10n.t('TTL'), ttl),
    ],
  };
}

/** Returns the section about the resolvers and their answers. */
function resolverSection(facts: VerificationFacts): PageSection | undefined {
  if (facts.resolvers.length === 0) return undefined;
  const title = l10n.t('Resolver responses');
  return { id: 'resolvers', title, table: answerTable(facts, 'resolvers', title, l10n.t('Resolver')) };
}

/** Returns the section about the zone's name servers and their answers. */
function authoritySection(facts: VerificationFacts): PageSection | undefined {
  const title = l10n.t('Responses of the authoritative name servers');
  const { authoritative, delegation, wildcard } = facts;
  const wild = wildcard === undefined ? [] : [wildcardFact(wildcard)];
  const shown = [...(delegation ? delegationFacts(delegation) : []), ...wild];
  if (authoritative.length === 0 && shown.length === 0 && !facts.sources.authoritative) return undefined;
  const section = { id: 'authoritative', title, facts: shown };
  if (authoritative.length === 0)
    return { ...section, note: l10n.t('The name servers of the zone could not be queried') };
  const table = answerTable(facts, 'authoritative', title, l10n.t('Name server'));
  const when = delegation && whenText(facts, 'delegation');
  return { ...section, table, ...(when && { note: l10n.t('Delegation queried at {0}', when) }) };
}

function delegationFacts({ zone, nameServers, hosted, negativeTtl }: Delegation): readonly PageFact[] {
  const list = (names: readonly string[]) => plainText(listText(names)) || l10n.t('none');
  return [
    { label: l10n.t('Zone'), value: plainText(zone) },
    { label: l10n.t('Delegated to'), value: list(nameServers) },
    ...(hosted ? [{ label: l10n.t('Assigned by Alibaba Cloud DNS'), value: list(hosted) }] : []),
    ...(negativeTtl === undefined
      ? []
      : [{ label: l10n.t('Negative cache TTL'), value: l10n.t('{0} s', negativeTtl) }]),
  ];
}

function wildcardFact(wildcard: string): PageFact {
  const value = l10n.t('{0} answers for this domain, which has no record of its own', plainText(wildcard));
  return { label: l10n.t({ message: 'Wildcard', comment: 'A wildcard DNS record' }), value, tone: 'warn' };
}

function answerTable(
  facts: VerificationFacts,
  who: 'resolvers' | 'authoritative',
  caption: string,
  first: string,
): PageTable {
  const view = toView(facts);
  return {
    caption,
    head: [first, l10n.t('Answer'), l10n.t('TTL left'), l10n.t('Transport'), l10n.t('Duration')],
    rows: facts[who].map((answer, index) => ({
      id: `${answer.server}-${index}`,
      tone: toneOfAnswer(answer, view),
      cells: [
        nameServer(answer.server),
        describeAnswer(answer),
        describeTtl(answer),
        describeTransport(answer),
        `${Math.round(answer.durationMs)} ms`,
      ],
    })),
  };
}
