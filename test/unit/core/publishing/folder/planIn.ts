import { type PlanTools, preparePlan } from '../../../../../src/core/publishing/folder/preparePlan.js';
import { compileRules } from '../../../../../src/core/publishing/mapping/fileRules.js';
import { indexMappings, type Mapping } from '../../../../../src/core/publishing/mapping/mapping.js';
import { type createEngineWorld, never } from '../engineWorld.js';

/** Which part of a world is compared, by which mappings, and what of the tools is not as usual. */
export interface PlanCase {
  readonly change?: Partial<Mapping>;
  readonly below?: string;
  readonly others?: readonly Mapping[];
  readonly foreign?: readonly Mapping[];
  readonly tools?: Partial<PlanTools>;
  readonly signal?: AbortSignal;
}

/** Plans the folder of a world; answers the items, each in words too, those with a conflict once more, and the calls that this took. */
export async function planIn(world: ReturnType<typeof createEngineWorld>, given: PlanCase = {}) {
  const { change = {}, below = '', others = [], foreign = [], tools: own = {}, signal = never } = given;
  const mapping: Mapping = { cache: 'off', ...world.place.mapping, ...change };
  const tools: PlanTools = {
    oss: world.cloud.oss,
    files: world.disk,
    store: world.shared.window('plan'),
    clock: world.clock,
    onProgress: () => undefined,
    ...own,
  };
  const calls = world.cloud.calls.length;
  const rules = compileRules(mapping);
  const mappings = indexMappings([mapping, ...others]);
  const scope = { place: { ...world.place, mapping }, below, rules, mappings, foreign };
  const items = await preparePlan(scope, tools, signal);
  const kinds = items.map(({ kind, key }) => `${kind} ${key}`);
  const conflicts = items.flatMap(({ kind, key, conflict }) => (conflict ? [`${conflict}: ${kind} ${key}`] : []));
  return { items, kinds, conflicts, calls: world.cloud.calls.slice(calls) };
}
