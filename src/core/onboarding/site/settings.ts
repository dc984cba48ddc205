import { findPresent, type SettingChange } from '../../delivery/settingChange.js';
import { planSite, siteFunctions, wantedOf } from '../../delivery/siteType.js';
import type { CdnConfig } from '../../ports/cdn.js';
import { isLeftOut } from '../cdnSettings.js';
import { toApproveSite, type UserAsk } from '../run/asks.js';
import type { SettingStepId } from '../run/facts.js';
import type { Step, StepContext } from '../run/step.js';
import { settingsStep } from './settingsStep.js';

/** The CDN functions of each step. */
const functionsOf = {
  addresses: ['host_redirect'],
  notFound: ['error_page'],
  caching: ['path_based_ttl_set', 'set_hashkey_args'],
  transfer: ['gzip', 'brotli', 'range'],
} satisfies Partial<Record<SettingStepId, readonly string[]>>;
/** Optional settings: a site works without them, only less well. */
const optional: readonly string[] = ['error_page', 'set_hashkey_args', ...functionsOf.transfer];
type SettingStep = keyof typeof functionsOf;
const settingSteps = Object.keys(functionsOf) as readonly SettingStep[];

/** The settings of a site, in order. */
export const siteSettings: readonly Step[] = settingSteps.map((id) =>
  settingsStep({
    id,
    functions: functionsOf[id],
    optional,
    read: readSite,
    ask: askForSite,
    remove: ({ cloud, plan, signal }, configId) => cloud.cdn.deleteConfig(plan.domain, configId, signal),
    noteOf: (context) => noteOf(id, context),
  }),
);

async function readSite(context: StepContext) {
  const { cloud, plan, signal } = context;
  const { site, domain } = plan;
  if (!site) return undefined;
  const configs = await cloud.cdn.readConfigs(domain, siteFunctions, signal);
  const present = wantedOf(site).flatMap((wanted) => findPresent(wanted, configs) ?? []);
  const isWanted = ({ functionName }: Pick<CdnConfig, 'functionName'>) => !isLeftOut(functionName, context);
  return {
    changes: planSite(site, configs, domain).filter(isWanted),
    unready: present.filter((config) => config.status !== 'success' && isWanted(config)),
  };
}

/** Asks about all remaining settings. A step that was done once makes no more. */
function askForSite({ plan: { site }, facts }: StepContext, all: readonly SettingChange[]): UserAsk {
  const { type = 'website' } = site ?? {};
  const left = settingSteps
    .filter((id) => !facts.site.set.includes(id))
    .flatMap((id): readonly string[] => functionsOf[id]);
  const changes = all.filter(({ functionName }) => left.includes(functionName));
  return toApproveSite(type, changes);
}

/** Only some sites have an error page. */
function noteOf(id: SettingStep, { plan: { site } }: StepContext) {
  return id === 'notFound' && site?.notFoundPage === undefined
    ? ({ skipped: true, note: 'noNotFoundPage' } as const)
    : {};
}
