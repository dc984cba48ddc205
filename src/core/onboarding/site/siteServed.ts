import { listForProof, proveSite, type SiteCheck } from '../../delivery/proveSite.js';
import { mayRefuseChecks } from '../../delivery/readDelivery.js';
import { ownBucket } from '../../origin.js';
import type { UserAsk } from '../run/asks.js';
import { type Step, type StepContext, waitThenAsk } from '../run/step.js';
import type { StepWaitReason } from '../run/stepReasons.js';

/** The interval of checks while the settings spread to the edge. Each check costs several requests. */
const servedRecheckMs = 15_000;
/** The interval of checks while the user answers here or resolves the matter elsewhere. Each check costs several requests. */
const askedRecheckMs = 60_000;

/** How long the edge may go without serving the site before the user is asked, in ms. A setting takes minutes. */
export const sitePatienceMs = 10 * 60_000;

/** The step whose goal is that the edge serves what the site type promises. The edge is checked like a visitor. */
export const siteServedStep: Step = {
  id: 'siteServed',
  async observe(context) {
    const { cloud, plan, answers, now, signal } = context;
    const { site } = plan;
    if (answers.skipped.siteServed) return { kind: 'done', skipped: true, note: 'asChosen' };
    const domain = await cloud.cdn.readDomain(plan.domain, signal);
    if (!domain || !site) return { kind: 'done', skipped: true };
    const bucket = ownBucket(plan.origin);
    const objects = bucket && (await listForProof(cloud.oss, bucket, signal));
    const mark = now.toString(36);
    const checks = await proveSite({ cloud, domain, site, ...(objects && { objects }), mark, now, signal });
    // A forced download depends on the binding, which is no setting of the site.
    const failing = checks.filter(({ holds, forced }) => !holds && !forced);
    if (failing.length === 0) return { kind: 'done' };
    if (await isRefusedByRule(failing, context)) return { kind: 'done', skipped: true, note: 'accessRestricted' };
    const wait = { reason: siteUnready(failing), recheckMs: servedRecheckMs, patienceMs: sitePatienceMs } as const;
    return waitThenAsk(context, { ...wait, ask: askAboutSite(failing), askedRecheckMs });
  },
};

/** Returns whether an access rule of the domain may explain all failed checks. If so, they say nothing about the site. */
export async function isRefusedByRule(
  failing: readonly SiteCheck[],
  { cloud, plan, signal }: Pick<StepContext, 'cloud' | 'plan' | 'signal'>,
): Promise<boolean> {
  const isRefused = failing.length > 0 && failing.every(({ status }) => status === 403);
  return isRefused && mayRefuseChecks(cloud.cdn, plan.domain, signal);
}

/** The checks whose path is the address of a file. Other paths differ with each check. */
const ofFiles: readonly SiteCheck['kind'][] = ['root', 'route', 'file'];

/** Returns the reason to wait for failed checks, with the first address of a file that was answered otherwise. */
export function siteUnready(failing: readonly SiteCheck[]): StepWaitReason {
  const first = failing.find(({ kind, path, status }) => ofFiles.includes(kind) && path !== '' && status !== undefined);
  return { kind: 'siteUnready', ...(first?.status !== undefined && { path: first.path, status: first.status }) };
}

/** Returns the question about failed checks. Paths that differ with each check are left out, so that the question stays the same. */
export function askAboutSite(failing: readonly SiteCheck[]): UserAsk {
  return {
    kind: 'siteUnserved',
    checks: failing.map((each) => (each.kind === 'route' || each.kind === 'file' ? each : { ...each, path: '' })),
  };
}
