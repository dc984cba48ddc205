import { isForeignProxy, isThroughCdn } from '../../cdn/edgeProof.js';
import { addressesAt, hasCnameTo, isInformative, ownRecords } from '../../dns/answers.js';
import { isOnDefaultLine } from '../../dns/dnsLines.js';
import { isCdnTarget, probeName, sameHost } from '../../dns/hostNames.js';
import type { DnsRecord } from '../../ports/dns.js';
import type { DnsAnswer } from '../../ports/probe.js';
import type { VerificationFacts } from '../facts.js';
import { type EdgeJudgement, judgeEdges } from './edgeFinding.js';

/** The facts, with values that are derived from them for all judges. */
export interface View {
  readonly facts: VerificationFacts;
  /** The name that is queried in DNS and at the edge. */
  readonly asked: string;
  /** The CNAME target that is right: that of CDN or, if the account is unavailable, the name of CDN that DNS already contains. */
  readonly target: string | undefined;
  /** All answers that say anything about the name. */
  readonly answers: readonly DnsAnswer[];
  /** The answers to judge the zone by: those of its own servers or, if there are none, of the resolvers. */
  readonly basis: readonly DnsAnswer[];
  readonly edges: readonly EdgeJudgement[];
  isRight(answer: DnsAnswer): boolean;
}

/** Derives these values from the facts. The order of answers does not matter. */
export function toView(facts: VerificationFacts): View {
  const asked = probeName(facts.name);
  const authoritative = facts.authoritative.filter(isInformative);
  const resolvers = facts.resolvers.filter(isInformative);
  const answers = [...authoritative, ...resolvers];
  const basis = authoritative.length > 0 ? authoritative : resolvers;
  const target = facts.expected ?? guessTarget(basis, asked);
  const edges = judgeEdges(facts);
  const flattened = isFlattened({ facts, target, answers, asked }, edges);
  return {
    facts,
    asked,
    target,
    answers,
    basis,
    edges,
    isRight: (answer) =>
      target !== undefined && (hasCnameTo(answer, target) || (flattened && addressesAt(answer, asked).length > 0)),
  };
}

/** Returns the targets of those CNAME records in an answer that belong to the name itself. */
export function cnamesAt(answer: DnsAnswer, name: string): readonly string[] {
  return ownRecords(answer, name)
    .filter(({ type }) => type === 'CNAME')
    .map(({ data }) => data);
}

/** Finds the CNAME to the target on the default line, preferably an enabled one. Other lines serve only some visitors. */
export function ourRecord({ facts, target }: Pick<View, 'facts' | 'target'>): DnsRecord | undefined {
  const ours = (facts.records ?? []).filter(
    (record) =>
      record.type === 'CNAME' && isOnDefaultLine(record) && target !== undefined && sameHost(record.value, target),
  );
  return ours.find(({ enabled }) => enabled) ?? ours[0];
}

/** Returns whether the zone is in Alibaba Cloud DNS of this account and not known to be delegated elsewhere. */
export function isHosted({ facts: { place, delegation } }: Pick<View, 'facts'>): boolean {
  const { hosted = [], nameServers = [] } = delegation ?? {};
  const served = nameServers.some((server) => hosted.some((each) => sameHost(each, server)));
  return place !== undefined && (served || hosted.length === 0);
}

function guessTarget(answers: readonly DnsAnswer[], asked: string): string | undefined {
  const given = answers.flatMap((answer) => cnamesAt(answer, asked).filter(isCdnTarget));
  return [...given].sort()[0];
}

/**
 * Returns whether a provider replaces the CNAME by addresses, so that no answer contains it. CDN itself, and its edge at one of these addresses, have to
 * confirm that the name leads to CDN.
 */
function isFlattened(
  { facts, target, answers, asked }: Pick<View, 'facts' | 'target' | 'answers' | 'asked'>,
  edges: readonly EdgeJudgement[],
): boolean {
  if (!facts.cdnConfigured || target === undefined || answers.some((answer) => hasCnameTo(answer, target)))
    return false;
  const given = answers.flatMap((answer) => addressesAt(answer, asked));
  return edges.some(
    ({ edge: { via, answer, connectTo }, finding }) =>
      via === 'dns' &&
      given.includes(connectTo) &&
      finding.kind === 'serves' &&
      isThroughCdn(answer) &&
      !isForeignProxy(answer),
  );
}
