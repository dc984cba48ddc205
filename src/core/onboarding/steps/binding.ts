import { sameHost } from '../../dnsConflict.js';
import { isErrorOf } from '../../errors.js';
import { isWildcard } from '../names.js';
import {
  findProof,
  forgetOwnTxt,
  hasOwnTxt,
  isOwnTxtThere,
  noteOwnTxt,
  removeOwnTxt,
  writeOwnTxt,
} from '../proofTxt.js';
import { type Observation, type Step, type StepContext, seconds } from '../step.js';

/**
 * The domain is bound to the bucket, which Auto CDN Cache Update needs. OSS may want a TXT on `_dnsauth` first,
 * and does not bind wildcards.
 * Source: Alibaba Cloud OSS, PutCname and "Access buckets via custom domain names".
 */
export const bindingStep: Step = {
  id: 'binding',
  async observe(context) {
    const { plan, facts, answers } = context;
    if (answers.skipBinding || isWildcard(plan.domain)) return { kind: 'done', skipped: true };
    if (!(await isBound(context))) return { kind: 'todo' };
    if (!hasOwnTxt(facts, 'binding')) return { kind: 'done' };
    if (await isOwnTxtThere(context, 'binding')) return { kind: 'todo' };
    return { kind: 'done', facts: forgetOwnTxt(facts, 'binding') };
  },
  async act(context) {
    if (await isBound(context)) return removeOwnTxt(context, 'binding');
    await writeOwnTxt(context, 'binding');
    await context.cloud.oss.createCname(context.plan.bucket, context.plan.domain, context.signal);
  },
  async explain(error, context) {
    if (error.kind === 'cnameTaken') return { kind: 'needsUser', ask: { kind: 'cnameTaken' } };
    if (error.kind === 'domainNotFiled') return { kind: 'needsUser', ask: { kind: 'fileIcp' } };
    return isErrorOf(error, 'cnameTokenNeeded') ? askForProof(context) : undefined;
  },
};

async function isBound({ cloud, plan, signal }: StepContext): Promise<boolean> {
  const bound = await cloud.oss.listCnames(plan.bucket, signal);
  return bound.some((each) => sameHost(each.domain, plan.domain));
}

async function askForProof(context: StepContext): Promise<Observation> {
  const { cloud, plan, facts, signal } = context;
  const value = await cloud.oss.createCnameToken(plan.bucket, plan.domain, signal);
  const host = `_dnsauth.${plan.domain}`;
  const proof = await findProof(context, 'binding', host, value);
  if (!proof.hosted) {
    return { kind: 'needsUser', ask: { kind: 'addTxt', purpose: 'binding', host, value }, recheckMs: seconds(15) };
  }
  if (!proof.present) return { kind: 'todo', facts: noteOwnTxt(facts, proof.txt) };
  return { kind: 'waiting', reason: { kind: 'tokenUnseen' }, recheckMs: seconds(5) };
}
