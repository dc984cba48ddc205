import { isWildcard } from '../../dns/hostNames.js';
import { ownBucket } from '../../origin.js';
import { consumeSeen, isApproved, onceApproval } from '../approvals.js';
import { askAboutRefusal, bind, type DomainBinding, explainBinding, isBound } from '../bindDomain.js';
import { answerRecheckMs } from '../recheckTimes.js';
import type { RunFacts } from '../run/facts.js';
import { removeOwnTxt, settleProof } from '../run/proofTxt.js';
import type { Observation, Step, StepContext } from '../run/step.js';
import type { DoneNote } from '../run/stepReasons.js';

/**
 * The domain is bound to the bucket, which Auto CDN Cache Update needs. OSS does not bind wildcards.
 * Source: Alibaba Cloud OSS, "Access buckets via custom domain names".
 */
export const bindingStep: Step = {
  id: 'binding',
  async observe(context) {
    const binding = wantedBinding(context);
    if (!binding) return settleProof(context, 'binding', { skipped: true, note: whyUnbound(context) });
    try {
      return await observeBinding(context, binding);
    } catch (error) {
      const asked = askAboutRefusal(error, context, binding);
      if (!asked) throw error;
      return asked;
    }
  },
  async act(context) {
    const binding = bindingOf(context);
    if (!binding || (await isBound(context, binding))) await removeOwnTxt(context, 'binding');
    else if (mayBind(context)) await bind(context, binding);
  },
  async explain(error, context) {
    const binding = bindingOf(context);
    return binding && explainBinding(error, context, binding);
  },
};

/** The binding of the plan; none for wildcards, other accounts' buckets, other origins, and where the user declined it. */
export function bindingOf(context: StepContext): DomainBinding | undefined {
  return context.answers.left.binding === approvalOf(context) ? undefined : wantedBinding(context);
}

function wantedBinding({ plan, answers }: StepContext): DomainBinding | undefined {
  const bucket = ownBucket(plan.origin);
  if (!bucket || answers.skipped.binding || isWildcard(plan.domain)) return undefined;
  return { bucket, domain: plan.domain, purpose: 'binding' };
}

function approvalOf({ plan, facts }: StepContext): string {
  return onceApproval('binding', plan.domain, facts);
}

/** Says whether the domain may be bound: the review of the form approved it once, what was undone since is asked about. */
function mayBind(context: StepContext): boolean {
  const { plan, facts, answers } = context;
  return isApproved('binding', plan.domain, context) || (!facts.consumed.binding && !answers.unbound);
}

/** The facts once the domain is seen bound; an approval to bind it again covers its origin host. */
function consumeBindingApproval(context: StepContext): RunFacts {
  const facts = consumeSeen('binding', context);
  return isApproved('binding', context.plan.domain, context) ? { ...facts, hostAgain: true } : facts;
}

/** Why the plan wants no binding. */
function whyUnbound({ plan }: StepContext): DoneNote {
  if (!ownBucket(plan.origin)) return 'notOwnBucket';
  return isWildcard(plan.domain) ? 'wildcardUnbound' : 'asChosen';
}

/** Why what needs the binding is left out. */
export function whyNotBound(context: StepContext): DoneNote {
  const why = whyUnbound(context);
  return why === 'asChosen' ? 'notBound' : why;
}

async function observeBinding(context: StepContext, binding: DomainBinding): Promise<Observation> {
  if (await isBound(context, binding))
    return settleProof({ ...context, facts: consumeBindingApproval(context) }, 'binding');
  if (!bindingOf(context)) return settleProof(context, 'binding', { skipped: true, note: 'asChosen' });
  if (mayBind(context)) return { kind: 'todo' };
  const { purpose, domain } = binding;
  const ask = { kind: 'bindAgain', purpose, domain, approval: approvalOf(context) } as const;
  return { kind: 'needsUser', ask, recheckMs: answerRecheckMs };
}
