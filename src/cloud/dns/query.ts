import { setTimeout as sleep } from 'node:timers/promises';
import { withTimeLimit } from '../http/timeLimit.js';
import { type DnsFinding, toFinding } from './answer.js';
import { askHttps } from './https.js';
import type { SecureServer } from './secureServers.js';
import type { ServerAddress } from './serverAddress.js';
import { askTcp, askUdp, type DnsQuestion } from './sockets.js';

/** Asks one server over UDP, and over TCP when the answer is truncated. A failure is an outcome. */
export function askPlain(address: ServerAddress, question: DnsQuestion): Promise<DnsFinding> {
  return attempt(question, (asked) => plain(address, asked));
}

/** Asks a service of DNS over HTTPS. A failure is an outcome. */
export function askSecure(server: SecureServer, question: DnsQuestion): Promise<DnsFinding> {
  return attempt(question, (asked) => secure(server, asked));
}

/**
 * Asks one server over UDP, and beside it over HTTPS after a quarter of the time without an answer, or as soon as UDP
 * fails; the first answer counts.
 */
export function askEither(address: ServerAddress, server: SecureServer, question: DnsQuestion): Promise<DnsFinding> {
  return attempt(question, async (asked) => {
    const decided = new AbortController();
    const racing = { ...asked, signal: AbortSignal.any([asked.signal, decided.signal]) };
    const first = plain(address, racing);
    const headStart = sleep(asked.timeoutMs / 4, undefined, { signal: racing.signal });
    const second = Promise.race([headStart, failing(first)]).then(() => secure(server, racing));
    try {
      return await Promise.any([first, second]);
    } finally {
      decided.abort();
    }
  });
}

/** A question on its way, which knows how it was asked last. */
interface Asked extends DnsQuestion {
  readonly via: { transport: DnsFinding['transport'] };
}

async function attempt(question: DnsQuestion, ask: (asked: Asked) => Promise<DnsFinding>): Promise<DnsFinding> {
  const via: Asked['via'] = { transport: 'udp' };
  try {
    return await withTimeLimit(question.timeoutMs, question.signal, (signal) => ask({ ...question, signal, via }));
  } catch (error) {
    return { outcome: isTimeout(error) ? 'timeout' : 'unreachable', records: [], transport: via.transport };
  }
}

async function plain(address: ServerAddress, asked: Asked): Promise<DnsFinding> {
  const short = await askUdp(address, asked, asked.timeoutMs / 4);
  if (!short.flag_tc) return toFinding(short, asked.name, 'udp');
  asked.via.transport = 'tcp';
  return toFinding(await askTcp(address, asked), asked.name, 'tcp');
}

async function secure(server: SecureServer, { name, type, signal, via }: Asked): Promise<DnsFinding> {
  via.transport = 'https';
  return toFinding(await askHttps(server, name, type, signal), name, 'https');
}

/** Resolves when the work fails, and rejects when it does not, so that nothing is begun in its place. */
async function failing(work: Promise<unknown>): Promise<void> {
  const failed = await work.then(
    () => false,
    () => true,
  );
  if (!failed) throw new Error('It did not fail');
}

/** Of several ways that failed, one that ran out of time is the one that might still have answered. */
function isTimeout(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isTimeout);
  return error instanceof Error && error.name === 'TimeoutError';
}
