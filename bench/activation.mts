import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium, ensureVsCode, root } from '../scripts/ensure.mjs';
import { bundleHostTests } from '../test/support/hostRun.js';
import { packageExtension } from '../test/support/package.js';
import { measureInFreshWindow, type Values } from './freshWindow.mjs';
import { median, printAim } from './print.mjs';

const windows = 5;
const aims = { activateMs: 15, sdkMs: 80 };

/** Cold activation and the first load of each vendor SDK, in fresh windows. */
export async function benchActivation(): Promise<void> {
  ensureVsCode();
  ensureChromium();
  packageExtension();
  const sdks = readdirSync(join(root, 'dist')).filter((name) => name.startsWith('sdk') && name.endsWith('.js'));
  const tests = await bundleHostTests('bench/inWindow.ts', 'bench');
  const all: Values[] = [];
  for (let window = 0; window < windows; window++) {
    // One SDK a window: they share dependencies, and the second would find them warm.
    const env = { OSS_CDN_BENCH_FILE: sdks[window % sdks.length] ?? '' };
    all.push(await measureInFreshWindow({ extension: root, tests, env }));
  }
  const valuesOf = (name: string) => all.flatMap((values) => values[name] ?? []);
  const times = valuesOf('activation');
  printAim(`code load + activate, median of ${windows} fresh windows, ms`, median(times), aims.activateMs);
  console.log(`  ${Math.min(...times).toFixed(1)} to ${Math.max(...times).toFixed(1)}`);
  for (const name of sdks) printAim(`cold load of dist/${name}, ms`, median(valuesOf(name)), aims.sdkMs);
}
