import { commands } from 'vscode';
import { showDomain } from '../../core/domainName.js';
import { AppError } from '../../core/errors.js';
import type { UserAsk } from '../../core/onboarding/run/asks.js';
import type { OnboardingPlan, RunAnswers, RunRecord } from '../../core/onboarding/run/run.js';
import {
  createRecord,
  inheritAnswers,
  inheritFacts,
  isUnfinished,
  openStep,
  runId,
} from '../../core/onboarding/run/runRecord.js';
import { type Origin, standardPorts } from '../../core/origin.js';
import { bucketOfSource } from '../../core/oss/binding.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import { pickDomain } from '../../host/prompts/pickDomain.js';
import { askOf, awaitCheck, findRun } from './checkRun.js';
import { continueRun, promptRun, type RunCommandDeps } from './runCommands.js';

/** Reads the domain of this name, or one that the user chooses, from CDN; `undefined` if cancelled. */
export async function openDomain(
  deps: RunCommandDeps,
  given: string | undefined,
  title?: string,
): Promise<CdnDomain | undefined> {
  const name = given ?? (await chooseDomain(deps, title));
  return name === undefined ? undefined : readDomain(deps, name);
}

/** The name of a domain that the user chooses; `undefined` if cancelled. */
export async function chooseDomain(deps: RunCommandDeps, title?: string): Promise<string | undefined> {
  return (await pickDomain(deps, (each) => showDomain(each.name), title === undefined ? {} : { title }))?.name;
}

/** Reads a domain from CDN. Throws `domainNotFound`. */
export async function readDomain(deps: RunCommandDeps, name: string): Promise<CdnDomain> {
  const { cdn } = await deps.session.cloud();
  const domain = await cdn.readDomain(name, new AbortController().signal);
  if (!domain) throw new AppError('domainNotFound', { subject: showDomain(name) });
  return domain;
}

type Task = Pick<OnboardingPlan, 'task' | 'site'>;

/** The task of a run on a domain, and its first question. */
type DomainTask = Task & { readonly first: UserAsk['kind'] };

/**
 * Starts a run for a task on a CDN domain, passes its id to `watch`, and asks the user. A new run is removed if its
 * first question, before which it does nothing, is cancelled.
 */
export async function startTask(
  deps: RunCommandDeps,
  domain: CdnDomain,
  { first, ...task }: DomainTask,
  watch: (id: string) => void,
): Promise<void> {
  const { session, board } = deps;
  const plan = planOf(domain, task);
  const id = runId(session.account?.id ?? '', plan.domain, plan.task);
  const isNew = !findRun(board, id);
  await commands.executeCommand('ossCdn.explorer.focus');
  const run = await awaitCheck(deps, id, async () => watch(await board.start(plan)));
  const state = run && openStep(run.record)?.state;
  // An obstacle before its first question is shown; a wait is visible in its row.
  if (!run || !state || (state.state !== 'needsUser' && state.state !== 'failed')) return;
  if (state.state === 'failed' || state.ask.kind !== first) return continueRun(deps, id);
  if (await promptRun(deps, run, state.ask)) return;
  if (isNew && askOf(findRun(board, id))?.kind === first) await board.remove(id);
}

/** Starts a run whose first question is already answered, or passes the answers to a running one; passes its id to `watch`. */
export function startAnswered(
  { board }: RunCommandDeps,
  domain: CdnDomain,
  task: Task,
  watch: (id: string) => void,
): (answers: Partial<RunAnswers>) => Promise<void> {
  return async (answers) => {
    await commands.executeCommand('ossCdn.explorer.focus');
    watch(await board.start(planOf(domain, task), answers));
  };
}

/** The plan of a run for a task on a CDN domain. */
function planOf(domain: CdnDomain, { task, site }: Task): OnboardingPlan {
  return {
    ...(task && { task }),
    ...(site && { site }),
    domain: domain.name,
    origin: originOf(domain),
    type: domain.type,
    region: domain.region ?? 'overseas',
    port: domain.sources[0]?.port ?? standardPorts.http,
  };
}

/** The running run for a task on a domain, else a draft that is not started; and whether a finished one exists. */
export async function draftTask(
  { session, board, clock }: RunCommandDeps,
  domain: CdnDomain,
  task: Task,
): Promise<{ readonly isFinished: boolean; readonly record: RunRecord }> {
  const account = session.account?.id ?? '';
  if (board.runs.length === 0) await board.load();
  const known = findRun(board, runId(account, domain.name, task.task));
  if (known && isUnfinished(known)) return { isFinished: false, record: known.record };
  const fresh = createRecord(account, planOf(domain, task), clock.now(), known && inheritFacts(known.record));
  return {
    isFinished: known !== undefined,
    record: known ? { ...fresh, answers: inheritAnswers(known.record) } : fresh,
  };
}

/** The origin of a domain in the form of a run. */
export function originOf({ sources }: Pick<CdnDomain, 'sources'>): Origin {
  const [first] = sources;
  const bucket = first && bucketOfSource(first);
  if (bucket) return { kind: 'bucket', bucket };
  const servers = sources.map(({ content, priority, weight }) => ({
    host: content,
    backup: priority === '30',
    weight: Number(weight),
  }));
  return { kind: first?.type === 'ipaddr' ? 'ip' : 'site', servers };
}
