import { isThroughCdn } from '../../cdn/edgeProof.js';
import type { EdgeFact, OriginRefusal, VerificationFacts } from '../facts.js';

/** The result of one request to the edge. */
export interface EdgeJudgement {
  readonly edge: EdgeFact;
  readonly finding:
    | { readonly kind: 'serves' }
    /** No answer, which is no finding about the domain. */
    | { readonly kind: 'silent' }
    /** The answer is from another server, neither CDN nor the bucket. */
    | { readonly kind: 'foreign'; readonly status?: number }
    /** The nodes do not know the name. Source: Alibaba Cloud CDN, `X-Tengine-Bf-Error: non-existent domain`. */
    | { readonly kind: 'unknownName'; readonly status?: number; readonly reason: string }
    | { readonly kind: 'edgeRefuses'; readonly status?: number; readonly reason?: string }
    | {
        readonly kind: 'originRefuses';
        readonly status?: number;
        readonly cause: OriginRefusal;
        readonly code?: string;
      };
}

/** OSS codes for a Host without a bucket. */
const hostCodes = new Set([
  'NoSuchBucket',
  'InvalidBucketName',
  'SecondLevelDomainForbidden',
  'NonStandardHostForbidden',
  'NoSuchCname',
]);

/** OSS codes for a refused listing of the bucket, and for an object that only its owner may read. */
const listRefused = '0003-00000304';
const aclRefused = '0003-00000001';

/** Judges every request to the edge, in a fixed order. */
export function judgeEdges(facts: VerificationFacts): readonly EdgeJudgement[] {
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
