import { isErrorOf, toAppError } from '../../errors.js';
import { findBinding } from '../../oss/binding.js';
import { askForTxt, findProof, noteOwnTxt, writeOwnTxt } from '../run/proofTxt.js';
import { mayPass } from '../run/runRecord.js';
import { askUser, recordRecheckMs, type Step, type StepContext, waitFor } from '../run/step.js';
import { bindingOf, wouldHide } from './binding.js';

/** The TXT is ours and new: CDN finds it as soon as the zone's name servers have it, and the user watches. */
const proofRecheckMs = 4_000;

/**
 * CDN knows that the root domain is ours: a TXT on host `verification` of the root domain proves it, once per account.
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
      const others = await listBindingRows(context);
      return askUser(
        { kind: 'addTxt', purpose: 'ownership', host, value, ...(others.length > 0 && { others }) },
        recordRecheckMs,
      );
    }
    if (!proof.present) return { kind: 'todo', facts: noteOwnTxt(facts, proof.txt) };
    return waitFor({ kind: 'ownershipUnseen' }, proofRecheckMs);
  },
  act: (context) => writeOwnTxt(context, 'ownership'),
  explain: async (error, context) => (error.kind === 'forbidden' ? askForTxt(context, 'ownership') : undefined),
};

/** The TXT for OSS's binding, so that the zone's administrator adds both at once; empty if OSS does not return it. */
async function listBindingRows(
  context: StepContext,
): Promise<readonly { readonly host: string; readonly value: string }[]> {
  const { cloud, signal } = context;
  const binding = bindingOf(context);
  if (!binding || (await wouldHide(context, binding))) return [];
  try {
    const { bucket, domain } = binding;
    if (await findBinding(cloud, { name: domain, sources: [] }, signal)) return [];
    return [{ host: `_dnsauth.${domain}`, value: await cloud.oss.createCnameToken(bucket, domain, signal) }];
  } catch (error) {
    // The next question includes both.
    if (isErrorOf(error, 'cancelled') || mayPass(toAppError(error))) throw error;
    return [];
  }
}
