import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Sandbox } from '../sandbox/server.js';
import { cleanEnvironment } from '../test/support/vscode.js';
import { root } from './ensure.mjs';

const run = promisify(execFile);

/** What the edge answered to a raw request. */
export interface EdgeSight {
  readonly status: number;
  readonly etag?: string;
  readonly cache?: string;
  readonly disposition?: string;
  /** How the body was packed on its way. */
  readonly encoding?: string;
  /** How many bytes of body came, before they were unpacked. */
  readonly bytes: number;
  readonly body: string;
}

/** What the edge showed in TLS, and where plain HTTP leads. */
export interface SecureSight {
  readonly fingerprint: string;
  /** Whether a client that trusts the authority of the sandbox alone accepts it for the name. */
  readonly trusted: boolean;
  /** The names of the certificate that the same machine shows for a name that CDN does not have. */
  readonly unknownNames: string;
  /** The version that was agreed on. */
  readonly protocol: string;
  readonly names: string;
  readonly issuer: string;
  /** The end of its validity, as OpenSSL writes it. */
  readonly ends: string;
  readonly plainStatus: number;
  readonly location?: string;
}

/** What a visitor of an address got. */
export interface PageSight {
  readonly status: number;
  readonly location?: string;
  readonly body: string;
}

/** A call as the sandbox logged it. */
export interface CallSight {
  readonly action: string;
  readonly status: number;
  readonly code?: string;
  readonly params: Readonly<Record<string, string>>;
}

/** Eyes outside: each look is a separate process that knows only the sandbox's addresses. */
export interface Outside {
  cnameOf(name: string): Promise<string | undefined>;
  addressOf(name: string): Promise<string | undefined>;
  textsOf(name: string): Promise<readonly string[]>;
  /** `encodings` is what the visitor accepts, as in `Accept-Encoding`. */
  edge(target: string, name: string, path: string, encodings?: string): Promise<EdgeSight>;
  secure(target: string, name: string): Promise<SecureSight>;
  /** What visitors get for a URL, where DNS leads them; over https with a certificate that they trust. */
  page(url: string): Promise<PageSight>;
  calls(...actions: string[]): Promise<readonly CallSight[]>;
  state<T>(part: string): Promise<Readonly<Record<string, T>>>;
}

/** Looks at a sandbox from outside. */
export function lookAt({ proxyPort, dnsPort, controlPort, controlToken, caPath }: Sandbox): Outside {
  const where = JSON.stringify({ proxyPort, dnsPort, controlPort, controlToken, caPath });
  const env = { ...cleanEnvironment(), OSS_CDN_EVIDENCE: where };
  const look = async (...args: string[]) => {
    const script = join(root, 'scripts/evidence.mts');
    const { stdout } = await run(process.execPath, ['--import', 'tsx', script, ...args], { cwd: root, env });
    return JSON.parse(stdout);
  };
  return {
    cnameOf: async (name) => (await look('dns', 'CNAME', name)).answer,
    addressOf: async (name) => (await look('dns', 'A', name)).answer,
    textsOf: async (name) => (await look('dns', 'TXT', name)).all ?? [],
    edge: (target, name, path, encodings = 'identity') => look('edge', target, name, path, encodings),
    secure: (target, name) => look('secure', target, name),
    page: (url) => look('page', url),
    calls: (...actions) => look('calls', ...actions),
    state: (part) => look('state', part),
  };
}

/** Asks again until the answer is not `undefined`; the caller's own deadline ends it. */
export async function until<T>(signal: AbortSignal, ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    signal.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined) return answer;
    await after(250, undefined, { signal });
  }
}
