import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium, ensureVsCode } from '../scripts/ensure.mjs';
import { reportVariable } from '../test/host/harness.js';
import { startBrowser } from '../test/support/browser.js';
import { bundleHostTests, readReports, runInHost } from '../test/support/hostRun.js';
import { packageExtension } from '../test/support/package.js';
import { startVsCode, type VsCode } from '../test/support/vscode.js';

/** Ensures VS Code, the browser and the packaged extension, and bundles a test module that measures. Returns the path of the bundle with this name. */
export function prepareMeasuring(module: string, name: string): Promise<string> {
  ensureVsCode();
  ensureChromium();
  packageExtension();
  return bundleHostTests(module, name);
}

/** The measured values by name. */
export type Values = Readonly<Record<string, number>>;

interface WindowOptions {
  /** The folder to open as the workspace; an empty folder by default. */
  readonly folder?: string;
  readonly extension: string;
  /** The path of the bundled test module that measures. */
  readonly tests: string;
  readonly env: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly prepare?: (vscode: VsCode) => void;
}

/** Starts a VS Code, measures in its extension host and returns the values. */
export async function measureInFreshWindow(options: WindowOptions): Promise<Values> {
  const { extension, tests, env, settings = {}, prepare } = options;
  const top = mkdtempSync(join(tmpdir(), 'oss-cdn-bench-'));
  const reports = join(top, 'reports.jsonl');
  writeFileSync(reports, '');
  const vscode = await startVsCode({ runsTests: true, settings, env: { ...env, [reportVariable]: reports } });
  prepare?.(vscode);
  const browser = await startBrowser();
  try {
    const code = await runInHost(vscode, browser, { folder: options.folder ?? top, extension, tests });
    const lines = readReports(reports);
    if (code !== 0) throw new Error(`Measuring in VS Code failed: ${JSON.stringify(lines)}`);
    const values = lines.flatMap((line) => (line.kind === 'value' ? [[line.name, Number(line.value)]] : []));
    return Object.fromEntries(values);
  } finally {
    await browser.close();
    await vscode.stop();
    vscode.remove();
    rmSync(top, { recursive: true, force: true });
  }
}
