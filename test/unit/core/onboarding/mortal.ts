import { AppError } from '../../../../src/core/errors.js';
import { stepsOf } from '../../../../src/core/onboarding/allSteps.js';
import type { RunRecord, StepId } from '../../../../src/core/onboarding/run/run.js';
import { RunBoard } from '../../../../src/core/onboarding/run/runBoard.js';
import { workOnRun } from '../../../../src/core/onboarding/run/runLoop.js';
import type { Step } from '../../../../src/core/onboarding/run/step.js';
import type { CloudPorts } from '../../../../src/core/ports/cloud.js';
import type { World } from './world.js';
import { isWriting, nameWrite } from './writes.js';

/** Something that a window does: a call to the cloud or the workspace (`cdn.createDomain`, `mapping.addMapping`), or saving a record. */
export type Deed =
  | {
      readonly kind: 'call';
      readonly action: string;
      /** The step that makes it; absent when the user asked for it. */
      readonly step: StepId | undefined;
      /** What it changes, in words; absent when it only looks. */
      readonly write: string | undefined;
    }
  | { readonly kind: 'save'; readonly record: RunRecord };

/**
 * What goes wrong at a deed: the window ends before it or right after it took effect, or continues after the connection has
 * failed before it was sent or before its answer came.
 */
type Mishap = 'before' | 'after' | 'unsent' | 'unanswered';

/** What becomes of a window at a deed. */
export type Fate = (deed: Deed) => Mishap | undefined;

/**
 * A window that meets its `fate`; one that ends does so as a killed process does, and does nothing afterwards. `onDone`
 * hears of each deed that took effect, also of the last.
 */
export function openMortal(world: World, name: string, fate: Fate, onDone: (deed: Deed) => void = () => undefined) {
  const deps = world.depsOf(name);
  let dead = false;
  let step: StepId | undefined;
  const die = () => {
    dead = true;
    world.documents.crash(name);
    throw new AppError('cancelled');
  };
  const live = async <T>(deed: Deed | undefined, work: () => Promise<T>): Promise<T> => {
    if (dead) throw new AppError('cancelled');
    const when = deed && fate(deed);
    if (when === 'before') die();
    if (when === 'unsent') throw new AppError('offline');
    try {
      const result = await work();
      if (deed) onDone(deed);
      if (when === 'unanswered') throw new AppError('timeout');
      return result;
    } finally {
      // A refusal has no effect, but a window may die of anything.
      if (when === 'after') die();
    }
  };
  const call: Call = (action, input, work) => {
    const write = isWriting(action) ? nameWrite(step, action, input, world.cloud.state) : undefined;
    return live({ kind: 'call', action, step, write }, work);
  };
  const cloud = withCalls(world.cloud, call);
  const mark = (each: Step) =>
    markStep(each, (id) => {
      step = id;
    });
  const board = new RunBoard({
    ...deps,
    session: { ...deps.session, cloud: async () => cloud },
    mapping: {
      ...deps.mapping,
      addMapping: (...input) => call('mapping.addMapping', input, () => deps.mapping.addMapping(...input)),
      giveConsent: (...input) => call('mapping.giveConsent', input, () => deps.mapping.giveConsent(...input)),
      publish: (...input) => call('mapping.publish', input, () => deps.mapping.publish(...input)),
    },
    loadRunLoop: async (task) => (id, options) => workOnRun(id, options, stepsOf(task).map(mark)),
    store: {
      ...deps.store,
      write: (id, text) => live(toSave(id, text), () => deps.store.write(id, text)),
      update: async (id, change) => {
        const text = change(world.documents.documents.get(id));
        return live(text === undefined ? undefined : toSave(id, text), () => deps.store.update(id, change));
      },
    },
  });
  return { board, cloud, isDead: () => dead };
}

function toSave(id: string, text: string): Deed | undefined {
  return id.startsWith('run-') ? { kind: 'save', record: JSON.parse(text) as RunRecord } : undefined;
}

/** A step that says who it is while it works: a window works on one step at a time. */
function markStep({ id, observe, act, explain }: Step, onStep: (id: StepId | undefined) => void): Step {
  const mark =
    <Input extends unknown[], T>(work: (...input: Input) => Promise<T>) =>
    async (...input: Input): Promise<T> => {
      onStep(id);
      return work(...input).finally(() => onStep(undefined));
    };
  return { id, observe: mark(observe), ...(act && { act: mark(act) }), ...(explain && { explain: mark(explain) }) };
}

type Call = <T>(action: string, input: readonly unknown[], work: () => Promise<T>) => Promise<T>;

function withCalls(
  { oss, cdn, dns, certificates, acme, sts, resolver, edge, limits, connections }: CloudPorts,
  call: Call,
): CloudPorts {
  const map = <T extends object>(part: string, port: T): T =>
    new Proxy(port, {
      get(target, method) {
        const real = Reflect.get(target, method) as (...input: unknown[]) => Promise<unknown>;
        return (...input: unknown[]) => call(`${part}.${String(method)}`, input, () => real(...input));
      },
    });
  return {
    oss: map('oss', oss),
    cdn: map('cdn', cdn),
    dns: map('dns', dns),
    certificates: map('certificates', certificates),
    acme: map('acme', acme),
    sts: map('sts', sts),
    resolver: map('resolver', resolver),
    edge: map('edge', edge),
    limits,
    connections,
  };
}
