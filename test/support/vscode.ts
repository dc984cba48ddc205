import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { ensureVsCode, type InstalledVsCode } from '../../scripts/ensure.mjs';
import { type Group, pidsOfGroup, startGroup } from './processes.js';

const run = promisify(execFile);

/** Options of a VS Code server. */
export interface VsCodeOptions {
  readonly which?: 'current' | 'oldest';
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: NodeJS.ProcessEnv;
  /** A packaged extension to install before the start. */
  readonly vsix?: string;
  /** An extensions folder from `installExtension`, of which a copy is used. */
  readonly installed?: string;
  /** The folder of an unpackaged extension to install. */
  readonly unpacked?: string;
  /** Enables trust prompts, so that a workspace opens in Restricted Mode. */
  readonly askTrust?: boolean;
  /** Allows URLs of windows to name extensions under development and a test module for the extension host. */
  readonly runsTests?: boolean;
}

/** A VS Code server with its own data, extensions and home. */
export interface VsCode {
  readonly port: number;
  /** Its HOME, for `.aliyun/config.json`. */
  readonly home: string;
  /** Its logs, settings and state. */
  readonly dataDir: string;
  /** The URL of a window with this folder. */
  url(folder: string): string;
  /** The running extension hosts; killing one simulates a crash. */
  extensionHosts(): number[];
  /** Ends all its processes. Its files stay until `remove`. */
  stop(): Promise<void>;
  remove(): void;
}

/** Settings that avoid unrelated UI. */
const quiet = {
  'workbench.startupEditor': 'none',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  // Opens folders at any moment, possibly between a test's check of a row and its click.
  'explorer.autoReveal': false,
  // Polls all open ports of the computer.
  'remote.autoForwardPorts': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'git.enabled': false,
  'security.workspace.trust.startupPrompt': 'never',
  'editor.hover.enabled': 'off',
  'editor.minimap.enabled': false,
  'files.autoSave': 'off',
};

/** Starts VS Code and resolves when it listens. Removes everything on a failure. */
export async function startVsCode(options: VsCodeOptions = {}): Promise<VsCode> {
  const installed = ensureVsCode(options.which);
  const top = mkdtempSync(join(tmpdir(), 'oss-cdn-vscode-'));
  const [dataDir, extensions, home] = [join(top, 'data'), join(top, 'extensions'), join(top, 'home')];
  const remove = () => rmSync(top, { recursive: true, force: true, maxRetries: 5 });
  mkdirSync(home);
  writeSettings(dataDir, { ...quiet, ...options.settings });
  const dirs = ['--server-data-dir', dataDir, '--extensions-dir', extensions];
  const env = { ...cleanEnvironment(), ...options.env, HOME: home };
  try {
    if (options.unpacked) link(options.unpacked, extensions);
    if (options.installed) cpSync(options.installed, extensions, { recursive: true });
    if (options.vsix) await install(installed, options.vsix, dirs, env);
    const { group, port } = await listen(installed, dirs, env, options);
    const url = (folder: string) => `http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}`;
    const extensionHosts = () => pidsOfGroup(group.child.pid ?? -1, /--type=extensionHost/);
    return { port, home, dataDir, url, extensionHosts, stop: () => group.stop(), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** A server reads settings of scope `machine` from a separate file. */
function writeSettings(dataDir: string, settings: Readonly<Record<string, unknown>>): void {
  for (const scope of ['User', 'Machine']) {
    mkdirSync(join(dataDir, 'data', scope), { recursive: true });
    writeFileSync(join(dataDir, 'data', scope, 'settings.json'), JSON.stringify(settings, undefined, 2));
  }
}

/** A new server uses every extension in its extensions folder. */
function link(extension: string, extensions: string): void {
  mkdirSync(extensions);
  symlinkSync(extension, join(extensions, basename(extension)), 'junction');
}

/** Installs a packaged extension; returns the extensions folder and its clean-up. */
export async function installExtension(vsix: string): Promise<{ readonly folder: string; remove(): void }> {
  const top = mkdtempSync(join(tmpdir(), 'oss-cdn-extensions-'));
  const remove = () => rmSync(top, { recursive: true, force: true });
  const folder = join(top, 'extensions');
  const dirs = ['--server-data-dir', join(top, 'data'), '--extensions-dir', folder];
  try {
    await install(ensureVsCode(), vsix, dirs, { ...cleanEnvironment(), HOME: top });
    return { folder, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

async function install(vscode: InstalledVsCode, vsix: string, dirs: readonly string[], env: NodeJS.ProcessEnv) {
  const args = ['out/server-main.js', '--install-extension', vsix, ...dirs];
  const { stdout, stderr } = await run(vscode.node, args, { cwd: vscode.folder, env });
  if (!/successfully installed/.test(stdout)) throw new Error(`VS Code did not install ${vsix}:\n${stdout}${stderr}`);
}

async function listen(
  vscode: InstalledVsCode,
  dirs: readonly string[],
  env: NodeJS.ProcessEnv,
  options: VsCodeOptions,
): Promise<{ group: Group; port: number }> {
  // It chooses a free port itself: one that was found before may be taken by then.
  const args = ['out/server-main.js', '--host', '127.0.0.1', '--port', '0'];
  args.push('--without-connection-token', '--accept-server-license-terms', '--disable-telemetry', ...dirs);
  if (!options.askTrust) args.push('--disable-workspace-trust');
  if (options.runsTests) args.push('--enable-smoke-test-driver');
  const group = startGroup(vscode.node, args, { cwd: vscode.folder, env });
  try {
    const [, port] = await group.printed(/Extension host agent listening on (\d+)/);
    return { group, port: Number(port) };
  } catch (error) {
    await group.stop();
    throw error;
  }
}

/** This environment without variables that redirect or sign requests. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const unwanted = /^(ALIBABA|ALICLOUD|ALIYUN|OSS_|VSCODE_|ELECTRON_|NODE_OPTIONS|https?_proxy|no_proxy|all_proxy)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !unwanted.test(name)));
}
