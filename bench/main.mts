import { parseArgs } from 'node:util';
import { benchActivation } from './activation.mjs';
import { benchPlan } from './publishing/plan.mjs';
import { benchSave } from './publishing/save.mjs';
import { benchStore } from './publishing/store.mjs';
import { benchUpload } from './publishing/upload.mjs';
import { benchSizes } from './sizes.mjs';
import { benchVerification } from './verification.mjs';

/** Each part by the name that `--only=NAME,NAME` takes, in the order in which they run. */
const parts: Readonly<Record<string, () => Promise<void>>> = {
  activation: benchActivation,
  sizes: benchSizes,
  verification: benchVerification,
  upload: benchUpload,
  plan: benchPlan,
  save: benchSave,
  store: benchStore,
};

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  console.log(`On Node ${process.versions.node}`);
  const chosen = values.only?.split(',') ?? Object.keys(parts);
  for (const name of chosen) {
    const part = parts[name];
    if (!part) throw new Error(`There is no ${name}; there are ${Object.keys(parts).join(', ')}`);
    await part();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
