import { pickProofObject, proveEdge } from '../../edgeProof.js';
import { probeName } from '../names.js';
import { type Observation, type Step, type StepContext, seconds } from '../step.js';

/** The edge serves the bucket's bytes under the domain's name, asked at the CNAME target before live DNS is touched. */
export const edgeStep: Step = {
  id: 'edge',
  async observe(context) {
    const { cloud, plan, facts, answers, signal } = context;
    if (answers.skipEdge) return { kind: 'done', skipped: true };
    const info = await cloud.oss.readBucketInfo(plan.bucket, signal);
    if (info.acl === 'private' || info.publicAccessBlocked) {
      return { kind: 'needsUser', ask: { kind: 'privateBucket' }, recheckMs: seconds(30) };
    }
    const key = await pickProofObject(cloud.oss, plan.bucket, facts.provenKey, signal);
    if (key === undefined) return { kind: 'needsUser', ask: { kind: 'emptyBucket' }, recheckMs: seconds(20) };
    return judge(context, key);
  },
};

async function judge({ cloud, plan, facts, signal }: StepContext, key: string): Promise<Observation> {
  const target = { connectTo: facts.cname ?? '', name: probeName(plan.domain), bucket: plan.bucket, key };
  const proof = await proveEdge(cloud, target, signal);
  if (proof.sameBytes) {
    return { kind: 'done', facts: { ...facts, provenKey: key, ...(proof.etag ? { provenEtag: proof.etag } : {}) } };
  }
  const status = proof.answer.status;
  const known = status === undefined ? {} : { status };
  // Until every node knows the new name, the edge refuses it; that passes by itself.
  const early = status === undefined || status >= 500 || 'x-tengine-bf-error' in proof.answer.headers;
  if (early) return { kind: 'waiting', reason: { kind: 'edgeNotReady', ...known }, recheckMs: seconds(6) };
  return { kind: 'needsUser', ask: { kind: 'edgeDiffers', ...known, key }, recheckMs: seconds(20) };
}
