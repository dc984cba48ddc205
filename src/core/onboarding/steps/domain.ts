import { toSources } from '../../origin.js';
import { forgetOwnTxt, hasOwnTxt, isOwnTxtThere, removeOwnTxt } from '../proofTxt.js';
import { type Step, seconds } from '../step.js';

/** The accelerated domain exists in CDN, and the TXT that proved ownership is gone again. */
export const domainStep: Step = {
  id: 'domain',
  async observe(context) {
    const { cloud, plan, facts, signal } = context;
    if (!(await cloud.cdn.readDomain(plan.domain, signal))) return { kind: 'todo' };
    if (!hasOwnTxt(facts, 'ownership')) return { kind: 'done' };
    if (await isOwnTxtThere(context, 'ownership')) return { kind: 'todo' };
    return { kind: 'done', facts: forgetOwnTxt(facts, 'ownership') };
  },
  async act(context) {
    const { cloud, plan, signal } = context;
    if (await cloud.cdn.readDomain(plan.domain, signal)) return removeOwnTxt(context, 'ownership');
    const sources = toSources(plan.origin, plan.port);
    await cloud.cdn.createDomain({ name: plan.domain, type: plan.type, region: plan.region, sources }, signal);
  },
  async explain(error) {
    if (error.kind === 'domainBusy') return { kind: 'waiting', reason: { kind: 'busy' }, recheckMs: seconds(5) };
    if (error.kind === 'domainNotFiled') return { kind: 'needsUser', ask: { kind: 'fileIcp' } };
    if (error.kind === 'domainTaken') return { kind: 'needsUser', ask: { kind: 'domainTaken', by: 'otherAccount' } };
    return undefined;
  },
};
