import { getServers } from 'node:dns';
import { normalizeHost } from '../../core/dns/hostNames.js';
import { throwIfAborted } from '../../core/errors.js';
import type { ClockPort } from '../../core/ports/local.js';
import type { ResolverPort } from '../../core/ports/probe.js';
import type { DnsFinding } from './answer.js';
import { askEither, askPlain, askSecure } from './query.js';
import { publicSecureServers, type SecureServer } from './secureServers.js';
import { parseSecureServer, parseServer } from './serverAddress.js';
import type { DnsQuestion } from './sockets.js';
import { askSystem } from './systemResolver.js';

/** What the resolver is made of; `timeoutMs` for one server, all tries together. */
interface ResolverOptions {
  readonly clock: ClockPort;
  readonly timeoutMs?: number;
  /** By the text that names a server: the service that answers the same over HTTPS. */
  readonly secureServers?: ReadonlyMap<string, SecureServer>;
  /** The servers that this computer is set to, each `ip` or `ip:port`. */
  readonly systemServers?: () => readonly string[];
}

/** Asks name servers over UDP, over TCP when the answer is truncated, and over HTTPS where port 53 of a public one is closed. */
export function createResolver({ clock, ...options }: ResolverOptions): ResolverPort {
  const settings = { timeoutMs: 4_000, secureServers: publicSecureServers, systemServers: getServers, ...options };
  return {
    async query(server, name, type, signal) {
      throwIfAborted(signal);
      const at = clock.now();
      const question = { name: normalizeHost(name), type, timeoutMs: settings.timeoutMs, signal };
      const finding = await ask(server, question, settings);
      throwIfAborted(signal);
      return { server, at, durationMs: clock.now() - at, ...finding };
    },
  };
}

async function ask(
  server: string,
  question: DnsQuestion,
  { secureServers, systemServers }: Required<Omit<ResolverOptions, 'clock'>>,
): Promise<DnsFinding> {
  if (server === 'system') return askSystem(systemServers(), question);
  const secure = parseSecureServer(server);
  if (secure) return askSecure(secure, question);
  const address = parseServer(server);
  if (!address) return { outcome: 'unreachable', records: [], transport: 'udp' };
  const alternative = secureServers.get(server);
  return alternative ? askEither(address, alternative, question) : askPlain(address, question);
}
