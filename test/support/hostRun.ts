import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from '../../scripts/ensure.mjs';
import type { HostReport } from '../host/harness.js';
import type { Browser } from './browser.js';
import type { VsCode } from './vscode.js';

/** Absolute paths of a workspace, an extension and a bundled test module. */
export interface HostPaths {
  readonly folder: string;
  readonly extension: string;
  readonly tests: string;
}

/** Bundles a test module for the extension host and returns its path under `out/`. */
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
  const payload = [
    ['extensionDevelopmentPath', remoteUri(vscode, paths.extension)],
    ['extensionTestsPath', remoteUri(vscode, paths.tests)],
    ['enableProposedApi', ''],
    ['skipWelcome', 'true'],
  ];
  const page = await browser.newPage();
  // The workbench calls both. Its log is ignored, since tests report through a file.
  await page.exposeFunction('codeAutomationLog', () => {});
  const ended = new Promise<number>((resolve) => void page.exposeFunction('codeAutomationExit', resolve));
  await page.goto(payloadUrl(vscode, paths.folder, payload));
  const exitCode = await ended;
  await page.close();
  return exitCode;
}

/** The URL of a window with command line arguments of a desktop VS Code. */
function payloadUrl(vscode: VsCode, folder: string, payload: readonly (readonly string[])[]): string {
  return `${vscode.url(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

/** The URL of a window whose extension host loads an extension and waits for a debugger on a port. */
export function debuggedUrl(
  vscode: VsCode,
  folder: string,
  { extension, port }: { readonly extension: string; readonly port: number },
): string {
  return payloadUrl(vscode, folder, [
    ['extensionDevelopmentPath', remoteUri(vscode, extension)],
    ['inspect-brk-extensions', String(port)],
  ]);
}

/** The URI of a local file for a window of the server. */
function remoteUri(vscode: VsCode, path: string): string {
  return `vscode-remote://127.0.0.1:${vscode.port}${pathToFileURL(path).pathname}`;
}

/** Reads the reports of a run. */
export function readReports(file: string): readonly HostReport[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}
