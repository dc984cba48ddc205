import { requireNoStaging } from '../../delivery/requireNoStaging.js';
import { changeKey, type SettingChange } from '../../delivery/settingChange.js';
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

/** What the settings of a step still need: what has to change, and what is set and not in effect yet. */
interface SettingsNow {
  readonly changes: readonly SettingChange[];
  readonly unready: readonly CdnConfig[];
}

/** What a step of settings is about. */
interface SettingsStep {
  readonly id: SettingStepId;
  /** The functions of CDN that it makes. */
  readonly functions: readonly string[];
  /** Of these, what the domain can do without. */
  readonly optional: readonly string[];
  /** `undefined` where the plan leaves the settings as they are. */
  read(context: StepContext): Promise<SettingsNow | undefined>;
  /** What the user is asked to approve, of everything that has to change. */
  ask(context: StepContext, changes: readonly SettingChange[]): UserAsk;
  /** Takes an entry away; absent where the step only sets. */
  remove?(context: StepContext, configId: string): Promise<unknown>;
  /** What is noted once it is done. */
  noteOf?(context: StepContext): { readonly skipped?: boolean; readonly note?: DoneNote };
}

/**
 * A step that makes the settings of these functions as they are wanted, one after the other, and only those that were approved as
 * they are. Once seen so, what is changed later is left alone.
 */
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
      // What was changed since it was observed is in no approval.
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

/** What is new on a new domain was approved with Start; what replaces a setting is asked about in any case. */
function isApproved(change: SettingChange, context: StepContext): boolean {
  const { approvals } = context.answers;
  if (change.before === undefined && isStarted(startLines.site, context)) return true;
  return approvals.site?.split('\n').includes(changeKey(change)) === true;
}

/** What is set before anybody visits the domain has left no copies of before. */
function noteChanged(context: StepContext): RunFacts {
  const { facts } = context;
  return hasVisitors(context) ? { ...facts, site: { ...facts.site, changed: true } } : facts;
}

function noteSet(id: SettingStepId, functions: readonly string[], facts: RunFacts): RunFacts {
  const known = functions.reduce((each, functionName) => forgetTries(functionName, each), facts);
  const { site } = known;
  return site.set.includes(id) ? known : { ...known, site: { ...site, set: [...site.set, id] } };
}
