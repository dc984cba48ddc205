import { l10n } from 'vscode';
import { isInformative } from '../../../core/dns/answers.js';
import { probeName, sameHost } from '../../../core/dns/hostNames.js';
import type { DnsAnswer, DnsAnswerRecord } from '../../../core/ports/probe.js';
import type { VerificationFacts } from '../../../core/verification/facts.js';
import { listText, plainText } from '../../../host/plainText.js';
import type { PageChain, PageSection } from '../../../protocol/verification.js';
import { nameServer } from './answerText.js';

/** More ways than these are left to the tables. */
const mostChains = 3;
const mostAddresses = 4;

/** The records of an answer in the order in which they lead from `name`: its CNAMEs, then the addresses at the last. */
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

/** The ways from the name to its address, each drawn once with those who answer so. */
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
