import { isOutsidePlan, isPlanRefusal } from '../cdn/resourcePlan.js';
import { type AppError, isErrorOf } from '../errors.js';
import { lookUp } from '../lookUp.js';
import type { CdnConfig, CdnPort } from '../ports/cdn.js';
import type { RunFacts } from './run/facts.js';
import { type ActContext, askUser, type Observation, type StepContext, toStepFailure, waitFor } from './run/step.js';

/** Attempts before the user is asked, since CDN may accept a setting and lose it. */
const mostTries = 3;

/** Observes a setting that is not in effect yet. If CDN failed to make it, it is made once more, then the user is asked. */
export function observeUnready({ functionName, status }: CdnConfig, { facts, answers }: StepContext): Observation {
  if (status !== 'failed') return waitFor({ kind: 'configuring' });
  const times = lookUp(facts.setAgain, functionName) ?? 0;
  const approval = `${functionName} (${times})`;
  if (times > 0 && answers.approvals.setting !== approval) return askAgain(functionName, approval);
  return { kind: 'todo', facts: { ...facts, setAgain: { ...facts.setAgain, [functionName]: times + 1 } } };
}

/** Observes a setting that is missing. After three attempts without effect the user has to agree. */
export function observeMissing(
  functionName: string,
  { facts, answers }: StepContext,
  known: RunFacts = facts,
): Observation {
  const tries = lookUp(facts.settingTries, functionName) ?? 0;
  const approval = `${functionName} (${tries} without effect)`;
  if (tries >= mostTries && answers.approvals.setting !== approval) return askAgain(functionName, approval);
  return { kind: 'todo', facts: known };
}

/** Makes a setting of the domain and records that CDN accepted it. */
export async function makeSetting(context: ActContext, config: Parameters<CdnPort['setConfig']>[1]): Promise<void> {
  const { cloud, plan, signal } = context;
  try {
    await cloud.cdn.setConfig(plan.domain, config, signal);
  } catch (error) {
    if (isErrorOf(error, 'settingFailed')) await noteTry(config.functionName, context);
    throw error;
  }
  await noteTry(config.functionName, context);
}

async function noteTry(functionName: string, { facts, note }: ActContext): Promise<void> {
  const tries = lookUp(facts.settingTries, functionName) ?? 0;
  await note({ ...facts, settingTries: { ...facts.settingTries, [functionName]: tries + 1 } });
}

/** The facts after a setting was seen in effect: its attempts no longer count. */
export function forgetTries(functionName: string, facts: RunFacts): RunFacts {
  const { [functionName]: _done, ...settingTries } = facts.settingTries;
  return { ...facts, settingTries };
}

/** The meaning of a refused setting: CDN is busy, the setting exists meanwhile, or CDN failed and is asked again. */
export function explainSetting({ kind }: AppError): Observation | undefined {
  const passes = kind === 'domainBusy' || kind === 'configExists' || kind === 'settingFailed';
  return passes ? waitFor({ kind: 'busy' }) : undefined;
}

/**
 * The meaning of a refused optional setting: if CDN does not offer it for the domain or the account, the user is asked
 * to continue without it. It is sent again only after a recheck of the run. For a domain of a Global Resource Plan there
 * is one question about everything that the plan lacks, including the `others`.
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

/** Returns whether CDN does not offer a setting here. */
export function isRefused(error: AppError): boolean {
  return isErrorOf(error, 'operationBarred');
}

/** Returns whether the user continues without a refused setting. */
export function isLeftOut(functionName: string, context: Pick<StepContext, 'answers'>): boolean {
  return listLeft(context).includes(functionName);
}

/** The note of a done step if some of these functions were left out. */
export function noteLeft(functions: readonly string[], context: Pick<StepContext, 'answers'>) {
  return functions.some((each) => isLeftOut(each, context)) ? ({ note: 'settingsLeft' } as const) : {};
}

function listLeft({ answers: { left } }: Pick<StepContext, 'answers'>): readonly string[] {
  return (left.settings ?? '').split(' ').filter(Boolean);
}

/** The id of the setting to replace, if there is one. */
export function inPlaceOf(config: CdnConfig | undefined): { readonly configId?: string } {
  return config ? { configId: config.id } : {};
}

function askAgain(functionName: string, approval: string): Observation {
  return askUser({ kind: 'settingFailed', functionName, approval });
}
