import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import type { Sandbox } from '../../sandbox/server.js';
import { root } from '../../scripts/ensure.mjs';
import { bailVariable, type HostReport, reportVariable } from '../host/harness.js';
import { worldVariable } from '../host/worldVariable.js';
import { startBrowser } from './browser.js';
import { prepareDesktop } from './desktop.js';
import { bundleHostTests, readReports, runInHost } from './hostRun.js';
import { instant, startSession } from './session.js';

/** The reports of a suite and the result of its run. */
export interface HostOutcome {
  readonly reports: readonly HostReport[];
  readonly exitCode: number;
}

/** The VS Code: the current or the oldest supported one from npm, or the desktop one. */
type Which = 'current' | 'oldest' | 'desktop';

/** Runs a test module in an extension host beside a sandbox; `OSS_CDN_VSCODE` chooses which VS Code. */
export async function runHostSuite(entry: string): Promise<HostOutcome> {
  const which = (process.env.OSS_CDN_VSCODE ?? 'current') as Which;
  const folder = mkdtempSync(join(tmpdir(), 'oss-cdn-reports-'));
  const file = join(folder, 'reports.jsonl');
  writeFileSync(file, '');
  const tests = await bundleHostTests(entry, 'host');
  const exitCode = await (which === 'desktop' ? runOnDesktop(tests, file) : runOnServer(which, tests, file));
  const reports = readReports(file);
  rmSync(folder, { recursive: true });
  return { reports, exitCode };
}

async function runOnServer(which: 'current' | 'oldest', tests: string, file: string): Promise<number> {
  const session = await startSession({
    which,
    runsTests: true,
    speed: instant,
    env: (sandbox) => environment(sandbox, file),
  });
  const browser = await startBrowser();
  try {
    return await runInHost(session.vscode, browser, { folder: session.workspace, extension: root, tests });
  } finally {
    await browser.close();
    await session.stop();
  }
}

async function runOnDesktop(tests: string, file: string): Promise<number> {
  const { sandbox, workspace, args, env, stop } = await prepareDesktop(instant);
  try {
    return await runTests({
      extensionDevelopmentPath: root,
      extensionTestsPath: tests,
      launchArgs: [workspace, ...args],
      extensionTestsEnv: { ...environment(sandbox, file), ...env },
    });
  } finally {
    await stop();
  }
}

function environment({ controlPort, controlToken }: Sandbox, file: string): Record<string, string> {
  return {
    [reportVariable]: file,
    [bailVariable]: process.env[bailVariable] ?? '',
    [worldVariable]: JSON.stringify({ controlPort, controlToken }),
  };
}
