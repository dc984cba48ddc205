import { compare } from './compare.mjs';
import { benchEditor } from './editor.mjs';
import { loads } from './loads.js';
import { Stage } from './stage.mjs';

/** The part that measures in a window of VS Code; each of `loads` is another part. */
const editor = 'editor';

/** Publishing from the request to the cloud over a network with a round trip, beside the vendor's client and bare PUTs; one part alone where it is named. */
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
