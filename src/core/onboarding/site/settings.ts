import { errorPageOf, withErrorPage } from '../../delivery/bucketXml.js';
import { changeKey, findPresent, requireNoStaging, type SettingChange } from '../../delivery/settingChange.js';
import { planSite, requireRoom, siteFunctions, wantedOf } from '../../delivery/siteType.js';
import { deniedKinds, isErrorOf } from '../../errors.js';
import { bucketOf } from '../../oss/bucketAddress.js';
import type { CdnConfig, NewConfig } from '../../ports/cdn.js';
import { hasVisitors, isStarted, startLines } from '../approvals.js';
import {
  explainOptional,
  explainSetting,
  forgetTries,
  isLeftOut,
  isRefused,
  makeFirst,
  noteLeft,
  observeMissing,
  observeUnready,
  type SettingStep,
} from '../cdnSettings.js';
import { toApproveSite } from '../run/asks.js';
import type { RunFacts, SettingStepId } from '../run/facts.js';
import { askUser, type Observation, type StepContext } from '../run/step.js';

/** The CDN functions that each step sets. */
const functionsOf: Readonly<Record<SettingStepId, readonly string[]>> = {
  addresses: ['host_redirect'],
  notFound: ['error_page'],
  caching: ['path_based_ttl_set', 'set_hashkey_args'],
  transfer: ['gzip', 'brotli', 'range'],
};
/** The functions that CDN need not offer. Without them a site works, only less well. */
const optional: readonly string[] = ['error_page', 'set_hashkey_args', ...functionsOf.transfer];
const settingSteps = Object.keys(functionsOf) as readonly SettingStepId[];

/** Creates a step that makes its functions' settings, exactly as approved. Once seen as wanted, later changes are kept. */
export function settingsStep(id: SettingStepId): SettingStep {
  const isOwn = ({ functionName }: Pick<CdnConfig, 'functionName'>) => functionsOf[id].includes(functionName);
  /** Lists the approved changes, or what CDN failed to apply. A setting that changed since the observation is not in the approval. */
  const listApproved = async (context: StepContext): Promise<readonly SettingChange[]> => {
    const { changes = [], unready = [] } = (await readSite(context)) ?? {};
    const isSet = context.facts.site.set.includes(id);
    const approved = isSet ? [] : changes.filter((change) => isOwn(change) && isApproved(change, context));
    const failed = unready.filter((config) => isOwn(config) && config.status === 'failed');
    return approved.length > 0 ? approved : failed.map(again);
  };
  const list = async (context: StepContext) => toNew(await listApproved(context));
  return {
    id,
    async observe(context) {
      const { cloud, plan, facts, signal } = context;
      const now = await readSite(context);
      if (!now || !plan.site) return { kind: 'done', skipped: true, note: 'noSite' };
      const { changes, unready } = now;
      const config = unready.find(isOwn);
      const next = changes.find(isOwn);
      if (config && !(next && config.status === 'failed')) return observeUnready(config, context);
      if (!next) return { kind: 'done', facts: noteSet(id, facts), ...noteOf(id, context) };
      if (facts.site.set.includes(id)) return { kind: 'done', skipped: true, note: 'changedSince' };
      if (isApproved(next, context))
        return observeMissing(next.functionName, context, noteChanged(context), next.after);
      await requireNoStaging(cloud.cdn, plan.domain, signal);
      return askUser(toApproveSite(plan.site.type, listLeft(changes, facts)));
    },
    list,
    async act(context) {
      if (await makeFirst(list, context)) return;
      const { cloud, plan, signal } = context;
      const [removed] = await listApproved(context);
      if (removed?.configId !== undefined) await cloud.cdn.deleteConfig(plan.domain, removed.configId, signal);
    },
    async explain(error, context) {
      const { changes = [] } = (isRefused(error) && (await readSite(context))) || {};
      const next = changes.find(isOwn);
      const names = changes.map(({ functionName }) => functionName).filter((name) => optional.includes(name));
      return next && names.includes(next.functionName)
        ? explainOptional(error, next.functionName, context, names)
        : explainSetting(error);
    },
  };
}

/**
 * The step that shows the 404 page for missing pages: by the static pages of a public bucket, whose answer keeps the status 404, otherwise by CDN, which
 * redirects. A page that the bucket already has for this is kept.
 */
export function notFoundStep(): SettingStep {
  const atEdge = settingsStep('notFound');
  return {
    ...atEdge,
    observe: (context) => (context.plan.site?.errorPage === undefined ? atEdge : atBucket).observe(context),
    act: async (context) => (context.plan.site?.errorPage === undefined ? atEdge : atBucket).act?.(context),
    explain: async (error, context) =>
      (context.plan.site?.errorPage === undefined ? atEdge : atBucket).explain?.(error, context),
  };
}

const atBucket: Pick<SettingStep, 'observe' | 'act' | 'explain'> = {
  async observe(context): Promise<Observation> {
    const { facts } = context;
    const seen = { ...facts, site: { ...facts.site, set: [...new Set([...facts.site.set, 'notFound' as const])] } };
    if (errorPageOf(await readStaticPages(context)) !== undefined) return { kind: 'done', facts: seen };
    if (facts.site.set.includes('notFound')) return { kind: 'done', skipped: true, note: 'changedSince' };
    // It applies to all domains of the bucket, so that only Start covers it.
    return isStarted(startLines.site, context)
      ? { kind: 'todo' }
      : { kind: 'done', skipped: true, note: 'noNotFoundPage' };
  },
  async act(context) {
    const { cloud, plan, signal } = context;
    const bucket = bucketOf(context);
    const before = await readStaticPages(context);
    const page = plan.site?.errorPage;
    if (!bucket || page === undefined || errorPageOf(before) !== undefined) return;
    await cloud.oss.updateBucketSetting(bucket, 'website', withErrorPage(before, page), signal);
  },
  // Without it, a missing page still returns status 404.
  explain: async (error) =>
    isErrorOf(error, ...deniedKinds) ? { kind: 'done', skipped: true, note: 'settingsLeft' } : undefined,
};

async function readStaticPages(context: StepContext): Promise<string | undefined> {
  const bucket = bucketOf(context);
  return bucket && context.cloud.oss.readBucketSetting(bucket, 'website', context.signal);
}

/** Reads what has to change, and what is set but not in effect yet; `undefined` if the plan keeps the settings. */
async function readSite(context: StepContext) {
  const { cloud, plan, signal } = context;
  const { site, domain } = plan;
  if (!site) return undefined;
  const configs = await cloud.cdn.readConfigs(domain, siteFunctions, signal);
  const present = wantedOf(site).flatMap((wanted) => findPresent(wanted, configs) ?? []);
  const isWanted = ({ functionName }: Pick<CdnConfig, 'functionName'>) => !isLeftOut(functionName, context);
  const changes = planSite(site, configs, domain).filter(isWanted);
  requireRoom(changes, configs, domain);
  return {
    changes,
    unready: present.filter((config) => config.status !== 'success' && isWanted(config)),
  };
}

/** All remaining changes, which are asked about together. A step that was done once makes no more. */
function listLeft(all: readonly SettingChange[], { site }: RunFacts): readonly SettingChange[] {
  const left = settingSteps.filter((id) => !site.set.includes(id)).flatMap((id) => functionsOf[id]);
  return all.filter(({ functionName }) => left.includes(functionName));
}

/** Returns the settings to make; none as long as one has to be removed first. */
function toNew(changes: readonly SettingChange[]): readonly NewConfig[] {
  if (changes[0] && !changes[0].after) return [];
  return changes.flatMap(({ functionName, configId, after }) =>
    after ? [{ functionName, args: after, ...(configId !== undefined && { configId }) }] : [],
  );
}

function again({ functionName, id, args }: CdnConfig): SettingChange {
  return { functionName, configId: id, before: args, after: args };
}

/** Returns whether a change is approved. Start approved new settings of a domain without visitors; a change that replaces a setting is always asked about. */
function isApproved(change: SettingChange, context: StepContext): boolean {
  const { approvals } = context.answers;
  if (change.before === undefined && isStarted(startLines.site, context)) return true;
  return approvals.site?.split('\n').includes(changeKey(change)) === true;
}

/** Returns the facts with the delivery noted as changed. Before the first visitor they are unchanged, since the edge has no old copies yet. */
function noteChanged(context: StepContext): RunFacts {
  const { facts } = context;
  return hasVisitors(context) ? { ...facts, site: { ...facts.site, changed: true } } : facts;
}

function noteSet(id: SettingStepId, facts: RunFacts): RunFacts {
  const known = functionsOf[id].reduce((each, functionName) => forgetTries(functionName, each), facts);
  const { site } = known;
  return site.set.includes(id) ? known : { ...known, site: { ...site, set: [...site.set, id] } };
}

/** The note of a done step. Only some sites have an error page. */
function noteOf(id: SettingStepId, context: StepContext) {
  const isWithout = id === 'notFound' && context.plan.site?.notFoundPage === undefined;
  return {
    ...(isWithout && ({ skipped: true, note: 'noNotFoundPage' } as const)),
    ...noteLeft(functionsOf[id], context),
  };
}
