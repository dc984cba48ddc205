import { AppError } from '../../../../src/core/errors.js';
import { createRunBoard } from '../../../../src/core/onboarding/createRunBoard.js';
import type { RunRecord, StepId } from '../../../../src/core/onboarding/run.js';
import { currentStep } from '../../../../src/core/onboarding/runRecord.js';
import type { CloudPorts } from '../../../../src/core/ports/cloud.js';
import type { World } from './world.js';

/** Something that a window does: a call to the cloud or the workspace (`cdn.createDomain`, `mapping.addMapping`), or saving a record. */
export type Deed =
  | { readonly kind: 'call'; readonly action: string; readonly step: StepId | undefined }
  | { readonly kind: 'save'; readonly record: RunRecord };

/** A window that ends, as a killed process does, before or right after the deed that `fate` picks; it does nothing afterwards. */
export function openMortal(world: World, name: string, fate: (deed: Deed) => 'before' | 'after' | undefined) {
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
    const result = await work();
    if (when === 'after') die();
    return result;
  };
  const wrap = <T extends object>(part: string, port: T): T =>
    new Proxy(port, {
      get(target, method) {
        const real = Reflect.get(target, method) as (...input: unknown[]) => Promise<unknown>;
        const action = `${part}.${String(method)}`;
        return (...input: unknown[]) => live({ kind: 'call', action, step }, () => real(...input));
      },
    });
  const cloud = async (): Promise<CloudPorts> => {
    const { oss, cdn, dns, resolver, edge } = world.cloud;
    return {
      oss: wrap('oss', oss),
      cdn: wrap('cdn', cdn),
      dns: wrap('dns', dns),
      resolver: wrap('resolver', resolver),
      edge: wrap('edge', edge),
    };
  };
  const board = createRunBoard({
    ...deps,
    session: { ...deps.session, cloud },
    mapping: {
      ...deps.mapping,
      addMapping: (...input) =>
        live({ kind: 'call', action: 'mapping.addMapping', step }, () => deps.mapping.addMapping(...input)),
    },
    store: {
      ...deps.store,
      async write(id, text) {
        const record = id.startsWith('run-') ? (JSON.parse(text) as RunRecord) : undefined;
        await live(record && { kind: 'save', record }, () => deps.store.write(id, text));
        if (record) step = currentStep(record)?.id;
      },
    },
  });
  return { board, isDead: () => dead };
}
