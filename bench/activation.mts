import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium, ensureVsCode, root } from '../scripts/ensure.mjs';
import { bundleHostTests } from '../test/support/hostRun.js';
import { packageExtension } from '../test/support/package.js';
import { measureInFreshWindow, type Values } from './freshWindow.mjs';
import { median, printAim } from './print.mjs';

const windows = 5;
const aims = { activateMs: 15, sdkMs: 80 };

/** Cold activation beside that of an empty extension, and the first load of each vendor SDK, in fresh windows. */
export async function benchActivation(): Promise<void> {
  ensureVsCode();
  ensureChromium();
  packageExtension();
  const sdks = readdirSync(join(root, 'dist')).filter((name) => name.startsWith('sdk') && name.endsWith('.js'));
  const tests = await bundleHostTests('bench/inWindow.ts', 'bench');
  const measure = (id: string, extension: string, files = '') =>
    measureInFreshWindow({ extension, tests, env: { OSS_CDN_BENCH_ID: id, OSS_CDN_BENCH_FILES: files } });
  const ours: Values[] = [];
  const empty: Values[] = [];
  for (let window = 0; window < windows; window++) {
    empty.push(await measure('bench.empty', join(root, 'bench/empty')));
    // One SDK a window: they share dependencies, and the second would find them warm.
    ours.push(await measure('oss-cdn.oss-cdn', root, sdks[window % sdks.length]));
  }
  printActivation(valuesOf(ours, 'activation'), valuesOf(empty, 'activation'));
  for (const name of sdks) printAim(`cold load of dist/${name}, ms`, median(valuesOf(ours, name)), aims.sdkMs);
}

function valuesOf(all: readonly Values[], name: string): readonly number[] {
  return all.flatMap((values) => values[name] ?? []);
}

function printActivation(ours: readonly number[], empty: readonly number[]): void {
  const [mine, base] = [median(ours), median(empty)];
  const spread = `${Math.min(...ours).toFixed(1)} to ${Math.max(...ours).toFixed(1)}`;
  printAim(`code load + activate, median of ${ours.length} fresh windows, ms`, mine, aims.activateMs);
  console.log(`  ${spread}; an empty extension ${base.toFixed(1)}; ratio ${(mine / base).toFixed(1)}`);
}
