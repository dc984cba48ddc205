import { isWildcard } from '../../dns/hostNames.js';
import { isHeldByWildcard } from '../../dns/wildcardHost.js';
import { ownBucket } from '../../origin.js';
import { findBinding } from '../../oss/binding.js';
import type { BucketRef } from '../../ports/oss.js';
import { consumeSeen, countApproval, isApproved, onceApproval, wasServed } from '../approvals.js';
import { askAboutRefusal, bind, type DomainBinding, explainBinding, isBound } from '../bindDomain.js';
import type { RunFacts } from '../run/facts.js';
import { removeOwnTxt, settleProof, settlePutOff } from '../run/proofTxt.js';
import { askUser, type Observation, type Step, type StepContext } from '../run/step.js';
import type { DoneNote } from '../run/stepReasons.js';

/**
 * The domain is bound to the bucket, which Auto CDN Cache Update requires. OSS does not bind wildcards. Source: Alibaba
 * Cloud OSS, "Access buckets via custom domain names".
 */
export const bindingStep: Step = {
  id: 'binding',
  async observe(context) {
    const binding = wantedBinding(context);
    if (!binding) return settleProof(context, 'binding', { skipped: true, note: whyUnbound(context) });
    if (context.facts.putOff.includes('binding') && !context.isLate) return putOffBinding(context);
    try {
      return await observeBinding(context, binding);
    } catch (error) {
      const asked = askAboutRefusal(error, context, binding);
      if (!asked) throw error;
      return (await settleRefusal(asked, context)) ?? asked;
    }
  },
  async act(context) {
    const binding = bindingOf(context);
    if (!binding || (await isBound(context, binding))) return removeOwnTxt(context, 'binding');
    const from = await findOther(context);
    if (from && mayRebind(from, context)) await context.cloud.oss.deleteCname(from, binding.domain, context.signal);
    else if (!mayBind(context) && !isRebindOpen(context)) return;
    await bind(context, binding);
  },
  async explain(error, context) {
    const binding = bindingOf(context);
    if (!binding) return undefined;
    const seen = await explainBinding(error, context, binding);
    // A TXT below the name would take it from the wildcard that visitors follow.
    const adds = seen?.kind === 'todo' || (seen?.kind === 'needsUser' && seen.ask.kind === 'addTxt');
    if (adds && (await wouldHide(context, binding))) return putOffBinding(context);
    return seen && ((await settleRefusal(seen, context)) ?? seen);
  },
};

/** The binding of the plan; `undefined` for wildcards, other accounts' buckets, other origins, and if the user declined it. */
export function bindingOf(context: StepContext): DomainBinding | undefined {
  if (context.answers.left.binding === approvalOf(context) || isPutOff(context)) return undefined;
  return wantedBinding(context);
}

/**
 * The consequence of a refusal that may end with the switch, or that is no reason to leave DNS unchanged. Before DNS leads to CDN the binding
 * is postponed, so that a name that is bound to another bucket is not unbound while visitors need it. After that, another bucket of the
 * account is asked about. `undefined` if it was no refusal.
 */
async function settleRefusal(seen: Observation, context: StepContext): Promise<Observation | undefined> {
  if (seen.kind !== 'needsUser' || seen.ask.kind !== 'bindingRefused' || seen.ask.error.kind !== 'cnameRefused')
    return undefined;
  if (!context.isLate) return putOffBinding(context);
  const from = await findOther(context);
  return from && !mayRebind(from, context) ? askToRebind(from, context) : undefined;
}

function askToRebind(from: BucketRef, context: StepContext): Observation {
  const approval = onceApproval('rebind', describeRebind(from, context), context.facts);
  return askUser({ kind: 'rebind', from, approval });
}

function putOffBinding(context: StepContext): Promise<Observation> {
  return settlePutOff('binding', 'binding', context);
}

/** Returns whether the proof of the binding would take the name from the wildcard that visitors follow. */
export function wouldHide(context: StepContext, { domain }: DomainBinding): Promise<boolean> {
  return context.isLate ? Promise.resolve(false) : isHeldByWildcard(context, `_dnsauth.${domain}`);
}

/** The other bucket of the account that the domain is bound to. */
async function findOther({ cloud, plan, isLate, signal }: StepContext): Promise<BucketRef | undefined> {
  const own = ownBucket(plan.origin);
  if (!isLate || !own) return undefined;
  const found = await findBinding(cloud, { name: plan.domain, sources: [] }, signal);
  return found && (found.bucket.name !== own.name || found.bucket.region !== own.region) ? found.bucket : undefined;
}

function describeRebind({ name, region }: BucketRef, { plan }: StepContext): string {
  return `${plan.domain} from ${region} ${name}`;
}

/** Returns whether the binding is postponed and DNS does not lead to CDN yet. */
function isPutOff({ facts }: StepContext): boolean {
  return facts.putOff.includes('binding') && !facts.record.seen;
}

function wantedBinding({ plan, answers }: StepContext): DomainBinding | undefined {
  const bucket = ownBucket(plan.origin);
  if (!bucket || answers.skipped.binding || isWildcard(plan.domain)) return undefined;
  return { bucket, domain: plan.domain, purpose: 'binding' };
}

function approvalOf({ plan, facts }: StepContext): string {
  return onceApproval('binding', plan.domain, facts);
}

/** Returns whether the domain may be bound. Start approved it once for a domain without visitors; what was undone since is asked about. */
function mayBind(context: StepContext): boolean {
  const { plan, facts, answers } = context;
  const isFirst = !facts.consumed.binding && !answers.unbound;
  return isApproved('binding', plan.domain, context) || (isFirst && !wasServed(context));
}

/** Returns whether the domain may be unbound from this bucket. */
function mayRebind(from: BucketRef, context: StepContext): boolean {
  return isApproved('rebind', describeRebind(from, context), context);
}

/** Returns whether an approval to unbind the domain from another bucket is unused: it may already be unbound there. */
function isRebindOpen({ facts, answers }: StepContext): boolean {
  return answers.approvals.rebind?.endsWith(onceApproval('rebind', '', facts)) === true;
}

/** The facts after the domain is seen bound. An approval to bind it again includes its origin host. */
function consumeBindingApproval(context: StepContext): RunFacts {
  const facts = consumeSeen('binding', context);
  const isAgain = isApproved('binding', context.plan.domain, context) || isRebindOpen(context);
  return { ...(isRebindOpen(context) ? countApproval('rebind', facts) : facts), ...(isAgain && { hostAgain: true }) };
}

/** Why the plan has no binding. */
function whyUnbound({ plan }: StepContext): DoneNote {
  if (!ownBucket(plan.origin)) return 'notOwnBucket';
  return isWildcard(plan.domain) ? 'wildcardUnbound' : 'asChosen';
}

/** Why a part that requires the binding is left out. */
export function whyNotBound(context: StepContext): DoneNote {
  if (isPutOff(context)) return 'afterSwitch';
  const why = whyUnbound(context);
  return why === 'asChosen' ? 'notBound' : why;
}

async function observeBinding(context: StepContext, binding: DomainBinding): Promise<Observation> {
  if (await isBound(context, binding))
    return settleProof({ ...context, facts: consumeBindingApproval(context) }, 'binding');
  if (!bindingOf(context)) return settleProof(context, 'binding', { skipped: true, note: 'asChosen' });
  if (mayBind(context) || isRebindOpen(context)) return { kind: 'todo' };
  const from = await findOther(context);
  if (from) return askToRebind(from, context);
  const { purpose, domain } = binding;
  const first = context.facts.consumed.binding ? {} : ({ first: true } as const);
  return askUser({ kind: 'bindAgain', purpose, domain, ...first, approval: approvalOf(context) });
}
