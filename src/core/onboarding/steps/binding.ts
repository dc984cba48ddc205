import { ownBucket } from '../../origin.js';
import { askAboutRefusal, type Binding, bind, explainBinding, isBound } from '../bindDomain.js';
import { isWildcard } from '../names.js';
import { forgetOwnTxt, hasOwnTxt, isOwnTxtThere, removeOwnTxt } from '../proofTxt.js';
import type { Observation, Step, StepContext } from '../step.js';
import type { DoneNote } from '../stepReasons.js';

/**
 * The domain is bound to the bucket, which Auto CDN Cache Update needs. OSS does not bind wildcards.
 * Source: Alibaba Cloud OSS, "Access buckets via custom domain names".
 */
export const bindingStep: Step = {
  id: 'binding',
  async observe(context) {
    const binding = bindingOf(context);
    if (!binding) return finish(context, { skipped: true, note: whyUnbound(context) });
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
    else await bind(context, binding);
  },
  async explain(error, context) {
    const binding = bindingOf(context);
    return binding && explainBinding(error, context, binding);
  },
};

/** The binding that the plan wants; none for wildcards, other accounts' buckets and other origins. */
export function bindingOf({ plan, answers }: StepContext): Binding | undefined {
  const bucket = ownBucket(plan.origin);
  if (!bucket || answers.skipBinding || isWildcard(plan.domain)) return undefined;
  return { bucket, domain: plan.domain, purpose: 'binding' };
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

async function observeBinding(context: StepContext, binding: Binding): Promise<Observation> {
  if (!(await isBound(context, binding))) return { kind: 'todo' };
  return finish(context);
}

/** Bound or left out, a proof of ours that is still in DNS serves no more. */
async function finish(context: StepContext, how: { skipped?: true; note?: DoneNote } = {}): Promise<Observation> {
  if (!hasOwnTxt(context.facts, 'binding')) return { kind: 'done', ...how };
  if (await isOwnTxtThere(context, 'binding')) return { kind: 'todo' };
  return { kind: 'done', facts: forgetOwnTxt(context.facts, 'binding'), ...how };
}
