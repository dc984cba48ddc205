import { type SpawnOptions, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Sandbox, startSandbox } from '../../sandbox/server.js';
import { root } from '../../scripts/ensure.mjs';
import { startGroup } from './processes.js';
import { type SessionOptions, settingsFor, writeProfiles } from './session.js';
import { cleanEnvironment } from './vscode.js';

/** The arguments of a desktop VS Code with its own data and a sandbox as its cloud. */
export interface DesktopSession {
  readonly sandbox: Sandbox;
  readonly workspace: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Ends that VS Code and the sandbox, and removes all files. */
  stop(): Promise<void>;
}

/** On Windows `code` is a script, which needs a shell. */
const shell = process.platform === 'win32';

/**
 * Starts a sandbox, and further parts with `prepare`, and creates data for a desktop VS Code with a copy of the sample
 * site. Removes everything on a failure.
 */
export async function prepareDesktop(
  speed: number,
  prepare: SessionOptions['prepare'] = async () => async () => {},
): Promise<DesktopSession> {
  const top = mkdtempSync(join(tmpdir(), 'oss-cdn-desktop-'));
  const [workspace, data] = [join(top, 'shop-demo'), join(top, 'data')];
  const remove = () => rmSync(top, { recursive: true, force: true, maxRetries: 5 });
  try {
    cpSync(join(root, 'demo/site'), workspace, { recursive: true });
    const sandbox = await startSandbox({ caDir: join(top, 'ca'), speed });
    const end = await prepare(sandbox);
    mkdirSync(join(data, 'User'), { recursive: true });
    writeFileSync(join(data, 'User/settings.json'), JSON.stringify(settingsFor(sandbox)));
    writeProfiles(top, { sandbox: sandbox.accessKey });
    const extensions = join(top, 'extensions');
    const stop = async () => {
      await endMain(data);
      await end();
      await sandbox.stop();
      remove();
    };
    return {
      sandbox,
      workspace,
      stop,
      args: ['--user-data-dir', data, '--extensions-dir', extensions, '--disable-workspace-trust'],
      env: { HOME: top, NODE_EXTRA_CA_CERTS: sandbox.caPath },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Installs a packaged extension into that desktop VS Code. Throws if `code` is not on the PATH. */
export function installInDesktop(program: string, { args, env }: DesktopSession, vsix: string): void {
  const options: SpawnOptions = {
    shell,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...cleanEnvironment(), ...env },
  };
  const { error, status } = spawnSync(program, [...args, '--install-extension', vsix], options);
  if (error)
    throw new Error('`code` is not on the PATH: run "Shell Command: Install \'code\' command in PATH" in VS Code');
  if (status !== 0) throw new Error(`VS Code did not install ${vsix}`);
}

/** Runs that desktop VS Code on its workspace until it ends or `ending` resolves. */
export async function runDesktop(
  program: string,
  { args, env, workspace }: DesktopSession,
  more: readonly string[],
  ending: Promise<void>,
): Promise<void> {
  const group = startGroup(program, [...args, ...more, workspace], { env: { ...cleanEnvironment(), ...env }, shell });
  await Promise.race([once(group.child, 'close'), ending]);
  await group.stop();
}

/** Ends the main process that holds the lock of these data. The started program may only have asked it for a window. */
async function endMain(data: string): Promise<void> {
  const lock = join(data, 'code.lock');
  const pid = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
  for (let signal: NodeJS.Signals | 0 = 'SIGTERM'; pid > 0 && send(pid, signal); signal = 0) await setTimeout(100);
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
