import { probeAnyhow } from '../../cdn/edgeProof.js';
import { readSitePages } from '../../delivery/readSite.js';
import { findPresent, planChanges, settingsApproval } from '../../delivery/settingChange.js';
import { homePage } from '../../delivery/siteType.js';
import { isWildcard } from '../../dns/hostNames.js';
import { isErrorOf } from '../../errors.js';
import { isRootDenied } from '../../https/browserView.js';
import { bucketOf } from '../../oss/bucketAddress.js';
import { ifReadable } from '../../oss/ifReadable.js';
import { isLeftOut } from '../cdnSettings.js';
import type { Step, StepContext } from '../run/step.js';
import { settingsStep } from './settingsStep.js';

const { functionName } = homePage;

const settings = settingsStep({
  id: 'homePage',
  functions: [functionName],
  optional: [functionName],
  read: readRule,
  ask: (_context, changes) => ({ kind: 'approveHomePage', changes, approval: settingsApproval(changes) }),
});

/**
 * `/` shows the index page of the bucket, which OSS refuses, since it would have to list the bucket. Offered where the bucket
 * has that page, `/` shows none and no staging configuration is under test, during which CDN takes no settings; what was agreed to
 * is followed to its end. Source: Alibaba Cloud OSS, "Accelerate OSS with CDN".
 */
export const homePageStep: Step = {
  ...settings,
  async observe(context) {
    const { facts, answers } = context;
    if (answers.skipped.homePage || isLeftOut(functionName, context))
      return { kind: 'done', skipped: true, note: 'asChosen' };
    const isBegun = answers.approvals.site !== undefined || facts.site.set.includes('homePage');
    if (!isBegun && !(await lacksHomePage(context))) return { kind: 'done', skipped: true };
    try {
      return await settings.observe(context);
    } catch (error) {
      if (!isBegun && isErrorOf(error, 'stagingActive')) return { kind: 'done', skipped: true };
      throw error;
    }
  },
};

async function readRule(context: StepContext) {
  const { cloud, plan, signal } = context;
  const configs = await cloud.cdn.readConfigs(plan.domain, [functionName], signal);
  const present = findPresent(homePage, configs);
  return {
    changes: planChanges({ set: [homePage] }, configs),
    unready: present && present.status !== 'success' ? [present] : [],
  };
}

/**
 * Whether the bucket has an index page that nothing shows at `/`. Objects that cannot be read say nothing; a website configuration that
 * cannot be read counts as none, since `/` shows no page in any case.
 */
async function lacksHomePage(context: StepContext): Promise<boolean> {
  const { cloud, plan, facts, answers, signal } = context;
  const bucket = bucketOf(context);
  if (!bucket || isWildcard(plan.domain) || answers.skipped.upload) return false;
  const request = { connectTo: facts.cname, name: plan.domain, path: '/', maxBytes: 4096 };
  const root = await probeAnyhow(cloud.edge, request, signal);
  // Refused by another rule, it says nothing of the page.
  if (root.status !== 404 && !isRootDenied(root)) return false;
  const pages = await ifReadable(readSitePages(cloud.oss, bucket, signal));
  if (!pages?.hasIndex) return false;
  return (await ifReadable(cloud.oss.readWebsite(bucket, signal))) === undefined;
}
