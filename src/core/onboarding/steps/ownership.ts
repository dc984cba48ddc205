import { recordRecheckMs } from '../recheckTimes.js';
import { askForTxt, findProof, noteOwnTxt, writeOwnTxt } from '../run/proofTxt.js';
import { type Step, seconds } from '../run/step.js';

/** The TXT is ours and new: CDN finds it as soon as the name servers of the zone have it, and the user watches. */
const proofRecheckMs = seconds(4);

/**
 * CDN believes that the root domain is ours: a TXT on host `verification` of the root domain proves it, once per account.
 * Source: Alibaba Cloud CDN, "Verify the ownership of a domain name".
 */
export const ownershipStep: Step = {
  id: 'ownership',
  async observe(context) {
    const { cloud, plan, rootOf, facts, signal } = context;
    if (await cloud.cdn.readDomain(plan.domain, signal)) return { kind: 'done' };
    if (await cloud.cdn.verifyOwner(plan.domain, signal)) return { kind: 'done' };
    const value = await cloud.cdn.readVerifyContent(plan.domain, signal);
    const host = `verification.${rootOf(plan.domain.replace(/^\./, ''))}`;
    const proof = await findProof(context, 'ownership', { host, type: 'TXT', value });
    if (!proof.hosted) {
      return {
        kind: 'needsUser',
        ask: { kind: 'addTxt', purpose: 'ownership', host, value },
        recheckMs: recordRecheckMs,
      };
    }
    if (!proof.present) return { kind: 'todo', facts: noteOwnTxt(facts, proof.txt) };
    return { kind: 'waiting', reason: { kind: 'ownershipUnseen' }, recheckMs: proofRecheckMs };
  },
  act: (context) => writeOwnTxt(context, 'ownership'),
  explain: async (error, context) => (error.kind === 'forbidden' ? askForTxt(context, 'ownership') : undefined),
};
