import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../sandbox/server.js';
import { root } from '../../scripts/ensure.mjs';
import { settingsFor, writeProfiles } from './session.js';
import { cleanEnvironment } from './vscode.js';

/** What a desktop VS Code is started with so that its cloud is a sandbox and its data are its own. */
export interface DesktopSession {
  readonly sandbox: Sandbox;
  readonly workspace: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Ends the sandbox and removes every file. */
  stop(): Promise<void>;
}

/** Starts a sandbox and prepares data for a desktop VS Code, with a copy of the sample site. */
export async function prepareDesktop(speed: number): Promise<DesktopSession> {
  const top = mkdtempSync(join(tmpdir(), 'oss-cdn-desktop-'));
  const [workspace, data] = [join(top, 'shop-demo'), join(top, 'data')];
  cpSync(join(root, 'demo/site'), workspace, { recursive: true });
  const sandbox = await startSandbox({ caDir: join(top, 'ca'), speed });
  mkdirSync(join(data, 'User'), { recursive: true });
  writeFileSync(join(data, 'User/settings.json'), JSON.stringify(settingsFor(sandbox)));
  writeProfiles(top, { sandbox: sandbox.accessKey });
  return {
    sandbox,
    workspace,
    args: [workspace, '--user-data-dir', data, '--disable-extensions', '--disable-workspace-trust'],
    env: { HOME: top, NODE_EXTRA_CA_CERTS: sandbox.caPath },
    async stop() {
      await sandbox.stop();
      rmSync(top, { recursive: true, force: true });
    },
  };
}

/** Starts that desktop VS Code with extensions under development; resolves when it has ended, which the signal asks for. */
export async function runDesktop(
  program: string,
  { args, env }: DesktopSession,
  more: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const child = spawn(program, [...args, ...more], { env: { ...cleanEnvironment(), ...env }, stdio: 'ignore', signal });
  await once(child, 'exit', { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
