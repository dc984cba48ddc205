import { proveSite, type SiteCheck } from '../../delivery/proveSite.js';
import { mayRefuseChecks } from '../../delivery/readDelivery.js';
import { ownBucket } from '../../origin.js';
import { type Observation, type Step, type StepContext, seconds } from '../run/step.js';

/** The settings are on their way to the edge; each check costs several requests. */
const servedRecheckMs = seconds(15);
/** A question that the user answers or settles elsewhere; each check costs several requests. */
const askedRecheckMs = seconds(60);

/** After so long without the site the user is asked, ms: a setting takes minutes. */
const patienceMs = 10 * 60_000;

/** The edge serves what the site type promises, asked as visitors would. */
export const siteServedStep: Step = {
  id: 'siteServed',
  async observe(context) {
    const { cloud, plan, answers, now, signal } = context;
    const { site } = plan;
    if (answers.skipped.siteServed) return { kind: 'done', skipped: true, note: 'asChosen' };
    const domain = await cloud.cdn.readDomain(plan.domain, signal);
    if (!domain || !site) return { kind: 'done', skipped: true };
    const bucket = ownBucket(plan.origin);
    const mark = now.toString(36);
    const checks = await proveSite({ cloud, domain, site, ...(bucket && { bucket }), mark, signal });
    const failing = checks.filter(({ holds }) => !holds);
    if (failing.length === 0) return { kind: 'done' };
    // A refusal by a rule about who may ask says nothing of the site.
    const isRefused = failing.every(({ status }) => status === 403);
    if (isRefused && (await mayRefuseChecks(cloud.cdn, plan.domain, signal)))
      return { kind: 'done', skipped: true, note: 'accessRestricted' };
    return waitOrAsk(context, failing);
  },
};

function waitOrAsk({ before, now }: StepContext, failing: readonly SiteCheck[]): Observation {
  const isAsked = before.state === 'needsUser';
  if (!isAsked && !(before.state === 'waiting' && now - before.since >= patienceMs))
    return { kind: 'waiting', reason: { kind: 'siteUnready' }, recheckMs: servedRecheckMs };
  // Without the paths, which are new each time, the question stays the same.
  const checks = failing.map((each) => ({ ...each, path: '' }));
  return { kind: 'needsUser', ask: { kind: 'siteUnserved', checks }, recheckMs: askedRecheckMs };
}
