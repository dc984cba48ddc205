import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Sandbox } from '../../../sandbox/server.js';

/** The complete expected answer to a path. */
export interface ExpectedPage {
  readonly status: number;
  readonly text: string;
}

/** A requested path with its different content on both sites. */
export interface VisitedPath {
  readonly path: string;
  readonly old: ExpectedPage;
  readonly new: ExpectedPage;
}

/** Options of the visitors. */
export interface VisitorOptions {
  readonly name: string;
  readonly pages: readonly VisitedPath[];
  /** The interval of requests, ms, independent of answers unless very many are missing; 20 by default. */
  readonly everyMs?: number;
  /**
   * The number of resolvers with separate caches that take turns; 251 by default. A number without a common factor with
   * the paths covers all combinations.
   */
  readonly resolvers?: number;
  /** Time limit of an answer, ms; 60,000 by default. Later answers count as `other`. */
  readonly timeoutMs?: number;
}

/** Answers of the old site, of the new one, redirects to the same path on https, and others. */
export interface VisitCounts {
  readonly old: number;
  readonly new: number;
  readonly redirect: number;
  readonly other: number;
}

/** The results so far; times in real ms. */
export interface VisitSummary extends VisitCounts {
  /** The number of requests. */
  readonly asked: number;
  readonly resolvers: number;
  /** Answers of the old site through a resolver that had already led to the new one for that record type. */
  readonly oldAfterNew: number;
  /** By the record type that gave the address. */
  readonly byAddress: Readonly<Record<string, { readonly lastOld?: number; readonly firstNew?: number }>>;
  /** By scheme and path, such as `https /blog/`. */
  readonly ways: Readonly<Record<string, VisitCounts>>;
  /** The first unexpected answers, in words. */
  readonly told: readonly {
    readonly at: number;
    readonly line: string;
    readonly type: string;
    readonly what: string;
  }[];
  /** The last target of each resolver, separately for visitors with IPv4 only and with IPv6. */
  readonly leading: { readonly old: number; readonly new: number };
}

/** Continuous visitors. */
export interface Visitors {
  /** Resolves with the results once they match; rejects if the signal aborts or the visitors end first. */
  until(isSo: (summary: VisitSummary) => boolean, signal?: AbortSignal): Promise<VisitSummary>;
  /** Stops them and returns the results. */
  stop(): Promise<VisitSummary>;
}

const program = join(import.meta.dirname, 'visitorsProgram.mjs');

/**
 * Starts visitors who request the paths of a name over http and https in a separate process. It resolves the name at a
 * sandbox's name server, with caches, and opens a new connection each time. The proxy has to open tunnels to port 80.
 */
export async function startVisitors(
  { proxyPort, dnsPort, caPath, state }: Pick<Sandbox, 'proxyPort' | 'dnsPort' | 'caPath' | 'state'>,
  { everyMs = 20, resolvers = 251, timeoutMs = 60_000, ...what }: VisitorOptions,
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
