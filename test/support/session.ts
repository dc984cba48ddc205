import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../sandbox/server.js';
import type { AccessKey } from '../../sandbox/state/accessKey.js';
import { root } from '../../scripts/ensure.mjs';
import { type Control, createControl } from './control.js';
import { startVsCode, type VsCode, type VsCodeOptions } from './vscode.js';

/** Divides vendor durations, so that no test waits for the cloud. */
export const instant = 100_000;

/** A VS Code with a sandbox as its cloud, and a copy of the sample site. */
export interface Session {
  readonly sandbox: Sandbox;
  readonly control: Control;
  readonly vscode: VsCode;
  /** The copy of the sample site. */
  readonly workspace: string;
  /** Ends every process and removes every file. */
  stop(): Promise<void>;
}

/** Options of a session besides those of VS Code. */
export interface SessionOptions extends Omit<VsCodeOptions, 'env'> {
  /** Divides vendor durations. */
  readonly speed?: number;
  /** The cloud of another session, which that one ends; by default a new one. */
  readonly sandbox?: Sandbox;
  /** Prepares further parts before VS Code starts; returns their clean-up. */
  readonly prepare?: (sandbox: Sandbox) => Promise<() => Promise<void>>;
  /** Additional environment of the extension host. */
  readonly env?: (sandbox: Sandbox) => NodeJS.ProcessEnv;
}

/** Starts a sandbox and a VS Code that uses only it. Removes everything on a failure. */
export async function startSession(options: SessionOptions = {}): Promise<Session> {
  const top = mkdtempSync(join(tmpdir(), 'oss-cdn-session-'));
  const workspace = join(top, 'shop-demo');
  cpSync(join(root, 'demo/site'), workspace, { recursive: true });
  const sandbox = options.sandbox ?? (await startSandbox({ caDir: join(top, 'ca'), speed: options.speed ?? 60 }));
  let end = async () => {};
  const clear = async () => {
    await end();
    if (!options.sandbox) await sandbox.stop();
    rmSync(top, { recursive: true, force: true });
  };
  try {
    if (options.prepare) end = await options.prepare(sandbox);
    const vscode = await startVsCode({
      ...options,
      settings: { ...settingsFor(sandbox), ...options.settings },
      env: { ...options.env?.(sandbox), NODE_EXTRA_CA_CERTS: sandbox.caPath },
    });
    writeProfiles(vscode.home, { sandbox: sandbox.accessKey });
    const stop = async () => {
      await vscode.stop();
      vscode.remove();
      await clear();
    };
    return { sandbox, control: createControl(sandbox), vscode, workspace, stop };
  } catch (error) {
    await clear();
    throw error;
  }
}

/** Settings that lead the vendor's names and the name servers to the sandbox. */
export function settingsFor(sandbox: Pick<Sandbox, 'proxyPort' | 'dnsPort'>): Readonly<Record<string, unknown>> {
  const server = `127.0.0.1:${sandbox.dnsPort}`;
  return {
    'http.proxy': `http://127.0.0.1:${sandbox.proxyPort}`,
    'ossCdn.verification.resolvers': [server],
    'ossCdn.verification.authoritativeServers': [server],
  };
}

/** Writes the keys as profiles of the Alibaba Cloud CLI, and others unchanged. */
export function writeProfiles(
  home: string,
  keys: Readonly<Record<string, AccessKey>>,
  others: readonly object[] = [],
): void {
  const own = Object.entries(keys).map(([name, key]) => ({
    name,
    mode: key.securityToken ? 'StsToken' : 'AK',
    access_key_id: key.id,
    access_key_secret: key.secret,
    ...(key.securityToken ? { sts_token: key.securityToken } : {}),
    region_id: 'cn-hangzhou',
  }));
  mkdirSync(join(home, '.aliyun'), { recursive: true });
  const text = JSON.stringify({ current: own[0]?.name, profiles: [...own, ...others] }, undefined, 2);
  writeFileSync(join(home, '.aliyun/config.json'), text, { mode: 0o600 });
}
