import { isOutsidePlan, isPlanRefusal } from '../cdn/resourcePlan.js';
import { type AppError, isErrorOf } from '../errors.js';
import { lookUp } from '../lookUp.js';
import type { CdnConfig, CdnPort } from '../ports/cdn.js';
import type { RunFacts } from './run/facts.js';
import { type ActContext, askUser, type Observation, type StepContext, toStepFailure, waitFor } from './run/step.js';

/** The number of times a setting is sent before the user is asked. CDN may accept a setting and lose it. */
const mostTries = 3;

/** Observes a setting that CDN has but that is not in effect yet. If CDN failed to apply the setting, it is sent once more; after that the user is asked. */
export function observeUnready({ functionName, status }: CdnConfig, { facts, answers }: StepContext): Observation {
  if (status !== 'failed') return waitFor({ kind: 'configuring' });
  const times = lookUp(facts.setAgain, functionName) ?? 0;
  const approval = `${functionName} (${times})`;
  if (times > 0 && answers.approvals.setting !== approval) return askAgain(functionName, approval);
  return { kind: 'todo', facts: { ...facts, setAgain: { ...facts.setAgain, [functionName]: times + 1 } } };
}

/** A setting by its function and, where a function has several entries, by the path that it is about. */
function nameSetting({
  functionName,
  args,
}: Pick<NewSetting, 'functionName'> & { readonly args?: NewSetting['args'] | undefined }): string {
  return args?.regex === undefined ? functionName : `${functionName} ${args.regex}`;
}

type NewSetting = Parameters<CdnPort['setConfig']>[1];

/**
 * Observes a setting that CDN does not have; `args` are those of one of several entries. Once it was sent three times without effect, it is sent again only
 * if the user agrees.
 */
export function observeMissing(
  functionName: string,
  { facts, answers }: StepContext,
  known: RunFacts = facts,
  args?: NewSetting['args'],
): Observation {
  const tries = lookUp(facts.settingTries, nameSetting({ functionName, args })) ?? 0;
  const approval = `${functionName} (${tries} without effect)`;
  if (tries >= mostTries && answers.approvals.setting !== approval) return askAgain(functionName, approval);
  return { kind: 'todo', facts: known };
}

/** Sends a setting of the domain to CDN and records the attempt. The attempt also counts if CDN failed to apply the setting. */
export async function makeSetting(context: ActContext, config: NewSetting): Promise<void> {
  const { cloud, plan, signal } = context;
  try {
    await cloud.cdn.setConfig(plan.domain, config, signal);
  } catch (error) {
    if (isErrorOf(error, 'settingFailed')) await noteTry(nameSetting(config), context);
    throw error;
  }
  await noteTry(nameSetting(config), context);
}

async function noteTry(name: string, { facts, note }: ActContext): Promise<void> {
  const tries = lookUp(facts.settingTries, name) ?? 0;
  await note({ ...facts, settingTries: { ...facts.settingTries, [name]: tries + 1 } });
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
