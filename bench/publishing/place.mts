import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import { root } from '../../scripts/ensure.mjs';
import type { CloudPorts } from '../../src/core/ports/cloud.js';
import { systemClock } from '../../src/disk/clock.js';
import { withTrust } from '../../test/support/throughProxy.js';
import type { ServerReady } from './server.mjs';

/** The bucket that every contender uploads to, and keys that the server does not look at. */
export const bucket = { name: 'bench-bucket', region: 'cn-hangzhou' };
export const keys = { accessKeyId: 'LTAIbench', accessKeySecret: 'secret' };

/** Starts a TypeScript file of this folder in a process of its own, with messages to and fro. */
export function startProcess(file: string, ...args: readonly string[]): ChildProcess {
  return startProcessWith([], file, ...args);
}

/** The same with these flags of Node. */
export function startProcessWith(flags: readonly string[], file: string, ...args: readonly string[]): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return spawn(process.execPath, [...flags, '--expose-gc', '--import', 'tsx', path, ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

const endedEarly = 'A process of the benchmark ended early';

/** Waits for the next message of a process; throws when it ends without one. */
export async function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  if (child.exitCode !== null) throw new Error(endedEarly);
  const done = new AbortController();
  const { signal } = done;
  const ended = once(child, 'exit', { signal }).then(() => Promise.reject(new Error(endedEarly)));
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal }), ended])) as [Message];
    return message;
  } finally {
    done.abort();
  }
}

/** Lets a process end, which may have ended already. */
export function endProcess(child: ChildProcess): void {
  if (child.connected) child.disconnect();
}

/** From now on every connection over TLS of this process goes to the server, whatever its host; call the result to undo. */
export function sendAllTo({ port, caPath }: ServerReady): () => void {
  const { connect } = tls;
  const ca = readFileSync(caPath, 'utf8');
  const redirected = (options: tls.ConnectionOptions) =>
    connect({ ...withTrust(options, ca), host: '127.0.0.1', port });
  tls.connect = redirected as typeof connect;
  return () => {
    tls.connect = connect;
  };
}

/** The cloud under test, built as it ships: the loader of the sources names every function that is made, at a cost of its own. */
export function openCloud(): CloudPorts {
  const folder = join(root, 'out/bench');
  execFileSync(process.execPath, ['esbuild.js', '--production', `--outdir=${folder}`], { cwd: root });
  const { createCloud }: typeof import('../../src/cloud/createCloud.js') = createRequire(import.meta.url)(
    join(folder, 'cloud.js'),
  );
  return createCloud({ credentials: async () => keys, onCall: () => {}, clock: systemClock });
}
