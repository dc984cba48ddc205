import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Sandbox } from '../sandbox/server.js';
import { cleanEnvironment } from '../test/support/vscode.js';
import { root } from './ensure.mjs';
import type { Looks } from './evidence.mjs';

const run = promisify(execFile);

/** The result of one look, such as the records of a zone. */
export type Sight<Name extends keyof Looks> = Awaited<ReturnType<Looks[Name]>>;

/** Looks at a sandbox from outside: each look is a separate process that knows only the sandbox's addresses. */
export function lookAt({ proxyPort, dnsPort, controlPort, controlToken, caPath }: Sandbox): Looks {
  const where = JSON.stringify({ proxyPort, dnsPort, controlPort, controlToken, caPath });
  const env = { ...cleanEnvironment(), OSS_CDN_EVIDENCE: where };
  const look = <Name extends keyof Looks>(name: Name) => {
    const ask = async (...args: readonly string[]) => {
      const program = ['--import', 'tsx', join(root, 'scripts/evidence.mts')];
      const { stdout } = await run(process.execPath, [...program, name, ...args], { cwd: root, env });
      return JSON.parse(stdout).seen;
    };
    return ask as Looks[Name];
  };
  return {
    cnameOf: look('cnameOf'),
    addressOf: look('addressOf'),
    textsOf: look('textsOf'),
    edge: look('edge'),
    page: look('page'),
    secure: look('secure'),
    calls: look('calls'),
    callsSince: look('callsSince'),
    buckets: look('buckets'),
    domains: look('domains'),
    records: look('records'),
  };
}

/** Repeats `ask` every 250 ms until it resolves to something other than `undefined`. Rejects when `signal` aborts. */
export async function until<T>(signal: AbortSignal, ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    signal.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined) return answer;
    await after(250, undefined, { signal });
  }
}
