import { compare } from './compare.mjs';
import { benchEditor } from './editor.mjs';
import { loads } from './loads.js';
import { Stage } from './stage.mjs';

type Part = (stage: Stage) => Promise<void>;

/** Each part by the name that `--part=NAME` takes. */
const parts: ReadonlyMap<string, Part> = new Map([
  ...Object.entries(loads).map(([name, all]): [string, Part] => [name, (stage) => compareAll(stage, all)]),
  ['editor', benchEditor],
]);

/** Publishing from the request to the cloud over a network with a round trip, beside the vendor's client and bare PUTs; one part alone where it is named. */
export async function benchPublish(name?: string): Promise<void> {
  const chosen = name === undefined ? [...parts.values()] : [parts.get(name)];
  const stage = await Stage.open();
  try {
    for (const part of chosen) {
      if (!part) throw new Error(`There is no part ${name}; there are ${[...parts.keys()].join(', ')}`);
      await part(stage);
      stage.clear();
    }
  } finally {
    stage.dispose();
  }
}

async function compareAll(stage: Stage, all: (typeof loads)[string]): Promise<void> {
  for (const load of all) await compare(stage, load);
}
