import type { Session } from '../account.js';
import type { ClockPort, DocumentStore } from '../ports/local.js';
import { Signal } from '../signal.js';
import { drive } from './driver.js';
import type { MappingPort } from './mappingPort.js';
import type { OnboardingPlan, RunAnswers, RunRecord, RunView } from './run.js';
import type { RunBoard } from './runBoard.js';
import { answersId, createRecord, isFinished, parseAnswers, parseRecord, runId } from './runRecord.js';

/** What the board works with. */
export interface BoardDeps {
  readonly store: DocumentStore;
  readonly session: Session;
  readonly clock: ClockPort;
  readonly mapping: MappingPort;
  /** Finds the registrable domain of a name. */
  readonly loadRootOf: () => Promise<(name: string) => string>;
  /** The name servers that must see the CNAME. */
  readonly resolvers: () => readonly string[];
}

interface Worker {
  readonly stop: AbortController;
  /** Wakes the worker from its sleep to look at everything again. */
  wake: AbortController;
}

/** Makes the board of the signed-in account's runs; `dispose` stops all work of this window. */
export function createRunBoard(deps: BoardDeps): RunBoard & { dispose(): void } {
  const changed = new Signal<void>();
  const views = new Map<string, RunView>();
  const workers = new Map<string, Worker>();
  const paused = new Set<string>();

  const show = (record: RunRecord, activity: RunView['activity']) => {
    views.set(record.id, { record, activity: isFinished(record) ? 'finished' : activity });
    changed.fire();
  };
  const stopAll = () => {
    for (const worker of workers.values()) worker.stop.abort();
    workers.clear();
    views.clear();
    changed.fire();
  };
  const work = (id: string) => {
    const running = workers.get(id);
    if (running) return running.wake.abort();
    const worker: Worker = { stop: new AbortController(), wake: new AbortController() };
    workers.set(id, worker);
    const renewWake = () => {
      worker.wake = new AbortController();
      return worker.wake.signal;
    };
    void drive(id, { ...deps, show, wake: renewWake, signal: worker.stop.signal }).then(() => {
      if (workers.get(id) !== worker) return;
      workers.delete(id);
      // A wake that came after the last look would be lost without this.
      if (worker.wake.signal.aborted) work(id);
      else rest(id);
    });
  };
  const rest = (id: string) => {
    const view = views.get(id);
    if (view && !workers.has(id) && view.activity !== 'finished') show(view.record, 'idle');
  };
  const subscription = deps.session.onDidChange(stopAll);
  return {
    onDidChange: changed.event,
    get runs() {
      return [...views.values()].sort((left, right) => left.record.createdAt - right.record.createdAt);
    },
    async load() {
      for (const record of await readRecords(deps)) {
        if (!workers.has(record.id)) show(record, 'idle');
        if (!isFinished(record) && !paused.has(record.id) && !workers.has(record.id)) work(record.id);
      }
    },
    async start(plan: OnboardingPlan) {
      const id = await saveNew(plan, deps);
      paused.delete(id);
      work(id);
      return id;
    },
    recheck(id) {
      paused.delete(id);
      work(id);
    },
    async answer(id, answers) {
      await saveAnswers(id, answers, deps);
      paused.delete(id);
      work(id);
    },
    pause(id) {
      paused.add(id);
      workers.get(id)?.stop.abort();
      workers.delete(id);
      rest(id);
    },
    async remove(id) {
      workers.get(id)?.stop.abort();
      workers.delete(id);
      await deps.store.remove(id);
      await deps.store.remove(answersId(id));
      views.delete(id);
      changed.fire();
    },
    dispose() {
      subscription.dispose();
      stopAll();
    },
  };
}

async function readRecords({ store, session }: BoardDeps): Promise<RunRecord[]> {
  const account = session.account?.id;
  if (account === undefined) return [];
  const ids = (await store.list()).filter((id) => id.startsWith(runId(account, '')));
  const texts = await Promise.all(ids.map((id) => store.read(id)));
  const records = texts.map((text) => (text === undefined ? undefined : parseRecord(text)));
  return records.filter((record) => record !== undefined);
}

async function saveNew(plan: OnboardingPlan, { store, session, clock }: BoardDeps): Promise<string> {
  const fresh = createRecord(session.account?.id ?? '', plan, clock.now());
  const text = await store.read(fresh.id);
  const known = text === undefined ? undefined : parseRecord(text);
  // The same plan goes on where it was; another plan for the same domain replaces the old bookmark.
  if (known && JSON.stringify(known.plan) === JSON.stringify(plan) && !isFinished(known)) return known.id;
  await store.remove(answersId(fresh.id));
  await store.write(fresh.id, JSON.stringify(fresh));
  return fresh.id;
}

async function saveAnswers(id: string, answers: Partial<RunAnswers>, { store }: BoardDeps): Promise<void> {
  const earlier = parseAnswers(await store.read(answersId(id)));
  await store.write(answersId(id), JSON.stringify({ ...earlier, ...answers }));
}
