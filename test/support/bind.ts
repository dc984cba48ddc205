import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freeUdpPort } from './ports.js';

/** A zone as master file text. A zone without text cannot be loaded, and is answered with SERVFAIL. */
export interface ZoneFile {
  readonly name: string;
  readonly text?: string;
}

/** A running BIND. */
export interface Bind {
  readonly server: string;
  /** Stops answering questions until `speak`. */
  fallSilent(): void;
  speak(): void;
  stop(): Promise<void>;
}

/** Finds BIND, or installs it from Debian's packages; returns why there is none, or `undefined`. */
export function ensureBind(): string | undefined {
  if (hasBind()) return undefined;
  if (process.platform !== 'linux') return `there is no BIND for ${process.platform} here`;
  if (process.getuid?.() !== 0) return 'BIND is not installed, and only root can';
  const install = 'apt-get update -qq && apt-get install -y -qq --no-install-recommends bind9';
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { stderr } = spawnSync('sh', ['-c', install], { env, encoding: 'utf8' });
  return hasBind() ? undefined : `BIND could not be installed: ${stderr.trim()}`;
}

/** Starts a BIND that serves only these zones and forwards nothing. */
export async function startBind(zones: readonly ZoneFile[]): Promise<Bind> {
  for (;;) {
    const started = await startOn(await freeUdpPort(), zones);
    if (started) return started;
  }
}

/** Starts BIND on a port; `undefined` if the port is in use for UDP or TCP, in which case BIND would run anyway. */
async function startOn(port: number, zones: readonly ZoneFile[]): Promise<Bind | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'bind-'));
  for (const { name, text } of zones) {
    if (text !== undefined) writeFileSync(join(folder, `${name}.zone`), text);
  }
  writeFileSync(join(folder, 'named.conf'), configure(folder, port, zones));
  const named = spawn('named', ['-g', '-n', '1', '-c', join(folder, 'named.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const stop = async () => {
    const ended = once(named, 'exit');
    named.kill('SIGCONT');
    named.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  if (!(await hasItsPort(named.stderr))) {
    await stop();
    return undefined;
  }
  return {
    server: `127.0.0.1:${port}`,
    fallSilent: () => void named.kill('SIGSTOP'),
    speak: () => void named.kill('SIGCONT'),
    stop,
  };
}

function hasBind(): boolean {
  try {
    execFileSync('named', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function configure(folder: string, port: number, zones: readonly ZoneFile[]): string {
  return `options {
  directory "${folder}";
  listen-on port ${port} { 127.0.0.1; };
  listen-on-v6 { none; };
  pid-file none;
  session-keyfile none;
  dnssec-validation no;
  recursion no;
  check-names primary ignore;
};
controls { };
${zones.map(({ name }) => `zone "${name}" { type primary; file "${name}.zone"; };`).join('\n')}
`;
}

/** Waits until it runs; false if its port was in use. */
async function hasItsPort(log: NodeJS.ReadableStream): Promise<boolean> {
  const lines: string[] = [];
  for await (const line of createInterface(log)) {
    lines.push(line);
    const isInUse = line.includes('address in use');
    if (isInUse || /\brunning$/.test(line)) {
      log.resume();
      return !isInUse;
    }
  }
  throw new Error(`BIND did not start:\n${lines.join('\n')}`);
}
