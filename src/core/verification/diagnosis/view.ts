import { isForeignProxy, isThroughCdn } from '../../cdn/edgeProof.js';
import { addressesAt, hasCnameTo, isInformative, ownRecords } from '../../dns/answers.js';
import { isOnDefaultLine } from '../../dns/dnsLines.js';
import { isCdnTarget, probeName, sameHost } from '../../dns/hostNames.js';
import type { DnsRecord } from '../../ports/dns.js';
import type { DnsAnswer } from '../../ports/probe.js';
import type { VerificationFacts } from '../facts.js';
import { type EdgeJudgement, judgeEdges } from './edgeFinding.js';

/** The facts with values that all judges need. */
export interface View {
  readonly facts: VerificationFacts;
  /** The name for queries of DNS and the edge. */
  readonly asked: string;
  /** The right target: CDN's CNAME, or the CDN name that DNS already has if the account is unavailable. */
  readonly target: string | undefined;
  /** All informative answers about the name. */
  readonly answers: readonly DnsAnswer[];
  /** The answers at the source: of the zone's own servers, else of the resolvers. */
  readonly basis: readonly DnsAnswer[];
  readonly edges: readonly EdgeJudgement[];
  isRight(answer: DnsAnswer): boolean;
}

/** Computes the view of facts, independent of the order of answers. */
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

/** The targets of the name's own CNAME records in an answer. */
export function cnamesAt(answer: DnsAnswer, name: string): readonly string[] {
  return ownRecords(answer, name)
    .filter(({ type }) => type === 'CNAME')
    .map(({ data }) => data);
}

/** The CNAME to the target on the default line, preferably enabled. Other lines serve only some visitors. */
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
 * Some providers flatten a CNAME to addresses, so no answer has it. Then CDN itself, and its edge at one of these
 * addresses, have to confirm.
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
