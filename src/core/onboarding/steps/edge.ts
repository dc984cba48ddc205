import { isThroughCdn, pickProofObject, pickSmallest, probeAnyhow, proveEdge } from '../../cdn/edgeProof.js';
import { probeName } from '../../dns/hostNames.js';
import { isErrorOf } from '../../errors.js';
import { bucketOf } from '../../oss/bucketAddress.js';
import { isPrivateBucket } from '../../oss/isPrivateBucket.js';
import type { BucketRef } from '../../ports/oss.js';
import type { EdgeAnswer } from '../../ports/probe.js';
import { provenKey } from '../run/facts.js';
import { type Observation, type Step, type StepContext, seconds } from '../run/step.js';

/** The user uploads a file, and a listing costs one call. */
const emptyRecheckMs = seconds(20);
/** The user changes the origin or a setting; each proof costs three requests. */
const differsRecheckMs = seconds(20);
/** Nodes are learning of the new name, and the user watches. */
const notReadyRecheckMs = seconds(6);

/** An edge that gave nothing to compare for so long is asked about. Source: Alibaba Cloud CDN, a domain works within 10 minutes. */
const patienceMs = 5 * 60_000;
/** How many further objects are tried where one is archived: each costs three requests. */
const mostOthers = 5;

/** The edge serves the bucket's bytes under the domain's name, asked at the CNAME target before live DNS is touched. */
export const edgeStep: Step = {
  id: 'edge',
  async observe(context) {
    const { cloud, facts, answers, signal } = context;
    if (answers.skipped.edge) return { kind: 'done', skipped: true, note: 'asChosen' };
    const bucket = bucketOf(context);
    if (!bucket) return judgeOther(context);
    // Without an upload domain objects may not be read, so nothing could be compared.
    if (answers.skipped.upload) return { kind: 'done', skipped: true, note: 'edgeUnread' };
    const key = await pickProofObject(cloud.oss, bucket, provenKey(facts), signal);
    if (key === undefined) return askForFile();
    return (await judgeReadable(context, bucket, key)) ?? judgeOthers(context, bucket, key);
  },
};

/** As `judge` says; `undefined` where the object is archived, so that neither its bytes nor the edge can be read. */
async function judgeReadable(context: StepContext, bucket: BucketRef, key: string): Promise<Observation | undefined> {
  try {
    return await judge(context, bucket, key);
  } catch (error) {
    if (isErrorOf(error, 'objectArchived')) return undefined;
    throw error;
  }
}

/** The next smallest objects after one that is archived; a bucket without any that can be read is asked about. */
async function judgeOthers(context: StepContext, bucket: BucketRef, archived: string): Promise<Observation> {
  const { cloud, signal } = context;
  const { objects } = await cloud.oss.listObjects(bucket, { prefix: '', limit: 1000, flat: true }, signal);
  const tried = new Set([archived]);
  while (tried.size <= mostOthers) {
    const key = pickSmallest(objects, (each) => !tried.has(each));
    if (key === undefined) break;
    const judged = await judgeReadable(context, bucket, key);
    if (judged) return judged;
    tried.add(key);
  }
  return askForFile();
}

function askForFile(): Observation {
  return { kind: 'needsUser', ask: { kind: 'emptyBucket' }, recheckMs: emptyRecheckMs };
}

async function judge(context: StepContext, bucket: BucketRef, key: string): Promise<Observation> {
  const { cloud, plan, facts, signal } = context;
  const target = { connectTo: facts.cname, name: probeName(plan.domain), bucket, key };
  const proof = await proveEdge(cloud, target, signal);
  if (proof.sameBytes) {
    const seen = { state: 'seen', key, at: context.now, checks: [], addresses: 1 } as const;
    return { kind: 'done', facts: { ...facts, proof: seen } };
  }
  // CDN may take the setting for private buckets although it lacks the role to read them.
  const isPrivate = proof.answer.status === 403 && (await isKnownPrivate(context, bucket));
  return waitOrAsk(context, proof.answer, { key, ...(isPrivate && { isPrivate }) });
}

/** Only the sentence of a question depends on it: a bucket whose settings cannot be read counts as public. */
async function isKnownPrivate({ cloud, signal }: StepContext, bucket: BucketRef): Promise<boolean> {
  try {
    return isPrivateBucket(await cloud.oss.readBucketInfo(bucket, signal));
  } catch (error) {
    if (isErrorOf(error, 'cancelled')) throw error;
    return false;
  }
}

/** Another origin cannot be compared: it is enough that the edge fetched something from it. */
async function judgeOther(context: StepContext): Promise<Observation> {
  const { cloud, plan, facts, signal } = context;
  const request = { connectTo: facts.cname, name: probeName(plan.domain), path: '/', maxBytes: 65_536 };
  const answer = await probeAnyhow(cloud.edge, request, signal);
  const reached = isThroughCdn(answer) && answer.status !== undefined && answer.status < 500;
  if (reached && !isRefusedByEdge(answer)) return { kind: 'done' };
  return waitOrAsk(context, answer, { key: '/' });
}

function waitOrAsk(
  context: StepContext,
  answer: EdgeAnswer,
  asked: { readonly key: string; readonly isPrivate?: true },
): Observation {
  const { status, outcome } = answer;
  const known = status === undefined ? {} : { status };
  // Until every node knows the new name, the edge refuses it; that is temporary.
  const early = status === undefined || status >= 500 || 'x-tengine-bf-error' in answer.headers;
  if (!early)
    return { kind: 'needsUser', ask: { kind: 'edgeDiffers', ...known, ...asked }, recheckMs: differsRecheckMs };
  if (!hasWaitedLong(context)) {
    return { kind: 'waiting', reason: { kind: 'edgeNotReady', ...known }, recheckMs: notReadyRecheckMs };
  }
  return {
    kind: 'needsUser',
    ask: { kind: 'edgeUnproven', outcome, ...known, key: asked.key },
    recheckMs: differsRecheckMs,
  };
}

/** Once asked, it stays asked until there is a proof. */
function hasWaitedLong({ before, now }: StepContext): boolean {
  if (before.state === 'needsUser') return before.ask.kind === 'edgeUnproven';
  return before.state === 'waiting' && now - before.since >= patienceMs;
}

function isRefusedByEdge({ headers }: EdgeAnswer): boolean {
  return 'x-tengine-error' in headers || 'x-tengine-bf-error' in headers;
}
