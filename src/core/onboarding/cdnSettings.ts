import { isOutsidePlan, isPlanRefusal } from '../cdn/resourcePlan.js';
import { type AppError, type ErrorKind, isErrorOf, toAppError } from '../errors.js';
import { lookUp } from '../lookUp.js';
import type { CdnConfig, NewConfig } from '../ports/cdn.js';
import { hasVisitors } from './approvals.js';
import type { RunFacts } from './run/facts.js';
import type { StepId } from './run/run.js';
import { mayPass } from './run/runRecord.js';
import {
  type ActContext,
  askUser,
  type Observation,
  type Step,
  type StepContext,
  toStepFailure,
  waitFor,
} from './run/step.js';

/** The number of times a setting is sent before the user is asked. CDN may accept a setting and lose it. */
const mostTries = 3;

/** Observes a setting that CDN has but that is not in effect yet. If CDN failed to apply the setting, it is sent once more; after that the user is asked. */
export function observeUnready({ functionName, status }: CdnConfig, { facts, answers }: StepContext): Observation {
  if (status !== 'failed') return waitFor({ kind: 'siteUnready' });
  const times = lookUp(facts.setAgain, functionName) ?? 0;
  const approval = `${functionName} (${times})`;
  if (times > 0 && answers.approvals.setting !== approval) return askAgain(functionName, approval);
  return { kind: 'todo', facts: { ...facts, setAgain: { ...facts.setAgain, [functionName]: times + 1 } } };
}

/** A setting by its function and, where a function has several entries, by the path that it is about. */
function nameSetting({ functionName, args }: NamedSetting): string {
  return args?.regex === undefined ? functionName : `${functionName} ${args.regex}`;
}

type NamedSetting = Pick<NewConfig, 'functionName'> & { readonly args?: NewConfig['args'] | undefined };

function triesOf(setting: NamedSetting, { settingTries }: RunFacts): number {
  return lookUp(settingTries, nameSetting(setting)) ?? 0;
}

/**
 * Observes a setting that CDN does not have; `args` are those of one of several entries. While CDN applies an earlier change, it would refuse another one.
 * Once a setting was sent three times without effect, it is sent again only if the user agrees.
 */
export async function observeMissing(
  functionName: string,
  { cloud, plan, facts, answers, signal }: StepContext,
  known: RunFacts = facts,
  args?: NewConfig['args'],
): Promise<Observation> {
  const tries = triesOf({ functionName, args }, facts);
  const approval = `${functionName} (${tries} without effect)`;
  if (tries >= mostTries && answers.approvals.setting !== approval) return askAgain(functionName, approval);
  const domain = await cloud.cdn.readDomain(plan.domain, signal);
  return domain?.status === 'configuring' ? waitFor({ kind: 'busy' }) : { kind: 'todo', facts: known };
}

/** A step that makes settings. */
export interface SettingStep extends Step {
  /** Lists the settings that the step would make now, in order. Each is approved. */
  list(context: StepContext): Promise<readonly NewConfig[]>;
}

/** The maximum number of settings in one call. Source: BatchSetCdnDomainConfig. */
const mostTogether = 50;

/**
 * Lets the first of these steps that has something to set also make the settings of the others, in one call, since CDN takes minutes for each change. Once
 * the domain has visitors, or a call with several settings failed, each is made by its own step.
 */
export function makeTogether<Id extends StepId>(steps: Readonly<Record<Id, SettingStep>>): Readonly<Record<Id, Step>> {
  const all: readonly SettingStep[] = Object.values(steps);
  const act = async (step: SettingStep, context: ActContext) => {
    const isApart = hasVisitors(context) || context.facts.settingsApart;
    const lists = isApart ? [] : await Promise.all(all.map((each) => each.list(context)));
    const untried = lists.flat().filter((config) => triesOf(config, context.facts) === 0);
    const hasOwn = untried.some((config) => lists[all.indexOf(step)]?.includes(config));
    if (hasOwn && untried.length > 1) await makeSettings(context, untried.slice(0, mostTogether));
    else await step.act?.(context);
  };
  const together = all.map((step) => [step.id, { ...step, act: (context: ActContext) => act(step, context) }]);
  return Object.fromEntries(together) as Record<Id, Step>;
}

/** Makes the first setting that a step lists. Resolves to `false` if there is none. */
export async function makeFirst(list: SettingStep['list'], context: ActContext): Promise<boolean> {
  const [first] = await list(context);
  if (first) await makeSettings(context, [first]);
  return first !== undefined;
}

/** The errors that do not depend on which settings are sent together. */
const besides: readonly ErrorKind[] = [
  'offline',
  'proxyRefused',
  'untrustedCertificate',
  'throttled',
  'domainBusy',
  'roleMissing',
  'cancelled',
];

/**
 * Sends settings of the domain to CDN and records the attempts, which also count if CDN failed to apply a setting. It is not documented whether a refused
 * call makes some of several settings, so that afterwards what is missing is made one by one.
 */
export async function makeSettings(context: ActContext, configs: readonly NewConfig[]): Promise<void> {
  const { cloud, plan, facts, note, signal } = context;
  try {
    await cloud.cdn.setConfigs(plan.domain, configs, signal);
  } catch (caught) {
    const error = toAppError(caught);
    if (configs.length === 1 && error.kind === 'settingFailed') await noteTries(configs, context);
    if (configs.length === 1 || besides.includes(error.kind)) throw error;
    await note({ ...facts, settingsApart: true });
    // A refusal of one setting alone names it.
    if (mayPass(error)) throw error;
    return;
  }
  await noteTries(configs, context);
}

async function noteTries(configs: readonly NewConfig[], { facts, note }: ActContext): Promise<void> {
  const tried = configs.map((config) => [nameSetting(config), triesOf(config, facts) + 1]);
  await note({ ...facts, settingTries: { ...facts.settingTries, ...Object.fromEntries(tried) } });
}

/** Returns the facts after a setting was seen in effect. Its attempts no longer count. */
export function forgetTries(functionName: string, facts: RunFacts): RunFacts {
  const isOther = (name: string) => name.split(' ', 1)[0] !== functionName;
  const others = Object.entries(facts.settingTries).filter(([name]) => isOther(name));
  return { ...facts, settingTries: Object.fromEntries(others) };
}

/**
 * Returns what a refused setting means: the run waits if CDN is busy, if the setting exists meanwhile, or if CDN failed and is asked again. `undefined` for
 * any other error.
 */
export function explainSetting({ kind }: AppError): Observation | undefined {
  const passes = kind === 'domainBusy' || kind === 'configExists' || kind === 'settingFailed';
  return passes ? waitFor({ kind: 'busy' }) : undefined;
}

/**
 * Determines what a refused optional setting means. If CDN does not offer the setting for the domain or the account, the user is asked to continue without
 * it, and it is sent again only after a recheck of the run. For a domain of a Global Resource Plan, one question covers everything that the plan lacks,
 * including the `others`.
 */
export async function explainOptional(
  error: AppError,
  functionName: string | undefined,
  context: StepContext,
  others: readonly string[] = [],
): Promise<Observation | undefined> {
  if (functionName === undefined || !isRefused(error)) return explainSetting(error);
  const ofPlan = await isRefusedByPlan(error, functionName, context);
  const refused = [functionName, ...(ofPlan ? others.filter(isOutsidePlan) : [])];
  const leave = [...new Set([...listLeft(context), ...refused])].join(' ');
  const ask = { kind: 'settingRefused', functionName, error: toStepFailure(error, context), leave } as const;
  return { kind: 'needsUser', ask: ofPlan ? { ...ask, ofPlan: true } : ask };
}

async function isRefusedByPlan(error: AppError, functionName: string, { cloud, plan, signal }: StepContext) {
  if (!isPlanRefusal(error, { region: 'overseas' }, functionName)) return false;
  const domain = await cloud.cdn.readDomain(plan.domain, signal);
  return domain !== undefined && isPlanRefusal(error, domain, functionName);
}

/** Returns whether the error means that CDN does not offer a setting for this domain or account. */
export function isRefused(error: AppError): boolean {
  return isErrorOf(error, 'operationBarred');
}

/** Returns whether the user agreed to continue without this setting, which CDN had refused. */
export function isLeftOut(functionName: string, context: Pick<StepContext, 'answers'>): boolean {
  return listLeft(context).includes(functionName);
}

/** Returns the note for a done step if the user left out any of these functions; an empty object otherwise. */
export function noteLeft(functions: readonly string[], context: Pick<StepContext, 'answers'>) {
  return functions.some((each) => isLeftOut(each, context)) ? ({ note: 'settingsLeft' } as const) : {};
}

function listLeft({ answers: { left } }: Pick<StepContext, 'answers'>): readonly string[] {
  return (left.settings ?? '').split(' ').filter(Boolean);
}

/** Returns the id under which CDN replaces an existing setting; an empty object if there is no setting to replace. */
export function inPlaceOf(config: CdnConfig | undefined): { readonly configId?: string } {
  return config ? { configId: config.id } : {};
}

function askAgain(functionName: string, approval: string): Observation {
  return askUser({ kind: 'settingFailed', functionName, approval });
}
