import { benchEditor } from './editor.mjs';
import { benchChanged, benchFresh, benchLarge, benchNew } from './manyFiles.mjs';
import { benchOneSave } from './oneSave.mjs';
import { printWays } from './relayCheck.mjs';
import { benchScale } from './scale.mjs';
import { Stage } from './stage.mjs';
import { benchSite } from './wholeSite.mjs';

/** Each part of the end-to-end benchmark by the name that `--part=NAME` takes. */
const parts: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  new: benchNew,
  changed: benchChanged,
  large: benchLarge,
  fresh: benchFresh,
  save: benchOneSave,
  site: benchSite,
  editor: benchEditor,
};

/** Publishing from the request to the cloud over a network with a round trip, beside the vendor's client and bare PUTs; one part alone where it is named. */
export async function benchPublish(part?: string): Promise<void> {
  const chosen = part === undefined ? Object.values(parts) : [parts[part]];
  await printWays();
  await withStage(async (stage) => {
    for (const run of chosen) {
      if (!run) throw new Error(`There is no part ${part}; there are ${Object.keys(parts).join(', ')}`);
      await run(stage);
      stage.clear();
    }
  });
}

/** The same from 10,000 files to 100,000, and what that takes of the process that publishes. */
export function benchPublishScale(): Promise<void> {
  return withStage(benchScale);
}

async function withStage(work: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = await Stage.open();
  try {
    await work(stage);
  } finally {
    stage.dispose();
  }
}
