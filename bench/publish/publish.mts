import { compare } from './compare.mjs';
import { benchEditor } from './editor.mjs';
import { loads } from './loads.js';
import { benchSecondPlan } from './secondPlan.mjs';
import { Stage } from './stage.mjs';

/** The name of the part that measures in a window of VS Code. */
const editor = 'editor';
/** The name of the part that measures the comparison of a folder that is published already. */
const plan = 'plan';

/** Compares the speed of publishing with the vendor's client and bare PUTs over a network with a round trip. Runs only one part if `name` is given. */
export async function benchPublish(name?: string): Promise<void> {
  const parts = [...Object.keys(loads), editor, plan];
  if (name !== undefined && !parts.includes(name))
    throw new Error(`There is no part ${name}; there are ${parts.join(', ')}`);
  const stage = await Stage.open();
  try {
    for (const part of name === undefined ? parts : [name]) {
      for (const load of loads[part] ?? []) await compare(stage, load);
      if (part === editor) await benchEditor(stage);
      if (part === plan) await benchSecondPlan();
      stage.clear();
    }
  } finally {
    stage.dispose();
  }
}
