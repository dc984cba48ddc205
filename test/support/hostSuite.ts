import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { type Sandbox, startSandbox } from '../../sandbox/server.js';
import { root } from '../../scripts/ensure.mjs';
import { bailVariable, type HostReport, reportVariable } from '../host/harness.js';
import { worldVariable } from '../host/worldVariable.js';
import { startBrowser } from './browser.js';
import { bundleHostTests, readReports, runInHost } from './hostRun.js';
import { settingsFor, startSession, writeProfiles } from './session.js';

/** What a suite said, and how its run ended. */
export interface HostOutcome {
  readonly reports: readonly HostReport[];
  readonly exitCode: number;
}

/** Which VS Code: from npm the current or the oldest supported one, or the desktop one. */
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
  const session = await startSession({ which, runsTests: true, env: (sandbox) => environment(sandbox, file) });
  const browser = await startBrowser();
  try {
    return await runInHost(session.vscode, browser, { folder: session.workspace, extension: root, tests });
  } finally {
    await browser.close();
    await session.stop();
  }
}

async function runOnDesktop(tests: string, file: string): Promise<number> {
  const top = mkdtempSync(join(tmpdir(), 'oss-cdn-desktop-'));
  const [folder, data] = [join(top, 'shop-demo'), join(top, 'data')];
  cpSync(join(root, 'demo/site'), folder, { recursive: true });
  const sandbox = await startSandbox({ caDir: join(top, 'ca'), speed: 60 });
  mkdirSync(join(data, 'User'), { recursive: true });
  writeFileSync(join(data, 'User/settings.json'), JSON.stringify(settingsFor(sandbox)));
  writeProfiles(top, { sandbox: sandbox.accessKey });
  try {
    return await runTests({
      extensionDevelopmentPath: root,
      extensionTestsPath: tests,
      launchArgs: [folder, '--user-data-dir', data, '--disable-extensions', '--disable-workspace-trust'],
      extensionTestsEnv: { ...environment(sandbox, file), HOME: top, NODE_EXTRA_CA_CERTS: sandbox.caPath },
    });
  } finally {
    await sandbox.stop();
    rmSync(top, { recursive: true, force: true });
  }
}

function environment({ controlPort, controlToken }: Sandbox, file: string): Record<string, string> {
  return {
    [reportVariable]: file,
    [bailVariable]: process.env[bailVariable] ?? '',
    [worldVariable]: JSON.stringify({ controlPort, controlToken }),
  };
}
