import { changeKey, requireNoStaging, type SettingChange } from '../../delivery/settingChange.js';
import type { CdnConfig } from '../../ports/cdn.js';
import { hasVisitors, isStarted, startLines } from '../approvals.js';
import {
  explainOptional,
  explainSetting,
  forgetTries,
  isRefused,
  makeSetting,
  noteLeft,
  observeMissing,
  observeUnready,
} from '../cdnSettings.js';
import { answerRecheckMs } from '../recheckTimes.js';
import type { UserAsk } from '../run/asks.js';
import type { RunFacts, SettingStepId } from '../run/facts.js';
import type { Observation, Step, StepContext } from '../run/step.js';
import type { DoneNote } from '../run/stepReasons.js';

/** The remaining work of a settings step: what has to change, and what is set but not in effect yet. */
interface SettingsNow {
  readonly changes: readonly SettingChange[];
  readonly unready: readonly CdnConfig[];
}

/** The definition of a settings step. */
interface SettingsStep {
  readonly id: SettingStepId;
  /** Its CDN functions. */
  readonly functions: readonly string[];
  /** The optional ones among them. */
  readonly optional: readonly string[];
  /** `undefined` if the plan keeps the settings. */
  read(context: StepContext): Promise<SettingsNow | undefined>;
  /** The question for approval of all changes. */
  ask(context: StepContext, changes: readonly SettingChange[]): UserAsk;
  /** Removes an entry; absent if the step only sets. */
  remove?(context: StepContext, configId: string): Promise<unknown>;
  /** The note after it is done. */
  noteOf?(context: StepContext): { readonly skipped?: boolean; readonly note?: DoneNote };
}

/** Creates a step that makes these functions' settings one by one, exactly as approved. Once seen as wanted, later changes are kept. */
export function settingsStep({ id, functions, optional, read, ask, remove, noteOf }: SettingsStep): Step {
  const isOwn = ({ functionName }: { readonly functionName: string }) =>
    functions.some((each) => each === functionName);
  return {
    id,
    async observe(context) {
      const { facts } = context;
      const now = await read(context);
      if (!now) return { kind: 'done', skipped: true, note: 'noSite' };
      const { changes, unready } = now;
      const config = unready.find(isOwn);
      const next = changes.find(isOwn);
      if (config && !(next && config.status === 'failed')) return observeUnready(config, context);
      if (!next) {
        const left = noteLeft(functions, context);
        return { kind: 'done', facts: noteSet(id, functions, facts), ...noteOf?.(context), ...left };
      }
      if (facts.site.set.includes(id)) return { kind: 'done', skipped: true, note: 'changedSince' };
      if (!isApproved(next, context)) {
        await requireNoStaging(context.cloud.cdn, context.plan.domain, context.signal);
        return { kind: 'needsUser', ask: ask(context, changes), recheckMs: answerRecheckMs } satisfies Observation;
      }
      return observeMissing(next.functionName, context, noteChanged(context));
    },
    async act(context) {
      const { changes, unready } = (await read(context)) ?? nothing;
      const failed = unready.find((config) => isOwn(config) && config.status === 'failed');
      // A setting that changed since the observation is not in the approval.
      const next = changes.find((change) => isOwn(change) && isApproved(change, context)) ?? (failed && again(failed));
      if (!next) return;
      const { functionName, configId, after } = next;
      if (after) await makeSetting(context, { functionName, args: after, ...(configId !== undefined && { configId }) });
      else if (configId !== undefined) await remove?.(context, configId);
    },
    async explain(error, context) {
      const changes = isRefused(error) ? ((await read(context)) ?? nothing).changes : [];
      const next = changes.find(isOwn);
      const names = changes.map(({ functionName }) => functionName).filter((name) => optional.includes(name));
      return next && names.includes(next.functionName)
        ? explainOptional(error, next.functionName, context, names)
        : explainSetting(error);
    },
  };
}

const nothing: SettingsNow = { changes: [], unready: [] };

function again({ functionName, id, args }: CdnConfig): SettingChange {
  return { functionName, configId: id, before: args, after: args };
}

/** New settings of a new domain were approved with Start; replacements are always asked about. */
function isApproved(change: SettingChange, context: StepContext): boolean {
  const { approvals } = context.answers;
  if (change.before === undefined && isStarted(startLines.site, context)) return true;
  return approvals.site?.split('\n').includes(changeKey(change)) === true;
}

/** Before the first visitor there are no old copies. */
function noteChanged(context: StepContext): RunFacts {
  const { facts } = context;
  return hasVisitors(context) ? { ...facts, site: { ...facts.site, changed: true } } : facts;
}

function noteSet(id: SettingStepId, functions: readonly string[], facts: RunFacts): RunFacts {
  const known = functions.reduce((each, functionName) => forgetTries(functionName, each), facts);
  const { site } = known;
  return site.set.includes(id) ? known : { ...known, site: { ...site, set: [...site.set, id] } };
}
