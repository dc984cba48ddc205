import { compare } from './compare.mjs';
import { benchEditor } from './editor.mjs';
import { loads } from './loads.js';
import { Stage } from './stage.mjs';

/** The name of the part that measures in a window of VS Code. The other parts are the keys of `loads`. */
const editor = 'editor';

/** Compares the speed of publishing with the vendor's client and bare PUTs over a network with a round trip. Runs only one part if `name` is given. */
export async function benchPublish(name?: string): Promise<void> {
  const parts = [...Object.keys(loads), editor];
  if (name !== undefined && !parts.includes(name))
    throw new Error(`There is no part ${name}; there are ${parts.join(', ')}`);
  const stage = await Stage.open();
  try {
    for (const part of name === undefined ? parts : [name]) {
      for (const load of loads[part] ?? []) await compare(stage, load);
      if (part === editor) await benchEditor(stage);
      stage.clear();
    }
  } finally {
    stage.dispose();
  }
}
