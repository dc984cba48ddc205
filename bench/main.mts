import { parseArgs } from 'node:util';
import { benchActivation } from './activation.mjs';
import { benchPublish, benchPublishScale } from './publishing/endToEnd/publish.mjs';
import { benchPlan } from './publishing/plan.mjs';
import { benchSave } from './publishing/save.mjs';
import { benchStore } from './publishing/store.mjs';
import { benchUpload } from './publishing/upload.mjs';
import { benchSizes } from './sizes.mjs';
import { benchVerification } from './verification.mjs';

/** Each part by the name that `--only=NAME,NAME` takes, in the order in which they run; `part` names one of its own parts. */
const parts: Readonly<Record<string, (part?: string) => Promise<void>>> = {
  activation: benchActivation,
  sizes: benchSizes,
  verification: benchVerification,
  upload: benchUpload,
  plan: benchPlan,
  save: benchSave,
  store: benchStore,
  publish: benchPublish,
};

/** These take minutes and only run by their names. */
const longParts: typeof parts = { 'publish-scale': benchPublishScale };

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: 'string' }, part: { type: 'string' } } });
  console.log(`On Node ${process.versions.node}`);
  const chosen = values.only?.split(',') ?? Object.keys(parts);
  for (const name of chosen) {
    const part = parts[name] ?? longParts[name];
    if (!part) throw new Error(`There is no ${name}; there are ${Object.keys({ ...parts, ...longParts }).join(', ')}`);
    await part(values.part);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
