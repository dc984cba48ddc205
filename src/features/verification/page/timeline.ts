import { domainStatusText } from '../../../core/cdn/domainText.js';
import { findConflicts } from '../../../core/dns/conflicts.js';
import { l10n } from '../../../core/l10n.js';
import type { DnsAnswer } from '../../../core/ports/probe.js';
import { toneOfStatus } from '../../../core/verification/diagnosis/verdictText.js';
import { ourRecord, toView } from '../../../core/verification/diagnosis/view.js';
import type { EdgeFact, FactPart, VerificationFacts } from '../../../core/verification/facts.js';
import type { PageStep, Tone } from '../../../protocol/page.js';
import { countAnswers } from './answerText.js';
import { edgeOutcome, toneOfEdge } from './edgeSection.js';
import { sourceFailureText, whenText } from './sourceText.js';

interface State {
  readonly tone: Tone;
  readonly text: string;
}

/** The stations from the record to the edge, in the order in which a change reaches them; `facts` may be partial while `busy`. */
export function timelineOf(facts: VerificationFacts | undefined, busy: boolean): readonly PageStep[] {
  return stations.map(({ id, title, part, look }) => {
    const state = facts && (failed(facts, part) ?? look(facts));
    const when = state && facts && whenText(facts, part);
    const { tone, text } = state ?? unknownState(facts ? facts.pending?.includes(part) === true : busy);
    return {
      id,
      title: title(),
      tone,
      state: toneWord(tone),
      text,
      ...(when !== undefined && { when: keepUnits(when) }),
    };
  });
}

/** Keeps a time and a duration on one line each: the narrow cards break only after the comma. */
function keepUnits(text: string): string {
  return text.replace(/(?<!,) /g, '\u00a0');
}

const stations: readonly {
  readonly id: string;
  readonly title: () => string;
  readonly part: FactPart;
  readonly look: (facts: VerificationFacts) => State | undefined;
}[] = [
  {
    id: 'record',
    title: () => l10n.t({ message: 'Record', comment: 'A DNS record, as the heading of a step' }),
    part: 'alidns',
    look: recordState,
  },
  {
    id: 'authoritative',
    title: () => l10n.t('Name servers of the zone'),
    part: 'authoritative',
    look: (facts) => serverState(facts.authoritative, facts),
  },
  {
    id: 'resolvers',
    title: () => l10n.t('Resolvers'),
    part: 'resolvers',
    look: (facts) => serverState(facts.resolvers, facts),
  },
  { id: 'cdn', title: () => 'CDN', part: 'cdnDomain', look: cdnState },
  { id: 'edge', title: () => l10n.t('Edge'), part: 'edge', look: edgeState },
];

function unknownState(busy: boolean): State {
  return busy ? { tone: 'busy', text: l10n.t('querying') } : { tone: 'neutral', text: l10n.t('not queried') };
}

/** The tone in words, for users who cannot see colours. */
function toneWord(tone: Tone): string {
  const words: Record<Tone, () => string> = {
    good: () => l10n.t('OK'),
    busy: () => l10n.t('in progress'),
    warn: () => l10n.t('needs attention'),
    bad: () => l10n.t('error'),
    neutral: () => l10n.t('unknown'),
  };
  return words[tone]();
}

function failed(facts: VerificationFacts, part: FactPart): State | undefined {
  const text = sourceFailureText(facts, part);
  return text === undefined ? undefined : { tone: 'neutral', text };
}

function recordState(facts: VerificationFacts): State | undefined {
  const { place, records, sources } = facts;
  if (!place)
    return sources.alidns && { tone: 'neutral', text: l10n.t('not hosted in Alibaba Cloud DNS of this account') };
  if (!records) return undefined;
  const ours = ourRecord({ facts, target: facts.expected });
  // Other lines serve only some visitors, and a paused record serves none.
  const rivals = findConflicts(place.rr, records).filter(({ id }) => id !== ours?.id);
  // Before CDN has assigned a CNAME, no record can be wrong and none can be added.
  const isAssigned = facts.expected !== undefined;
  const others: State = { tone: isAssigned ? 'bad' : 'neutral', text: l10n.t('other records on this host') };
  if (ours?.enabled) {
    const isRival = rivals.some(({ type }) => type === 'CNAME' || type === 'A' || type === 'AAAA');
    return isRival
      ? { tone: 'bad', text: l10n.t('conflicting records') }
      : { tone: 'good', text: l10n.t('record found') };
  }
  if (ours) return { tone: 'warn', text: l10n.t('paused') };
  if (rivals.length > 0) return others;
  return { tone: isAssigned ? 'warn' : 'neutral', text: l10n.t('no record yet') };
}

function serverState(answers: readonly DnsAnswer[], facts: VerificationFacts): State | undefined {
  const { asked, spoke, seen } = countAnswers(answers, toView(facts));
  if (asked === 0) return undefined;
  if (spoke === 0) return { tone: 'neutral', text: l10n.t('cannot tell: none of {0} responded', asked) };
  if (facts.expected === undefined) return { tone: 'neutral', text: l10n.t('{0} of {1} responded', spoke, asked) };
  const tone = seen === spoke ? 'good' : seen > 0 ? 'busy' : 'warn';
  return { tone, text: l10n.t('{0} of {1} point to CDN', seen, spoke) };
}

function cdnState({ status, sources }: VerificationFacts): State | undefined {
  if (status !== undefined) return { tone: toneOfStatus(status), text: domainStatusText(status) };
  return sources.cdnDomain && { tone: 'neutral', text: l10n.t('not in this account') };
}

const severity: readonly Tone[] = ['bad', 'warn', 'busy', 'good'];

/** The worst finding. The target in DNS counts more than the CNAME target. */
function edgeState({ edges, httpsOn }: VerificationFacts): State | undefined {
  const toneOf = (edge: EdgeFact) => toneOfEdge(edge, httpsOn);
  const telling = edges.filter((edge) => severity.includes(toneOf(edge)));
  const asVisitors = telling.filter(({ via }) => via === 'dns');
  const candidates = asVisitors.length > 0 ? asVisitors : telling;
  const rank = (edge: EdgeFact) => severity.indexOf(toneOf(edge));
  const worst = [...candidates].sort((left, right) => rank(left) - rank(right))[0] ?? edges[0];
  return worst && { tone: toneOf(worst), text: edgeOutcome(worst.answer) };
}
