import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportVariable } from '../test/host/harness.js';
import { startBrowser } from '../test/support/browser.js';
import { readReports, runInHost } from '../test/support/hostRun.js';
import { startVsCode, type VsCode } from '../test/support/vscode.js';

/** Measured values by their names. */
export type Values = Readonly<Record<string, number>>;

interface WindowOptions {
  /** The workspace; an empty folder where there is none. */
  readonly folder?: string;
  readonly extension: string;
  /** The bundled test module that measures. */
  readonly tests: string;
  readonly env: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly prepare?: (vscode: VsCode) => void;
}

/** Measures in the extension host of a VS Code that is started for it. */
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
