import { changeKey, findPresent, type SettingChange } from '../../delivery/settingChange.js';
import { planSite, siteFunctions, wantedOf } from '../../delivery/siteType.js';
import { AppError } from '../../errors.js';
import type { CdnConfig } from '../../ports/cdn.js';
import { explainSetting, forgetTries, makeSetting, observeMissing, observeUnready } from '../cdnSettings.js';
import type { RunFacts, StepId } from '../run/run.js';
import { type Observation, type Step, type StepContext, seconds } from '../run/step.js';

/**
 * A step that makes the settings of these functions as the site needs them, one after the other, and only those that were
 * approved as they are. Once seen so, what is changed later is left alone.
 */
function settingsStep(id: StepId, functions: readonly string[]): Step {
  const isOwn = ({ functionName }: { readonly functionName: string }) => functions.includes(functionName);
  return {
    id,
    async observe(context) {
      const { facts } = context;
      const { changes, unready } = await readSite(context);
      const config = unready.find(isOwn);
      const next = changes.find(isOwn);
      if (config && !(next && config.status === 'failed')) return observeUnready(config, context);
      if (!next) return { kind: 'done', facts: noteSet(id, functions, facts) };
      if (facts.siteSet?.includes(id)) return { kind: 'done', skipped: true, note: 'changedSince' };
      if (!isApproved(next, context)) return askForSite(context, changes);
      return observeMissing(next.functionName, context, { ...facts, siteChanged: true });
    },
    async act(context) {
      const { cloud, plan, signal } = context;
      const { changes, unready } = await readSite(context);
      const failed = unready.find((config) => isOwn(config) && config.status === 'failed');
      // What was changed since it was observed is in no approval.
      const next = changes.find((change) => isOwn(change) && isApproved(change, context)) ?? (failed && again(failed));
      if (!next) return;
      const { functionName, configId, after } = next;
      if (after) await makeSetting(context, { functionName, args: after, ...(configId !== undefined && { configId }) });
      else if (configId !== undefined) await cloud.cdn.deleteConfig(plan.domain, configId, signal);
    },
    async explain(error) {
      return explainSetting(error);
    },
  };
}

/** The settings of a site, in the order in which they are made. */
export const siteSettings: readonly Step[] = [
  settingsStep('addresses', ['host_redirect']),
  settingsStep('notFound', ['error_page']),
  settingsStep('caching', ['path_based_ttl_set', 'set_hashkey_args']),
  settingsStep('transfer', ['gzip', 'brotli', 'range']),
];

async function readSite({ cloud, plan, signal }: StepContext) {
  const { site, domain } = plan;
  if (!site) throw new AppError('unexpected', { subject: domain });
  const configs = await cloud.cdn.readConfigs(domain, siteFunctions, signal);
  const present = wantedOf(site).flatMap((wanted) => findPresent(wanted, configs) ?? []);
  return { changes: planSite(site, configs), unready: present.filter(({ status }) => status !== 'success') };
}

function again({ functionName, id, args }: CdnConfig): SettingChange {
  return { functionName, configId: id, before: args, after: args };
}

/** What an approval must say for exactly these changes. */
function siteApproval(changes: readonly SettingChange[]): string {
  return changes.map(changeKey).join('\n');
}

function isApproved(change: SettingChange, { answers: { approvals } }: StepContext): boolean {
  return approvals?.site?.split('\n').includes(changeKey(change)) === true;
}

function askForSite({ plan: { site } }: StepContext, changes: readonly SettingChange[]): Observation {
  const { type = 'website' } = site ?? {};
  const ask = { kind: 'approveSite', type, changes, approval: siteApproval(changes) } as const;
  return { kind: 'needsUser', ask, recheckMs: seconds(30) };
}

function noteSet(id: StepId, functions: readonly string[], facts: RunFacts): RunFacts {
  const known = functions.reduce((each, functionName) => forgetTries(functionName, each), facts);
  const { siteSet = [] } = known;
  return siteSet.includes(id) ? known : { ...known, siteSet: [...siteSet, id] };
}
