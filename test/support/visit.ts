import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Sandbox } from '../../sandbox/server.js';

/** What a separate process received. */
export interface Visited {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** As it came, before any encoding is taken off. */
  readonly bytes: number;
  readonly text: string;
}

interface Visit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const program = join(import.meta.dirname, 'visitProgram.mjs');

/** Asks for an address over plain HTTP through the sandbox's proxy, in a process of its own that knows nothing of the extension. */
export async function visit(
  { proxyPort }: Sandbox,
  url: string,
  { method = 'GET', headers = {} }: Visit = {},
): Promise<Visited> {
  const args = [program, String(proxyPort), url, method, JSON.stringify(headers)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Visited;
}
