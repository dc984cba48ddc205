import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Sandbox } from '../../sandbox/server.js';

/** The response in a separate process. */
export interface Visited {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The received size, still encoded. */
  readonly bytes: number;
  readonly text: string;
}

interface Visit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const program = join(import.meta.dirname, 'visitProgram.mjs');

/** Requests a URL over plain HTTP through the sandbox's proxy, in a separate process without the extension. */
export async function visit(
  { proxyPort }: Sandbox,
  url: string,
  { method = 'GET', headers = {} }: Visit = {},
): Promise<Visited> {
  const args = [program, String(proxyPort), url, method, JSON.stringify(headers)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Visited;
}
