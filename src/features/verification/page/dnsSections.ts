import { hostIn, recordName } from '../../../core/dns/hostNames.js';
import { recordTtl } from '../../../core/dns/ttl.js';
import { l10n } from '../../../core/l10n.js';
import { listText, plainText } from '../../../core/text/plainText.js';
import { toView } from '../../../core/verification/diagnosis/view.js';
import type { Delegation, VerificationFacts } from '../../../core/verification/facts.js';
import type { PageFact, PageSection, PageTable } from '../../../protocol/page.js';
import { describeAnswer, describeTransport, describeTtl, nameServer, toneOfAnswer } from './answerText.js';
import { whenText } from './sourceText.js';

/** The required CNAME record, with copyable fields. */
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
      // Some providers ask for the host within the zone, others for the full name.
      ...(facts.place || zone === undefined ? [] : [field(l10n.t('Full Name'), name)]),
      field(l10n.t({ message: 'Type', comment: 'The type of a DNS record' }), 'CNAME'),
      field(l10n.t({ message: 'Value', comment: 'The value of a DNS record' }), facts.expected),
      field(l10n.t('TTL'), ttl),
    ],
  };
}

/** The section of resolvers and their answers. */
export function resolverSection(facts: VerificationFacts): PageSection | undefined {
  if (facts.resolvers.length === 0) return undefined;
  const title = l10n.t('Resolver responses');
  return { id: 'resolvers', title, table: answerTable(facts, 'resolvers', title, l10n.t('Resolver')) };
}

/** The section of the zone's name servers and their answers. */
export function authoritySection(facts: VerificationFacts): PageSection | undefined {
  const title = l10n.t('Responses of the authoritative name servers');
  const { authoritative, delegation, wildcard } = facts;
  const wild = wildcard === undefined ? [] : [wildcardFact(wildcard)];
  const shown = [...(delegation ? delegationFacts(delegation) : []), ...wild];
  if (authoritative.length === 0 && shown.length === 0 && !facts.sources.authoritative) return undefined;
  return {
    id: 'authoritative',
    title,
    facts: shown,
    ...(authoritative.length === 0
      ? { note: l10n.t('The name servers of the zone could not be queried') }
      : { table: answerTable(facts, 'authoritative', title, l10n.t('Name server')) }),
    ...(authoritative.length > 0 && delegation && whenText(facts, 'delegation')
      ? { note: l10n.t('Delegation queried at {0}', whenText(facts, 'delegation') ?? '') }
      : {}),
  };
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
