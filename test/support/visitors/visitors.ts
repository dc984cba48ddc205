import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Sandbox } from '../../../sandbox/server.js';

/** What a server answers to a path, to the last byte. */
export interface ExpectedPage {
  readonly status: number;
  readonly text: string;
}

/** A path that is asked for, and what the two sites have there; they differ. */
export interface VisitedPath {
  readonly path: string;
  readonly old: ExpectedPage;
  readonly new: ExpectedPage;
}

/** Who visits what. */
export interface VisitorOptions {
  readonly name: string;
  readonly pages: readonly VisitedPath[];
  /** A request begins after so many ms, whether or not the last one was answered; 20 unless given. */
  readonly everyMs?: number;
  /** How many resolvers, each with a cache of its own, take turns; 251 unless given. One that shares no factor with the paths meets all. */
  readonly resolvers?: number;
  /** An answer that takes longer counts as another, ms; 10,000 unless given. */
  readonly timeoutMs?: number;
}

/** Answers of the old site, of the new one, redirects to the same path on https, and others. */
export interface VisitCounts {
  readonly old: number;
  readonly new: number;
  readonly redirect: number;
  readonly other: number;
}

/** What the visitors have met so far; times in real ms. */
export interface VisitSummary extends VisitCounts {
  /** Requests that were begun. */
  readonly asked: number;
  readonly resolvers: number;
  /** Answers of the old site through a resolver that had led to the new one by that record type. */
  readonly oldAfterNew: number;
  /** By the record type that gave the address. */
  readonly byAddress: Readonly<Record<string, { readonly lastOld?: number; readonly firstNew?: number }>>;
  /** By scheme and path, such as `https /blog/`. */
  readonly ways: Readonly<Record<string, VisitCounts>>;
  /** The first of the answers that should not be, in words. */
  readonly told: readonly {
    readonly at: number;
    readonly line: string;
    readonly type: string;
    readonly what: string;
  }[];
  /** Where the resolvers led last, each once for a visitor with IPv4 alone and once for one with IPv6 too. */
  readonly leading: { readonly old: number; readonly new: number };
}

/** Visitors who ask on and on. */
export interface Visitors {
  /** Resolves with what they have met once it is like this; rejects when the signal fires or they end before. */
  until(isSo: (summary: VisitSummary) => boolean, signal?: AbortSignal): Promise<VisitSummary>;
  /** Ends them, and answers what they have met. */
  stop(): Promise<VisitSummary>;
}

const program = join(import.meta.dirname, 'visitorsProgram.mjs');

/**
 * Has visitors ask for the paths of a name over http and https, in a process of its own that resolves the name at the name server of a
 * sandbox, as resolvers with caches do, and opens a fresh connection each time. Its proxy has to open tunnels to port 80.
 */
export async function startVisitors(
  { proxyPort, dnsPort, caPath, state }: Pick<Sandbox, 'proxyPort' | 'dnsPort' | 'caPath' | 'state'>,
  { everyMs = 20, resolvers = 251, timeoutMs = 10_000, ...what }: VisitorOptions,
): Promise<Visitors> {
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  const lines = createInterface({ input: child.stdout });
  let last: VisitSummary | undefined;
  lines.on('line', (line) => {
    last = JSON.parse(line) as VisitSummary;
    lines.emit('summary', last);
  });
  const where = { proxyPort, dnsPort, caPaths: [caPath], speed: state.speed };
  child.stdin.write(`${JSON.stringify({ ...where, everyMs, resolvers, timeoutMs, ...what })}\n`);
  const next = async (signal?: AbortSignal) => {
    const ended = closed.then(() => Promise.reject(new Error('the visitors have ended')));
    await Promise.race([once(lines, 'summary', { signal }), ended]);
  };
  await next();
  const until: Visitors['until'] = async (isSo, signal) => {
    while (!last || !isSo(last)) await next(signal);
    return last;
  };
  const stop = async () => {
    child.stdin.end();
    await closed;
    if (!last) throw new Error('the visitors have said nothing');
    return last;
  };
  return { until, stop };
}
