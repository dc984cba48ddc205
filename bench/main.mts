import { parseArgs } from 'node:util';
import { benchActivation } from './activation.mjs';
import { benchPublish } from './publish/publish.mjs';
import { benchVerification } from './verification.mjs';

/** Each part by the name that `--only=NAME,NAME` takes, in the order in which they run; `part` names one of its own parts. */
const parts: Readonly<Record<string, (part?: string) => Promise<void>>> = {
  activation: benchActivation,
  verification: benchVerification,
  publish: benchPublish,
};

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: 'string' }, part: { type: 'string' } } });
  console.log(`On Node ${process.versions.node}`);
  for (const name of values.only?.split(',') ?? Object.keys(parts)) {
    const part = parts[name];
    if (!part) throw new Error(`There is no ${name}; there are ${Object.keys(parts).join(', ')}`);
    await part(values.part);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
