import { isThroughCdn, isUnready } from '../../cdn/edgeProof.js';
import { originHostFunction } from '../../cdn/functionNames.js';
import type { SiteCheck } from '../../delivery/proveSite.js';
import { isErrorOf } from '../../errors.js';
import { ownBucket } from '../../origin.js';
import { bucketOf } from '../../oss/bucketAddress.js';
import { isPrivateBucket } from '../../oss/isPrivateBucket.js';
import type { BucketRef } from '../../ports/oss.js';
import type { EdgeAnswer } from '../../ports/probe.js';
import { isLeftOut } from '../cdnSettings.js';
import { type EdgeLook, lookAtEdge, mergeChecks, type ProofFiles, readProofFiles } from '../edgeLook.js';
import { whyWithoutHttps } from '../https/protocols.js';
import { askAboutCertificate, certificatePatienceMs } from '../https/served.js';
import type { RunFacts } from '../run/facts.js';
import { askUser, type Observation, type Step, type StepContext, waitThenAsk } from '../run/step.js';
import { askAboutSite, isRefusedByRule, sitePatienceMs, siteUnready } from '../site/siteServed.js';
import { bindingOf } from './binding.js';

/** The interval of checks while the user uploads a file. A listing costs one call. */
const emptyRecheckMs = 20_000;
/** The user changes the origin or a setting; each check costs several requests. */
const differsRecheckMs = 20_000;

/*
 * Nodes are learning of the name, the certificate and the settings. A look costs two to four requests at each of four addresses, and up to forty
 * more at the first one, and pauses grow: at most some 500 requests in ten minutes.
 */
const nameRecheckMs = 10_000;
const certificateRecheckMs = 20_000;
const siteRecheckMs = 30_000;

/** How long the edge may have nothing to compare before the user is asked. Source: Alibaba Cloud CDN, a domain works within 10 minutes. */
const namePatienceMs = 5 * 60_000;

/**
 * The step whose goal is that the edge serves the whole site under the domain's name. It is checked at every address of the CNAME target before live DNS is
 * changed. Problems that waiting cannot resolve before that are not waited for; the question about DNS shows them.
 */
export const edgeStep: Step = {
  id: 'edge',
  async observe(context) {
    const { answers } = context;
    const bucket = bucketOf(context);
    if (answers.skipped.edge) {
      const files =
        bucket && !answers.skipped.upload ? await readProofFiles(context, bucket).catch(toNothing) : undefined;
      return { kind: 'done', skipped: true, note: 'asChosen', facts: (await look(context, files)).facts };
    }
    // Without an upload domain objects cannot be read, so nothing can be compared.
    if (bucket && answers.skipped.upload)
      return { kind: 'done', skipped: true, note: 'edgeUnread', facts: (await look(context, undefined)).facts };
    const files = bucket && (await readProofFiles(context, bucket));
    if (files?.keys.length === 0) return askForFile((await look(context, files)).facts);
    const { asked, facts, served } = await look(context, files, (each) => judge(each, files, context));
    // If the user continues without the proof, the question about DNS shows what failed.
    if (asked) return asked.kind === 'needsUser' ? { ...asked, facts } : asked;
    if (served === 'untrusted') return { kind: 'done', note: 'certificateUntrusted', facts };
    const { proof } = facts;
    const isOpen = proof.state === 'seen' && proof.checks.some(({ holds }) => !holds);
    return { kind: 'done', facts, ...(isOpen && { note: 'proofOpen' as const }) };
  },
};

/** Returns `undefined` for any error but `cancelled`, which is thrown. The user continued without a proof, so files that cannot be read are left out. */
function toNothing(error: unknown): undefined {
  if (isErrorOf(error, 'cancelled')) throw error;
  return undefined;
}

function askForFile(facts: RunFacts): Observation {
  return { kind: 'needsUser', ask: { kind: 'emptyBucket' }, recheckMs: emptyRecheckMs, facts };
}

/** Checks the addresses of the edge one by one, until `judgeLook` returns something to wait for or to ask. */
async function look(
  context: StepContext,
  files: ProofFiles | undefined,
  judgeLook: (look: EdgeLook) => Promise<Observation | undefined> = async () => undefined,
) {
  const looks: EdgeLook[] = [];
  let asked: Observation | undefined;
  for await (const each of lookAtEdge(context, files)) {
    looks.push(each);
    asked = await judgeLook(each);
    if (asked) break;
  }
  const served = (['no', 'untrusted', 'trusted'] as const).find((wanted) =>
    looks.some((each) => each.served === wanted),
  );
  return { asked, served, facts: noteProof(looks, served, context) };
}

function noteProof(looks: readonly EdgeLook[], served: EdgeLook['served'], { facts, now }: StepContext): RunFacts {
  const checks = mergeChecks(looks);
  const [first] = looks;
  const isCompared = checks.some(({ kind, holds }) => kind === 'bytes' && holds);
  const ends = looks.map(({ certificate }) => Date.parse(certificate?.expires ?? ''));
  const until = served === 'trusted' ? Math.min(...ends) : Number.NaN;
  const doubt = { trusted: 'none', untrusted: 'untrusted', no: 'unproven' } as const;
  const proof = {
    state: 'seen',
    ...(isCompared && first?.key !== undefined && { key: first.key }),
    at: now,
    checks,
    addresses: looks.length,
    ...(Number.isFinite(until) && { httpsUntil: until }),
  } as const;
  return { ...facts, proof, ...(served && { httpsDoubt: doubt[served] }) };
}

/** The consequence of one check: something to wait for or to ask about, unless it is known to stay; `undefined` if there is nothing. */
async function judge(
  look: EdgeLook,
  files: ProofFiles | undefined,
  context: StepContext,
): Promise<Observation | undefined> {
  const { answers } = context;
  // All of them are archived.
  if (files && look.key === undefined) return askForFile(context.facts);
  const key = look.key ?? '/';
  if (isUnready(look.answer)) return waitForName(look.answer, key, context);
  const failing = look.checks.filter(({ holds }) => !holds);
  if (
    await isRefusedByRule(
      failing.filter(({ kind }) => kind !== 'certificate'),
      context,
    )
  )
    return undefined;
  if (isOtherContent(look, files)) return askAboutContent(look.answer, key, context, files?.bucket);
  if (look.served === 'no' && !answers.skipped.served && whyWithoutHttps(context) === undefined)
    return waitThenAsk(context, {
      reason: { kind: 'certificateUnready' },
      recheckMs: certificateRecheckMs,
      patienceMs: certificatePatienceMs,
      ask: askAboutCertificate(look.certificate),
    });
  const isForced = failing.some(({ forced }) => forced) && (await isAskedByDomain(context));
  const awaited = failing.filter((check) => (check.forced ? isForced : !isOpen(check, files, context)));
  if (awaited.length === 0 || answers.skipped.siteServed) return undefined;
  return waitThenAsk(context, {
    reason: siteUnready(awaited),
    recheckMs: siteRecheckMs,
    patienceMs: sitePatienceMs,
    ask: askAboutSite(awaited),
  });
}

/** Waits until the edge knows the new name, and asks the user if that takes too long. The edge refuses the name until every node knows it. */
function waitForName({ status, outcome }: EdgeAnswer, key: string, context: StepContext): Observation {
  const known = status === undefined ? {} : { status };
  return waitThenAsk(context, {
    reason: { kind: 'edgeNotReady', ...known },
    recheckMs: nameRecheckMs,
    patienceMs: namePatienceMs,
    ask: { kind: 'edgeUnproven', outcome, ...known, key },
    askedRecheckMs: differsRecheckMs,
  });
}

/** Another origin cannot be compared: an answer fetched from it is enough. */
function isOtherContent({ answer, checks }: EdgeLook, files: ProofFiles | undefined): boolean {
  if (files) return checks.some(({ kind, holds }) => kind === 'bytes' && !holds);
  return !isThroughCdn(answer) || 'x-tengine-error' in answer.headers;
}

async function askAboutContent(
  { status }: EdgeAnswer,
  key: string,
  context: StepContext,
  bucket: BucketRef | undefined,
): Promise<Observation> {
  // CDN may accept the setting for private buckets although it lacks the role.
  const isPrivate = bucket !== undefined && status === 403 && (await isKnownPrivate(context, bucket));
  return askUser(
    {
      kind: 'edgeDiffers',
      ...(status !== undefined && { status }),
      key,
      ...(isPrivate && { isPrivate }),
    },
    differsRecheckMs,
  );
}

/** Returns whether the bucket is known to be private. Only the text of a question depends on this, so a bucket that cannot be read counts as public. */
async function isKnownPrivate({ cloud, signal }: StepContext, bucket: BucketRef): Promise<boolean> {
  try {
    return isPrivateBucket(await cloud.oss.readBucketInfo(bucket, signal));
  } catch (error) {
    if (isErrorOf(error, 'cancelled')) throw error;
    return false;
  }
}

/** Returns whether a failed check cannot be resolved by waiting before DNS leads to CDN, or concerns something that is not part of the plan. */
function isOpen({ kind }: SiteCheck, files: ProofFiles | undefined, context: StepContext): boolean {
  const { plan } = context;
  // A header of the object itself stays.
  if (kind === 'certificate' || kind === 'download') return true;
  if (kind === 'route') return isLeftOut('host_redirect', context);
  if (kind === 'root') return !plan.site || !files?.hasIndex || isLeftOut('host_redirect', context);
  return !ownBucket(plan.origin);
}

/** Returns whether CDN requests OSS under the bound domain. Once nodes have that setting, OSS no longer forces a download. */
async function isAskedByDomain(context: StepContext): Promise<boolean> {
  const { cloud, plan, facts, signal } = context;
  // A binding that follows the switch is not waited for: it has its own step.
  if (!bindingOf(context) || facts.putOff.includes('binding')) return false;
  const configs = await cloud.cdn.readConfigs(plan.domain, [originHostFunction], signal);
  return configs.some(({ args }) => args.domain_name === plan.domain);
}
