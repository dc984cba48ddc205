import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from '../../scripts/ensure.mjs';
import type { HostReport } from '../host/harness.js';
import type { Browser } from './browser.js';
import type { VsCode } from './vscode.js';

/** What a run inside an extension host needs: absolute paths of a workspace, an extension and a bundled test module. */
export interface HostPaths {
  readonly folder: string;
  readonly extension: string;
  readonly tests: string;
}

/** Bundles a test module for the extension host and answers its path under `out/`. */
export async function bundleHostTests(entry: string, name: string): Promise<string> {
  const outfile = join(root, 'out', name, 'index.js');
  await build({
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}

/** Opens a window on a folder, runs the test module in its extension host and waits for the end. */
export async function runInHost(vscode: VsCode, browser: Browser, paths: HostPaths): Promise<number> {
  const remote = (path: string) => `vscode-remote://127.0.0.1:${vscode.port}${pathToFileURL(path).pathname}`;
  const payload = [
    ['extensionDevelopmentPath', remote(paths.extension)],
    ['extensionTestsPath', remote(paths.tests)],
    ['enableProposedApi', ''],
    ['skipWelcome', 'true'],
  ];
  const page = await browser.newPage();
  // The workbench calls both; what it logs is its own noise, the tests report through a file.
  await page.exposeFunction('codeAutomationLog', () => {});
  const ended = new Promise<number>((resolve) => void page.exposeFunction('codeAutomationExit', resolve));
  await page.goto(`${vscode.url(paths.folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
  const exitCode = await ended;
  await page.close();
  return exitCode;
}

/** Reads the reports that a run wrote. */
export function readReports(file: string): readonly HostReport[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}
