import { isForeignProxy, isThroughCdn } from '../../cdn/edgeProof.js';
import { addressesAt, hasCnameTo, isInformative, ownRecords } from '../../dns/answers.js';
import { isOnDefaultLine } from '../../dns/dnsLines.js';
import { isCdnTarget, probeName, sameHost } from '../../dns/hostNames.js';
import type { DnsRecord } from '../../ports/dns.js';
import type { DnsAnswer } from '../../ports/probe.js';
import type { EdgeFact, OriginRefusal, VerificationFacts } from '../facts.js';

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

/** The finding from one request to the edge. */
interface EdgeJudgement {
  readonly edge: EdgeFact;
  readonly finding:
    | { readonly kind: 'serves' }
    /** There was no answer. That says nothing about the domain. */
    | { readonly kind: 'silent' }
    /** Another server answered, neither CDN nor the bucket. */
    | { readonly kind: 'foreign'; readonly status?: number }
    /** The nodes of CDN do not know the name. Source: Alibaba Cloud CDN, `X-Tengine-Bf-Error: non-existent domain`. */
    | { readonly kind: 'unknownName'; readonly status?: number; readonly reason: string }
    | { readonly kind: 'edgeRefuses'; readonly status?: number; readonly reason?: string }
    | {
        readonly kind: 'originRefuses';
        readonly status?: number;
        readonly cause: OriginRefusal;
        readonly code?: string;
      };
}

/** The codes with which OSS answers if the Host header leads to no bucket. */
const hostCodes = new Set([
  'NoSuchBucket',
  'InvalidBucketName',
  'SecondLevelDomainForbidden',
  'NonStandardHostForbidden',
  'NoSuchCname',
]);

/** The codes with which OSS refuses to list the bucket, and to read an object that only its owner may read. */
const listRefused = '0003-00000304';
const aclRefused = '0003-00000001';

/** Judges all requests to the edge, in an order that does not depend on which was answered first. */
function judgeEdges(facts: VerificationFacts): readonly EdgeJudgement[] {
  const found = facts.edges.map((edge) => ({ edge, finding: judge(edge, facts), key: keyOf(edge) }));
  return found.sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0));
}

function judge(edge: EdgeFact, facts: VerificationFacts): EdgeJudgement['finding'] {
  const { outcome, status, headers } = edge.answer;
  if (outcome !== 'answered') return { kind: 'silent' };
  const known = status === undefined ? {} : { status };
  const unknownName = headers['x-tengine-bf-error'];
  if (unknownName !== undefined) return { kind: 'unknownName', reason: unknownName, ...known };
  // Only a refusal by the edge has this header.
  const reason = headers['x-tengine-error'];
  if (reason !== undefined && (status ?? 0) >= 400) return { kind: 'edgeRefuses', reason, ...known };
  const throughCdn = isThroughCdn(edge.answer);
  if (edge.sameBytes || (throughCdn && status !== undefined && status < 400)) return { kind: 'serves' };
  const oss = readOssError(edge);
  if (!oss && !throughCdn) return { kind: 'foreign', ...known };
  // Without an object to compare, a missing page still proves the whole path.
  if (edge.path === '/' && status === 404 && (!oss || oss.code === 'NoSuchKey')) return { kind: 'serves' };
  const code = oss?.code;
  return { kind: 'originRefuses', cause: causeOf(edge, facts, oss), ...(code ? { code } : {}), ...known };
}

interface OssError {
  readonly code: string;
  readonly ec: string | undefined;
  readonly text: string;
}

function causeOf(edge: EdgeFact, { bucket }: VerificationFacts, oss: OssError | undefined): OriginRefusal {
  if (!oss) return 'other';
  if (hostCodes.has(oss.code) || oss.text.includes('must be addressed using the specified endpoint')) {
    return 'wrongOriginHost';
  }
  if (oss.code !== 'AccessDenied') return 'other';
  if (oss.ec === aclRefused) return 'privateBucket';
  if (edge.path === '/' || oss.ec === listRefused) return 'bareDomain';
  return bucket?.isPrivate ? 'privateBucket' : 'other';
}

/** Source: Alibaba Cloud OSS, error responses: `<Error><Code/>…<EC/></Error>`, the EC also in `x-oss-ec`. */
function readOssError({ answer: { body, headers } }: EdgeFact): OssError | undefined {
  const text = body ? new TextDecoder().decode(body.subarray(0, 4096)) : '';
  const code = /<Code>([A-Za-z0-9]{1,64})<\/Code>/.exec(text)?.[1];
  if (code === undefined) return undefined;
  return { code, text, ec: headers['x-oss-ec'] ?? /<EC>([0-9-]{1,32})<\/EC>/.exec(text)?.[1] };
}

function keyOf({ via, scheme, connectTo, path, answer }: EdgeFact): string {
  const { outcome, status, headers } = answer;
  return JSON.stringify([via, scheme, connectTo, path, outcome, status ?? 0, Object.entries(headers).sort()]);
}
