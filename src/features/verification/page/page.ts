import { isInformative } from '../../../core/dns/answers.js';
import { probeName, sameHost } from '../../../core/dns/hostNames.js';
import { showDomain } from '../../../core/domainName.js';
import { l10n } from '../../../core/l10n.js';
import type { RunRecord } from '../../../core/onboarding/run/run.js';
import type { DnsAnswer, DnsAnswerRecord } from '../../../core/ports/probe.js';
import { listText, plainText } from '../../../core/text/plainText.js';
import { dateTimeText, timeOfDay } from '../../../core/text/timeText.js';
import { verdictText } from '../../../core/verification/diagnosis/verdictText.js';
import type { Diagnosis, VerificationFacts } from '../../../core/verification/facts.js';
import type { PageChain, PageFact, PageSection, PageSnapshot } from '../../../protocol/page.js';
import { questionOf } from '../../questions/questions.js';
import { type Accepted, acceptedText } from '../changes/accepted.js';
import { openCdnButton, openDnsButton, openUrlButton, recheckPageButton } from '../pageButtons.js';
import { isSettled } from '../recheckPlan.js';
import { answersOf, findUrl } from './answers.js';
import { nameServer } from './answerText.js';
import { cloudSection } from './cloudSections.js';
import { digText } from './digText.js';
import { authoritySection, recordSection, resolverSection } from './dnsSections.js';
import { edgeSection } from './edgeSection.js';
import { groupFixes } from './fixGroups.js';
import { timelineOf } from './timeline.js';

/** The state of the page: checking, waiting until the next check (ms since the epoch), settled, stopped, or failed with a message. */
export type Live =
  | { readonly kind: 'checking' }
  | { readonly kind: 'next'; readonly at: number }
  | { readonly kind: 'settled' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly sentence: string };

/** The input of a page. Without `result` nothing is known yet. */
export interface PageInput {
  readonly domain: string;
  readonly machine: string;
  readonly live: Live;
  readonly result?: { readonly facts: VerificationFacts; readonly diagnosis: Diagnosis };
  readonly run?: RunRecord;
  /** A change made from the page that is not visible yet. */
  readonly accepted?: Accepted;
}

/** The whole page in the user's language. */
export function toPage(input: PageInput): PageSnapshot {
  const { result, live, accepted } = input;
  const zone = zoneOf(input);
  const looksAgain = live.kind === 'checking' || live.kind === 'next';
  const hasRun = input.run !== undefined;
  const means = { runAsks: asksAboutRecord(input.run), hasRun, hasZone: zone !== undefined, looksAgain };
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
    buttons: [...(url === undefined ? [] : [openUrlButton(url)]), recheckPageButton(live.kind === 'checking')],
    answers: result ? answersOf(result.facts) : [],
    fixes: result ? groupFixes(result.diagnosis.fixes, result.facts, { ...means, ...(accepted && { accepted }) }) : [],
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

/** The domain's zone in Alibaba Cloud DNS, if known. */
export function zoneOf({ result, run }: Pick<PageInput, 'result' | 'run'>): string | undefined {
  const known = run?.facts.dns.kept === 'here' ? run.facts.dns.zone : undefined;
  return result?.facts.place?.zone ?? known;
}

function asksAboutRecord(run: RunRecord | undefined): boolean {
  const step = run?.steps.record;
  return step?.state === 'needsUser' && questionOf(step.ask).changesDns;
}

function sectionsOf({ facts, diagnosis }: NonNullable<PageInput['result']>, machine: string): readonly PageSection[] {
  const raw = {
    title: l10n.t('Raw evidence for a ticket'),
    text: digText(facts, diagnosis.verdict.kind, machine),
  };
  return [
    chainSection(facts),
    resolverSection(facts),
    authoritySection(facts),
    cloudSection(facts),
    edgeSection(facts),
    { id: 'raw', title: raw.title, raw },
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

/** The most chains that are drawn; the tables show all. */
const mostChains = 3;
const mostAddresses = 4;

/** The records of an answer in order from `name`: its CNAMEs, then the addresses. */
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

/** The chains from the name to its address, each with the servers that returned it. */
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
