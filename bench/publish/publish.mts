import { compare } from './compare.mjs';
import { benchDownload } from './download.mjs';
import { benchEditor } from './editor.mjs';
import { benchLimits } from './limits.mjs';
import { benchResets, benchSite } from './line.mjs';
import { benchList } from './list.mjs';
import { loads } from './loads.js';
import { benchMove } from './move.mjs';
import { benchSaves } from './saves.mjs';
import { benchSecondPlan } from './secondPlan.mjs';
import { Stage } from './stage.mjs';
import { benchTogether } from './together.mjs';

/** The parts that are no comparisons, by their names. The other parts are the keys of `loads`. */
const others: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  site: benchSite,
  resets: benchResets,
  limits: benchLimits,
  together: benchTogether,
  editor: benchEditor,
  saves: benchSaves,
  plan: benchSecondPlan,
  move: benchMove,
  list: benchList,
  download: benchDownload,
};

/** Compares the speed of publishing with the vendor's client and bare PUTs over a network with a round trip. Runs only one part if `name` is given. */
export async function benchPublish(name?: string): Promise<void> {
  const parts = [...Object.keys(loads), ...Object.keys(others)];
  if (name !== undefined && !parts.includes(name))
    throw new Error(`There is no part ${name}; there are ${parts.join(', ')}`);
  const stage = await Stage.open();
  try {
    for (const part of name === undefined ? parts : [name]) {
      for (const load of loads[part] ?? []) await compare(stage, load);
      await others[part]?.(stage);
      stage.clear();
    }
  } finally {
    stage.dispose();
  }
}
