import { isInformative } from '../../../core/dns/answers.js';
import { l10n } from '../../../core/l10n.js';
import type { DnsAnswer, DnsOutcome } from '../../../core/ports/probe.js';
import { listText, plainText } from '../../../core/text/plainText.js';
import type { View } from '../../../core/verification/diagnosis/view.js';
import type { Tone } from '../../../protocol/page.js';

/** The display name of a server. */
export function nameServer(server: string): string {
  return server === 'system' ? l10n.t('resolver of this computer') : plainText(server);
}

const outcomes: Record<DnsOutcome, () => string> = {
  answer: () => l10n.t('response without an address'),
  noData: () => l10n.t('no such record'),
  nxdomain: () => l10n.t('domain does not exist'),
  servfail: () => l10n.t('server failure'),
  refused: () => l10n.t('refused'),
  timeout: () => l10n.t('no response in time'),
  unreachable: () => l10n.t('unreachable'),
};

/** Describes a server's answer on one line. */
export function describeAnswer(answer: DnsAnswer): string {
  const of = (...types: readonly string[]) =>
    answer.records.filter(({ type }) => types.includes(type)).map(({ data }) => plainText(data));
  const addresses = of('A', 'AAAA');
  const found = [...of('CNAME'), ...(addresses.length > 0 ? [listText(addresses)] : [])];
  return found.length > 0 ? found.join(' → ') : outcomes[answer.outcome]();
}

/** How long the answer may be cached: the lowest TTL of its records, or the negative TTL. */
export function describeTtl({ records, negativeTtl }: DnsAnswer): string {
  const ttl = records.length > 0 ? Math.min(...records.map((record) => record.ttl)) : negativeTtl;
  return ttl === undefined ? '–' : l10n.t('{0} s', ttl);
}

const transports: Record<DnsAnswer['transport'], () => string> = {
  system: () => l10n.t({ message: 'system', comment: 'The DNS server of the operating system' }),
  udp: () => 'UDP',
  tcp: () => 'TCP',
  https: () => 'HTTPS',
};

/** The transport of an answer. */
export function describeTransport({ transport }: DnsAnswer): string {
  return transports[transport]();
}

/** Green for an answer that leads to the right target, grey for silence or an unknown target, a warning otherwise. */
export function toneOfAnswer(answer: DnsAnswer, { isRight, target }: Pick<View, 'isRight' | 'target'>): Tone {
  if (!isInformative(answer) || target === undefined) return 'neutral';
  return isRight(answer) ? 'good' : 'warn';
}

/** Counts the servers that answered and those with the right target. */
export function countAnswers(answers: readonly DnsAnswer[], { isRight }: Pick<View, 'isRight'>) {
  const spoke = answers.filter(isInformative);
  return { asked: answers.length, spoke: spoke.length, seen: spoke.filter(isRight).length };
}
