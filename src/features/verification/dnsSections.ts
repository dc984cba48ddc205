import { l10n } from 'vscode';
import { pointsAt, saysSomething } from '../../core/dnsAnswer.js';
import { recordName } from '../../core/onboarding/names.js';
import type { DnsAnswer, DnsOutcome } from '../../core/ports/probe.js';
import type { VerificationFacts } from '../../core/verification/facts.js';
import type { PageFact, PageSection, Tone } from '../../protocol/verification.js';
import { plainText } from './plainText.js';

const defaultTtl = 600;

/** The CNAME record as it has to be, each field to be copied. */
export function recordSection(facts: VerificationFacts, minTtl: number | undefined): PageSection | undefined {
  if (facts.expected === undefined) return undefined;
  const name = recordName(facts.name);
  const ttl = String(Math.max(defaultTtl, minTtl ?? 0));
  const host: PageFact = facts.place
    ? { label: l10n.t('Host'), value: facts.place.rr, copy: facts.place.rr }
    : { label: l10n.t('Host'), value: name, copy: name };
  return {
    id: 'record',
    title: l10n.t('CNAME record'),
    note: facts.place
      ? l10n.t('In Alibaba Cloud DNS, zone {0}, with the default line', facts.place.zone)
      : l10n.t('Where the DNS of this domain is kept; it is not in Alibaba Cloud DNS of this account'),
    facts: [
      host,
      { label: l10n.t('Type'), value: 'CNAME', copy: 'CNAME' },
      { label: l10n.t('Value'), value: facts.expected, copy: facts.expected },
      { label: l10n.t('TTL'), value: ttl, copy: ttl },
    ],
  };
}

/** What each resolver answered. */
export function resolverSection({ resolvers, expected }: VerificationFacts): PageSection {
  return {
    id: 'resolvers',
    title: l10n.t('What resolvers answer'),
    ...answerTable(resolvers, l10n.t('Resolver'), expected),
  };
}

/** What the zone's own servers answered. */
export function authoritySection({ authoritative, expected }: VerificationFacts): PageSection {
  return {
    id: 'authoritative',
    title: l10n.t("What the zone's own name servers answer"),
    ...(authoritative.length === 0
      ? { note: l10n.t('The name servers of the zone could not be found') }
      : answerTable(authoritative, l10n.t('Name server'), expected)),
  };
}

function answerTable(answers: readonly DnsAnswer[], first: string, expected: string | undefined) {
  const rows = answers.map((answer) => ({
    tone: toneOf(answer, expected),
    cells: [
      nameServer(answer.server),
      describeAnswer(answer),
      describeTtl(answer),
      `${Math.round(answer.durationMs)} ms`,
    ],
  }));
  return { table: { head: [first, l10n.t('Answer'), l10n.t('TTL left'), l10n.t('Duration')], rows } };
}

function nameServer(server: string): string {
  return server === 'system' ? l10n.t('this machine’s resolver') : plainText(server);
}

function describeAnswer(answer: DnsAnswer): string {
  const chain = answer.records.filter(({ type }) => type === 'CNAME').map(({ data }) => data);
  const addresses = answer.records.filter(({ type }) => type === 'A' || type === 'AAAA').map(({ data }) => data);
  const found = [...chain, ...(addresses.length > 0 ? [addresses.join(', ')] : [])];
  return found.length > 0 ? plainText(found.join(' → ')) : nameOutcome(answer.outcome);
}

function describeTtl({ records, negativeTtl }: DnsAnswer): string {
  const ttl = records[0]?.ttl ?? negativeTtl;
  return ttl === undefined ? '–' : l10n.t('{0} s', ttl);
}

function nameOutcome(outcome: DnsOutcome): string {
  const names: Record<DnsOutcome, string> = {
    answer: l10n.t('an answer without address'),
    noData: l10n.t('no such record'),
    nxdomain: l10n.t('no such name'),
    servfail: l10n.t('server failure'),
    refused: l10n.t('refused'),
    timeout: l10n.t('no answer in time'),
    unreachable: l10n.t('unreachable'),
  };
  return names[outcome];
}

function toneOf(answer: DnsAnswer, expected: string | undefined): Tone {
  if (!saysSomething(answer)) return 'neutral';
  return expected !== undefined && pointsAt(answer, expected) ? 'good' : 'warn';
}
