import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/ensure.mjs';
import { measureInFreshWindow, prepareMeasuring, type Values } from './freshWindow.mjs';
import { median, printAim } from './print.mjs';

const windows = 5;
const aims = { activateMs: 15, sdkMs: 80 };

/** Measures the cold activation and the first load of each vendor SDK, each in a fresh window. */
export async function benchActivation(): Promise<void> {
  const tests = await prepareMeasuring('bench/inWindow.ts', 'bench');
  const sdks = readdirSync(join(root, 'dist')).filter((name) => name.startsWith('sdk') && name.endsWith('.js'));
  const all: Values[] = [];
  for (let window = 0; window < windows; window++) {
    // Each window loads one SDK. The SDKs share dependencies, so a second SDK would find them loaded.
    const env = { OSS_CDN_BENCH_FILE: sdks[window % sdks.length] ?? '' };
    all.push(await measureInFreshWindow({ extension: root, tests, env }));
  }
  const valuesOf = (name: string) => all.flatMap((values) => values[name] ?? []);
  const times = valuesOf('activation');
  printAim(`code load + activate, median of ${windows} fresh windows, ms`, median(times), aims.activateMs);
  console.log(`  ${Math.min(...times).toFixed(1)} to ${Math.max(...times).toFixed(1)}`);
  for (const name of sdks) printAim(`cold load of dist/${name}, ms`, median(valuesOf(name)), aims.sdkMs);
}
