import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import { withTrust } from '../../test/support/throughProxy.js';

const endedEarly = 'A process of the benchmark ended early';

/** Starts a TypeScript file of this folder in a process of its own, with messages to and fro. */
export function startProcess(file: string, ...args: readonly string[]): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return spawn(process.execPath, ['--import', 'tsx', path, ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

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

/** Sends every connection over TLS of this process to a port of this computer from now on, whatever its host. */
export function sendAllTo(port: number, caPath: string): void {
  const { connect } = tls;
  const ca = readFileSync(caPath, 'utf8');
  const redirected = (options: tls.ConnectionOptions) =>
    connect({ ...withTrust(options, ca), host: '127.0.0.1', port });
  tls.connect = redirected as typeof connect;
}
