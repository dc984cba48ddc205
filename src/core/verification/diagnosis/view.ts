import { isForeignProxy, isThroughCdn } from '../../cdn/edgeProof.js';
import { addressesAt, hasCnameTo, isInformative, ownRecords } from '../../dns/answers.js';
import { isOnDefaultLine } from '../../dns/dnsLines.js';
import { isCdnTarget, probeName, sameHost } from '../../dns/hostNames.js';
import type { DnsRecord } from '../../ports/dns.js';
import type { DnsAnswer } from '../../ports/probe.js';
import type { VerificationFacts } from '../facts.js';
import { type EdgeJudgement, judgeEdges } from './edgeFinding.js';

/** The facts, with what every judge needs worked out once. */
export interface View {
  readonly facts: VerificationFacts;
  /** The name that DNS and the edge were asked for. */
  readonly asked: string;
  /** Where the name has to lead: what CDN assigned, else the CDN name that DNS already gives when the account cannot say. */
  readonly target: string | undefined;
  /** Every answer that says something about the name. */
  readonly answers: readonly DnsAnswer[];
  /** What holds at the source: the answers of the zone's own servers, else those of the resolvers. */
  readonly basis: readonly DnsAnswer[];
  readonly edges: readonly EdgeJudgement[];
  isRight(answer: DnsAnswer): boolean;
}

/** Works out the view of some facts; nothing in it depends on the order of answers. */
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

/** The CNAME to the target on the default line, the enabled one first; other lines serve only some visitors. */
export function ourRecord({ facts, target }: Pick<View, 'facts' | 'target'>): DnsRecord | undefined {
  const ours = (facts.records ?? []).filter(
    (record) =>
      record.type === 'CNAME' && isOnDefaultLine(record) && target !== undefined && sameHost(record.value, target),
  );
  return ours.find(({ enabled }) => enabled) ?? ours[0];
}

/** The zone is in Alibaba Cloud DNS of this account, and nothing says that it is delegated elsewhere. */
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
 * Some providers flatten a CNAME to the addresses behind it; then no answer has the CNAME, and CDN itself and its edge,
 * at one of these addresses, have to confirm.
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
