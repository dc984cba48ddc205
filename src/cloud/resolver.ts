import { throwIfAborted } from '../core/errors.js';
import type { ClockPort } from '../core/ports/local.js';
import type { DnsAnswer, DnsOutcome, ResolverPort } from '../core/ports/probe.js';
import { toAnswer } from './dnsAnswer.js';
import { askTcp, askUdp } from './dnsWire.js';
import { parseServer, type ServerAddress } from './serverAddress.js';
import { askSystem } from './systemResolver.js';

/** What the resolver is made of; `timeoutMs` for one server, all tries together. */
export interface ResolverOptions {
  readonly clock: ClockPort;
  readonly timeoutMs?: number;
}

type Finding = Omit<DnsAnswer, 'server' | 'durationMs'>;

/** Asks name servers over UDP, and over TCP when the answer is truncated. */
export function createResolver({ clock, timeoutMs = 3_000 }: ResolverOptions): ResolverPort {
  return {
    async query(server, name, type, signal) {
      throwIfAborted(signal);
      const startedAt = clock.now();
      const plain = name.replace(/\.$/, '').toLowerCase();
      const finding = await find(server, plain, type, timeoutMs, signal);
      throwIfAborted(signal);
      return { server, durationMs: clock.now() - startedAt, ...finding };
    },
  };
}

async function find(
  server: string,
  name: string,
  type: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Finding> {
  if (server === 'system') return askSystem(name, type, timeoutMs, signal);
  const address = parseServer(server);
  if (!address) return { outcome: 'unreachable', records: [] };
  try {
    return toAnswer(await ask(address, name, type, timeoutMs, signal), name);
  } catch (error) {
    return { outcome: failure(error), records: [] };
  }
}

async function ask(address: ServerAddress, name: string, type: string, timeoutMs: number, signal: AbortSignal) {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const answer = await askUdp(address, name, type, timeoutMs / 3, deadline);
  return answer.flag_tc ? askTcp(address, name, type, deadline) : answer;
}

function failure(error: unknown): DnsOutcome {
  return error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable';
}
