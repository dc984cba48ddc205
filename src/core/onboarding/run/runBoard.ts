import { Pending } from '../../concurrency/pending.js';
import { AppError, toAppError } from '../../errors.js';
import { type Disposable, Signal } from '../../signal.js';
import { removeProofs } from './proofTxt.js';
import type { OnboardingPlan, RunAnswers, RunCheck, RunRecord, RunView } from './run.js';
import type { RunContext, RunDeps } from './runLoop.js';
import { isFinished, isUnfinished, mayPass, openStep, runId, type StepNow, taskOf } from './runRecord.js';
import { deleteRun, isSamePlan, readRun, readRuns, saveAnswers, saveNewRun } from './runStore.js';

/** The dependencies of the board. */
export interface RunBoardDeps extends RunDeps {
  /** Loads the run loop of a task. Called for the first run and not at start-up, since the module includes every step. */
  loadRunLoop(task: OnboardingPlan['task']): Promise<(id: string, options: RunContext) => Promise<void>>;
}

interface Worker {
  readonly stop: AbortController;
  /** Aborting this wakes the worker, which then observes every step again. */
  wake: AbortController;
  /** Resolves when the worker no longer writes. */
  ended: Promise<void>;
  /** Why the run loop could not be loaded. */
  error?: AppError;
}

type RunBoardShow = (record: RunRecord, activity: RunView['activity'], error?: AppError) => void;

/** All runs of the signed-in account. They are stored on this computer and shared by all windows. */
export class RunBoard {
  private readonly changed = new Signal<void>();
  private readonly started = new Signal<string>();
  private readonly views = new Map<string, RunView>();
  private readonly workers = new Map<string, Worker>();
  private readonly paused = new Set<string>();
  private readonly underWay = new Pending();
  /** The removals in progress, by id of the run. */
  private readonly removals = new Map<string, Promise<void>>();
  private readonly subscription: Disposable;
  readonly onDidChange = this.changed.event;
  /** Fires with the id of a run when the user starts a new or an existing run. The run is shown with the next change. */
  readonly onDidStart = this.started.event;
  /** Whether the view that shows the runs is visible. That view sets this. */
  watched = false;

  constructor(private readonly deps: RunBoardDeps) {
    this.subscription = deps.session.onDidChange(() => this.stopAll());
  }

  /** The last known runs; empty before `load` has been called. */
  get runs(): readonly RunView[] {
    return [...this.views.values()].sort((left, right) => left.record.createdAt - right.record.createdAt);
  }

  /**
   * Loads the saved runs and resumes unfinished ones, and finished ones with a recommended step that can continue
   * without the user.
   */
  async load(): Promise<void> {
    const records = await readRuns(this.deps.session.account?.id, this.deps.store);
    for (const id of this.views.keys())
      if (!this.workers.has(id) && !records.some((record) => record.id === id)) this.forget(id);
    for (const record of records) {
      if (this.workers.has(record.id) || this.removals.has(record.id)) continue;
      this.show(record, 'idle');
      const step = openStep(record);
      const isOpen = !isFinished(record) || (step && continuesAlone(step, record.answers));
      if (isOpen && !this.paused.has(record.id)) this.resume(record);
    }
  }

  /**
   * Saves a new run (or finds that of the domain) with answers given in advance, starts it and resolves to its id. Throws `runElsewhere` if another window
   * works on the domain with another plan, or on a finished run that the answers would not reach; `notSignedIn` if the signed-in account is no longer the
   * one for which the user decided.
   */
  async start(
    plan: OnboardingPlan,
    answers: Partial<RunAnswers> = {},
    account = this.deps.session.account?.id ?? '',
  ): Promise<string> {
    const id = runId(account, plan.domain, plan.task);
    await this.removals.get(id)?.catch(() => undefined);
    if ((this.deps.session.account?.id ?? '') !== account) throw new AppError('notSignedIn');
    const known = this.views.get(id)?.record;
    // Work on another plan, or for a recommended step, would overwrite the new one.
    if (known && (isFinished(known) || !isSamePlan(known.plan, plan))) await this.halt(known.id);
    try {
      await saveNewRun(account, { plan, answers }, this.deps);
      this.started.fire(id);
      this.recheck(id);
      return id;
    } catch (error) {
      // Another window's work continues to be shown.
      if (known && !this.paused.has(known.id)) this.resume(known);
      throw error;
    }
  }

  /** Checks a run now that waits, asks or has failed. */
  recheck(id: string): void {
    this.paused.delete(id);
    this.work(id);
  }

  /** Saves what the user answered and resumes the run. */
  async answer(id: string, answers: Partial<RunAnswers>): Promise<void> {
    await saveAnswers(id, answers, this.deps.store);
    this.recheck(id);
  }

  /** Records that the user unbinds the domain or removes its Host, so that its run asks before it makes either again. */
  async noteUnbound(domain: string): Promise<void> {
    if (this.views.size === 0) await this.load();
    const run = this.runs.find(({ record: { plan } }) => plan.domain === domain && plan.task === undefined);
    if (run) await saveAnswers(run.record.id, { unbound: true }, this.deps.store);
  }

  /** Stops work on the run in this window. Nothing is undone. */
  pause(id: string): void {
    this.paused.add(id);
    void this.halt(id);
    this.rest(id);
  }

  /** Removes the run from this computer. The cloud is unchanged. */
  async remove(id: string): Promise<void> {
    const removal = this.removals.get(id) ?? this.removeNow(id).finally(() => this.removals.delete(id));
    this.removals.set(id, removal);
    await removal;
  }

  /** Stops this window's work; resolves when it has stopped. */
  async dispose(): Promise<void> {
    this.subscription.dispose();
    this.stopAll();
    await this.underWay.settle();
  }

  private async removeNow(id: string): Promise<void> {
    const { store, session } = this.deps;
    const view = this.views.get(id);
    const account = session.account?.id;
    const halted = this.halt(id);
    this.forget(id);
    try {
      // A running save would restore the run.
      await halted;
      const run = await readRun(id, store);
      await deleteRun(id, store);
      if (run) await removeProofs(run, session);
    } catch (error) {
      if (view && session.account?.id === account) this.show(view.record, 'idle');
      throw error;
    }
  }

  private resume(record: RunRecord): void {
    this.work(record.id, isFinished(record));
  }

  private work(id: string, resumesFinished = false): void {
    const running = this.workers.get(id);
    if (running) {
      running.wake.abort();
      return;
    }
    const worker: Worker = { stop: new AbortController(), wake: new AbortController(), ended: Promise.resolve() };
    this.workers.set(id, worker);
    const wake = () => {
      worker.wake = new AbortController();
      return worker.wake.signal;
    };
    const show: RunBoardShow = (record, activity, error) => {
      if (!worker.stop.signal.aborted) this.show(record, activity, error);
    };
    const forget = () => {
      if (!worker.stop.signal.aborted) this.forget(id);
    };
    const checked = (check: RunCheck) => {
      if (!worker.stop.signal.aborted) this.note(id, check);
    };
    const { signal } = worker.stop;
    const options = { ...this.deps, resumesFinished, show, checked, forget, wake, signal };
    const working = this.deps.loadRunLoop(taskOf(id)).then(
      (workOnRun) => workOnRun(id, options),
      async (caught) => {
        worker.error = toAppError(caught);
        // A run that has just started is not shown yet.
        const record = await readRun(id, this.deps.store).catch(() => undefined);
        if (record) show(record, 'idle', worker.error);
      },
    );
    worker.ended = this.underWay.add(working.finally(() => this.end(id, worker)));
    // Before its first check: an idle run or one with an error would count as stopped again.
    const view = this.views.get(id);
    if (view?.activity === 'idle' || view?.error) this.show(view.record, 'here');
  }

  private end(id: string, worker: Worker): void {
    if (this.workers.get(id) !== worker) return;
    this.workers.delete(id);
    // Without this, a wake after the last check would be lost.
    if (worker.wake.signal.aborted) this.work(id);
    else this.rest(id, worker.error);
  }

  /** Stops the work on a run; resolves when it has stopped. */
  private async halt(id: string): Promise<void> {
    const worker = this.workers.get(id);
    worker?.stop.abort();
    this.workers.delete(id);
    await worker?.ended;
  }

  private stopAll(): void {
    for (const id of [...this.workers.keys()]) void this.halt(id);
    this.views.clear();
    this.changed.fire();
  }

  private forget(id: string): void {
    this.views.delete(id);
    this.changed.fire();
  }

  private rest(id: string, error?: AppError): void {
    const view = this.views.get(id);
    if (view && isUnfinished(view)) this.show(view.record, 'idle', error);
  }

  private show(record: RunRecord, activity: RunView['activity'], error?: AppError): void {
    const { check } = this.views.get(record.id) ?? {};
    this.views.set(record.id, {
      record,
      activity: isFinished(record) ? 'finished' : activity,
      ...(check && { check }),
      ...(error && { error }),
    });
    this.changed.fire();
  }

  private note(id: string, check: RunCheck): void {
    const view = this.views.get(id);
    if (!view) return;
    this.views.set(id, { ...view, check });
    this.changed.fire();
  }
}

/** Returns whether a recommended step can continue without the user: it was not observed yet, waits, failed for now, or was answered and not observed since. */
function continuesAlone({ id, state }: StepNow, answers: RunAnswers): boolean {
  const { approvals, left, skipped, saidAutoUpdateOn } = answers;
  if (id in skipped) return true;
  if (state.state === 'failed') return mayPass(state.error);
  if (state.state !== 'needsUser') return true;
  const { ask } = state;
  if (ask.kind === 'confirmAutoUpdate') return saidAutoUpdateOn;
  const given: readonly unknown[] = Object.values({ ...approvals, ...left });
  return given.includes('leave' in ask ? ask.leave : 'approval' in ask && ask.approval);
}
