import { l10n } from 'vscode';
import { pointsAt } from '../../../core/dns/answers.js';
import { ourRecord, toView } from '../../../core/verification/diagnosis/view.js';
import type { VerificationFacts } from '../../../core/verification/facts.js';
import { plainText } from '../../../host/plainText.js';
import { domainStatusText } from '../../../host/text/domainStatus.js';
import { countAnswers } from './answerText.js';
import { edgeOutcome, edgeRequest } from './edgeSection.js';

/** What the verdict rests on, one sentence each: DNS, who was silent, the record, CDN, the edge. */
export function evidenceOf(facts: VerificationFacts): readonly string[] {
  return [...dnsEvidence(facts), ...recordEvidence(facts), ...cdnEvidence(facts), ...edgeEvidence(facts)];
}

function dnsEvidence(facts: VerificationFacts): readonly string[] {
  const { expected } = facts;
  const view = toView(facts);
  const { asked, spoke, seen } = countAnswers([...facts.authoritative, ...facts.resolvers], view);
  if (asked === 0) return [];
  const silent = asked === spoke ? [] : [l10n.t('{0} of {1} servers did not answer', asked - spoke, asked)];
  if (spoke === 0 || expected === undefined) return silent;
  const flattened = seen > 0 && !view.answers.some((answer) => pointsAt(answer, expected));
  const said = flattened
    ? l10n.t('{0} of {1} servers that answered give addresses of CDN in place of {2}', seen, spoke, plainText(expected))
    : l10n.t('{0} of {1} servers that answered give {2}', seen, spoke, plainText(expected));
  return [said, ...silent];
}

function recordEvidence(facts: VerificationFacts): readonly string[] {
  const { place, records } = facts;
  if (!place || !records) return [];
  const ours = ourRecord({ facts, target: facts.expected });
  if (ours) {
    return ours.enabled
      ? [l10n.t('Alibaba Cloud DNS has the record and serves it')]
      : [l10n.t('Alibaba Cloud DNS has the record, but it is paused')];
  }
  if (records.length === 0) return [l10n.t('Alibaba Cloud DNS has no record on this host')];
  return [l10n.t('Alibaba Cloud DNS has other records on this host: {0}', records.length)];
}

function cdnEvidence({ status }: VerificationFacts): readonly string[] {
  return status === undefined ? [] : [l10n.t('CDN says of the domain: {0}', domainStatusText(status))];
}

/** Requests with the same outcome are reported together. */
function edgeEvidence({ edges }: VerificationFacts): readonly string[] {
  if (edges.length === 0) return [];
  const groups = new Map<string, string[]>();
  for (const edge of edges) {
    const outcome = edgeOutcome(edge.answer);
    groups.set(outcome, [...(groups.get(outcome) ?? []), edgeRequest(edge)]);
  }
  const [only] = groups.size === 1 ? groups.keys() : [];
  if (only !== undefined) return [l10n.t('The edge answers all of {0} requests: {1}', edges.length, only)];
  const said = [...groups].map(([outcome, requests]) => `${requests.join(', ')}: ${outcome}`);
  return [l10n.t('The edge answers: {0}', said.join(' · '))];
}
