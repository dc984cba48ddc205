import { type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../sandbox/server.js';
import { settingsFor } from '../test/support/session.js';
import { cleanEnvironment } from '../test/support/vscode.js';

const command = 'code';
/** On Windows it is a script, which only a shell starts. */
const options: SpawnOptions = { shell: process.platform === 'win32', stdio: ['ignore', 'ignore', 'inherit'] };

/**
 * Opens a folder in the desktop VS Code with user data and extensions below `top`, the packaged extension, and the keys of
 * the sandbox in the environment; resolves once the window is closed. Throws where `code` is not on the PATH.
 */
export async function openDesktop(
  sandbox: Sandbox,
  { top, vsix, folder }: { readonly top: string; readonly vsix: string; readonly folder: string },
): Promise<void> {
  const data = join(top, 'data');
  mkdirSync(join(data, 'User'), { recursive: true });
  writeFileSync(join(data, 'User/settings.json'), JSON.stringify(settingsFor(sandbox)));
  const own = ['--user-data-dir', data, '--extensions-dir', join(top, 'extensions')];
  const installed = spawnSync(command, [...own, '--install-extension', vsix], options);
  if (installed.error)
    throw new Error('`code` is not on the PATH: run "Shell Command: Install \'code\' command in PATH" in VS Code');
  if (installed.status !== 0) throw new Error(`VS Code did not install ${vsix}`);
  const { id, secret } = sandbox.accessKey;
  const keys = { ALIBABA_CLOUD_ACCESS_KEY_ID: id, ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret };
  const env = { ...cleanEnvironment(), ...keys, NODE_EXTRA_CA_CERTS: sandbox.caPath };
  const window = spawn(command, [...own, '--new-window', '--wait', folder], { ...options, env });
  await new Promise((resolve) => window.once('exit', resolve));
}
