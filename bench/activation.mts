import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium, ensureVsCode, root } from '../scripts/ensure.mjs';
import { reportVariable } from '../test/host/harness.js';
import { startBrowser } from '../test/support/browser.js';
import { bundleHostTests, readReports, runInHost } from '../test/support/hostRun.js';
import { packageExtension } from '../test/support/package.js';
import { startVsCode } from '../test/support/vscode.js';
import { median, printAim } from './print.mjs';

const windows = 5;
const aims = { activateMs: 15, sdkMs: 80, saveMs: 1 };

type Values = Readonly<Record<string, number>>;

interface Subject {
  readonly id: string;
  readonly folder: string;
  readonly files: readonly string[];
}

/** Cold activation beside that of an empty extension, and the first load of each vendor SDK, in fresh windows. */
export async function benchActivation(): Promise<void> {
  ensureVsCode();
  ensureChromium();
  packageExtension();
  const sdks = readdirSync(join(root, 'dist')).filter((name) => name.startsWith('sdk') && name.endsWith('.js'));
  const tests = await bundleHostTests('bench/inHost.ts', 'bench');
  const ours: Values[] = [];
  const empty: Values[] = [];
  for (let window = 0; window < windows; window++) {
    empty.push(await measure({ id: 'bench.empty', folder: join(root, 'bench/empty'), files: [] }, tests));
    // One SDK a window: they share dependencies, and the second would find them warm.
    const files = sdks.filter((_name, index) => index === window % sdks.length);
    ours.push(await measure({ id: 'oss-cdn.oss-cdn', folder: root, files }, tests));
  }
  printActivation(total(ours), total(empty));
  printAim(
    'synchronous part of the save handler, median of 50 saves a window, ms',
    median(valuesOf(ours, 'saveHandler')),
    aims.saveMs,
  );
  console.log(`  slowest ${Math.max(...valuesOf(ours, 'slowestSaveHandler')).toFixed(2)} ms`);
  for (const name of sdks) printAim(`cold load of dist/${name}, ms`, median(valuesOf(ours, name)), aims.sdkMs);
}

/** Opens a fresh window on an empty folder and answers what was measured in it. */
async function measure({ id, folder, files }: Subject, tests: string): Promise<Values> {
  const top = mkdtempSync(join(tmpdir(), 'oss-cdn-bench-'));
  const reports = join(top, 'reports.jsonl');
  writeFileSync(reports, '');
  const env = { [reportVariable]: reports, OSS_CDN_BENCH_ID: id, OSS_CDN_BENCH_FILES: files.join(',') };
  const vscode = await startVsCode({ runsTests: true, env });
  const browser = await startBrowser();
  try {
    const code = await runInHost(vscode, browser, { folder: top, extension: folder, tests });
    const lines = readReports(reports);
    if (code !== 0) throw new Error(`The benchmark of ${id} failed: ${JSON.stringify(lines)}`);
    return Object.fromEntries(
      lines.flatMap((line) => (line.kind === 'value' ? [[line.name, Number(line.value)]] : [])),
    );
  } finally {
    await browser.close();
    await vscode.stop();
    vscode.remove();
    rmSync(top, { recursive: true, force: true });
  }
}

function total(all: readonly Values[]): readonly number[] {
  return all.map(({ load = Number.NaN, activate = Number.NaN }) => load + activate);
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
