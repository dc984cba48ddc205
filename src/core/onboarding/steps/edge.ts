import { isThroughCdn, pickProofObject, proveEdge } from '../../edgeProof.js';
import type { BucketRef } from '../../ports/oss.js';
import type { EdgeAnswer } from '../../ports/probe.js';
import { bucketOf } from '../bucketOf.js';
import { probeName } from '../names.js';
import { type Observation, type Step, type StepContext, seconds } from '../step.js';

/** The edge serves the bucket's bytes under the domain's name, asked at the CNAME target before live DNS is touched. */
export const edgeStep: Step = {
  id: 'edge',
  async observe(context) {
    const { cloud, facts, answers, signal } = context;
    if (answers.skipEdge) return { kind: 'done', skipped: true };
    const bucket = bucketOf(context);
    if (!bucket) return judgeOther(context);
    const key = await pickProofObject(cloud.oss, bucket, facts.provenKey, signal);
    if (key === undefined) return { kind: 'needsUser', ask: { kind: 'emptyBucket' }, recheckMs: seconds(20) };
    return judge(context, bucket, key);
  },
};

async function judge(context: StepContext, bucket: BucketRef, key: string): Promise<Observation> {
  const { cloud, plan, facts, signal } = context;
  const target = { connectTo: facts.cname ?? '', name: probeName(plan.domain), bucket, key };
  const proof = await proveEdge(cloud, target, signal);
  if (proof.sameBytes) {
    return { kind: 'done', facts: { ...facts, provenKey: key, ...(proof.etag ? { provenEtag: proof.etag } : {}) } };
  }
  return waitOrAsk(proof.answer, key);
}

/** Another origin cannot be compared: it is enough that the edge fetched something from it. */
async function judgeOther({ cloud, plan, facts, signal }: StepContext): Promise<Observation> {
  const request = { connectTo: facts.cname ?? '', name: probeName(plan.domain), path: '/', maxBytes: 65_536 };
  const answer = await cloud.edge.probe(request, signal);
  const reached = isThroughCdn(answer) && answer.status !== undefined && answer.status < 500;
  if (reached && !isRefusedByEdge(answer)) return { kind: 'done' };
  return waitOrAsk(answer, '/');
}

function waitOrAsk(answer: EdgeAnswer, key: string): Observation {
  const { status } = answer;
  const known = status === undefined ? {} : { status };
  // Until every node knows the new name, the edge refuses it; that passes by itself.
  const early = status === undefined || status >= 500 || 'x-tengine-bf-error' in answer.headers;
  if (early) return { kind: 'waiting', reason: { kind: 'edgeNotReady', ...known }, recheckMs: seconds(6) };
  return { kind: 'needsUser', ask: { kind: 'edgeDiffers', ...known, key }, recheckMs: seconds(20) };
}

function isRefusedByEdge({ headers }: EdgeAnswer): boolean {
  return 'x-tengine-error' in headers || 'x-tengine-bf-error' in headers;
}
