import { requireNoStaging } from '../../delivery/requireNoStaging.js';
import { changeKey, findPresent, type SettingChange } from '../../delivery/settingChange.js';
import { toApproveSite } from '../../delivery/siteAsk.js';
import { planSite, siteFunctions, wantedOf } from '../../delivery/siteType.js';
import { AppError } from '../../errors.js';
import type { CdnConfig } from '../../ports/cdn.js';
import {
  explainOptional,
  explainSetting,
  forgetTries,
  isLeftOut,
  isRefused,
  makeSetting,
  noteLeft,
  observeMissing,
  observeUnready,
} from '../cdnSettings.js';
import type { RunFacts, StepId } from '../run/run.js';
import { type Observation, type Step, type StepContext, seconds } from '../run/step.js';

/** The functions of CDN that each step sets. */
const functionsOf = {
  addresses: ['host_redirect'],
  notFound: ['error_page'],
  caching: ['path_based_ttl_set', 'set_hashkey_args'],
  transfer: ['gzip', 'brotli', 'range'],
} satisfies Partial<Record<StepId, readonly string[]>>;
/** What a site is served without too, only less well. */
const optional: readonly string[] = ['error_page', 'set_hashkey_args', ...functionsOf.transfer];
type SettingStep = keyof typeof functionsOf;
const settingSteps = Object.keys(functionsOf) as readonly SettingStep[];

/**
 * A step that makes the settings of these functions as the site needs them, one after the other, and only those that were
 * approved as they are. Once seen so, what is changed later is left alone.
 */
function settingsStep(id: SettingStep): Step {
  const functions = functionsOf[id];
  const isOwn = ({ functionName }: { readonly functionName: string }) =>
    functions.some((each) => each === functionName);
  return {
    id,
    async observe(context) {
      const { facts } = context;
      const { changes, unready } = await readSite(context);
      const config = unready.find(isOwn);
      const next = changes.find(isOwn);
      if (config && !(next && config.status === 'failed')) return observeUnready(config, context);
      if (!next) {
        const left = noteLeft(functions, context);
        return { kind: 'done', facts: noteSet(id, functions, facts), ...noteOf(id, context), ...left };
      }
      if (facts.siteSet?.includes(id)) return { kind: 'done', skipped: true, note: 'changedSince' };
      if (!isApproved(next, context)) {
        await requireNoStaging(context.cloud.cdn, context.plan.domain, context.signal);
        return askForSite(context, changes);
      }
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
    async explain(error, context) {
      const next = isRefused(error) ? (await readSite(context)).changes.find(isOwn) : undefined;
      return next && optional.includes(next.functionName)
        ? explainOptional(error, next.functionName, context)
        : explainSetting(error);
    },
  };
}

/** The settings of a site, in the order in which they are made. */
export const siteSettings: readonly Step[] = settingSteps.map(settingsStep);

async function readSite(context: StepContext) {
  const { cloud, plan, signal } = context;
  const { site, domain } = plan;
  if (!site) throw new AppError('unexpected', { subject: domain });
  const configs = await cloud.cdn.readConfigs(domain, siteFunctions, signal);
  const present = wantedOf(site).flatMap((wanted) => findPresent(wanted, configs) ?? []);
  const isWanted = ({ functionName }: Pick<CdnConfig, 'functionName'>) => !isLeftOut(functionName, context);
  return {
    changes: planSite(site, configs, domain).filter(isWanted),
    unready: present.filter((config) => config.status !== 'success' && isWanted(config)),
  };
}

function again({ functionName, id, args }: CdnConfig): SettingChange {
  return { functionName, configId: id, before: args, after: args };
}

function isApproved(change: SettingChange, { answers: { approvals } }: StepContext): boolean {
  return approvals?.site?.split('\n').includes(changeKey(change)) === true;
}

/** Asks about everything that is left to be made; a step that was done once makes nothing more. */
function askForSite({ plan: { site }, facts }: StepContext, all: readonly SettingChange[]): Observation {
  const { type = 'website' } = site ?? {};
  const left = settingSteps
    .filter((id) => !facts.siteSet?.includes(id))
    .flatMap((id): readonly string[] => functionsOf[id]);
  const changes = all.filter(({ functionName }) => left.includes(functionName));
  return { kind: 'needsUser', ask: toApproveSite(type, changes), recheckMs: seconds(30) };
}

/** Only some sites have a page for what is missing. */
function noteOf(id: SettingStep, { plan: { site } }: StepContext) {
  return id === 'notFound' && site?.notFoundPage === undefined
    ? ({ skipped: true, note: 'noNotFoundPage' } as const)
    : {};
}

function noteSet(id: StepId, functions: readonly string[], facts: RunFacts): RunFacts {
  const known = functions.reduce((each, functionName) => forgetTries(functionName, each), facts);
  const { siteSet = [] } = known;
  return siteSet.includes(id) ? known : { ...known, siteSet: [...siteSet, id] };
}
