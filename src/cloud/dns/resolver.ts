import { type CaaRecord, getServers } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { normalizeHost } from '../../core/dns/hostNames.js';
import { throwIfAborted } from '../../core/errors.js';
import { lookUp } from '../../core/lookUp.js';
import type { ClockPort } from '../../core/ports/local.js';
import type { DnsAnswerRecord, DnsOutcome, DnsQueryType, ResolverPort } from '../../core/ports/probe.js';
import { settle, withTimeLimit } from '../http/timeLimit.js';
import { type DnsFinding, toFinding } from './answer.js';
import { type DnsMessage, makeQuery } from './message.js';
import {
  parseSecureServer,
  parseServer,
  publicSecureServers,
  type SecureServer,
  type ServerAddress,
} from './serverAddress.js';
import { askTcp, askUdp, type DnsQuestion } from './sockets.js';

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

const outcomes: Readonly<Record<string, DnsOutcome>> = {
  ENODATA: 'noData',
  ENOTFOUND: 'nxdomain',
  ESERVFAIL: 'servfail',
  EREFUSED: 'refused',
  ETIMEOUT: 'timeout',
  ECANCELLED: 'timeout',
};

/** As many as the C library of most systems reads (`MAXNS` in resolv.conf(5)); each more would shorten the time for one. */
const mostServers = 3;

/**
 * Asks the name servers this computer is set to, in their order, all within `timeoutMs`. By our own packets, for `node:dns`,
 * which asks the same servers, tells neither the chain nor the TTL of a CNAME; it is asked where ours cannot be sent, by
 * what `createNode` makes. Never rejects: a failure is an outcome, and so is a cancellation, after which nothing is sent.
 */
export async function askSystem(
  servers: readonly string[],
  question: DnsQuestion,
  createNode = createNodeResolver,
): Promise<DnsFinding> {
  const startedAt = performance.now();
  const addresses = servers.map(parseServer).filter((address) => address !== undefined);
  const found = await askInTurn(addresses.slice(0, mostServers), question);
  if (found && (found.outcome !== 'unreachable' || question.signal.aborted)) return found;
  const leftMs = Math.max(1, Math.ceil(question.timeoutMs - (performance.now() - startedAt)));
  return askNode(createNode(leftMs), { ...question, timeoutMs: leftMs });
}

/** It asks the next server at half of the time. */
function createNodeResolver(timeoutMs: number): Resolver {
  return new Resolver({ timeout: Math.ceil(timeoutMs / 2), tries: 1 });
}

/** The next server is asked when one is silent or fails; what the last one said counts. */
async function askInTurn(addresses: readonly ServerAddress[], question: DnsQuestion): Promise<DnsFinding | undefined> {
  let last: DnsFinding | undefined;
  for (const address of addresses) {
    last = await askPlain(address, { ...question, timeoutMs: question.timeoutMs / addresses.length });
    if (['answer', 'noData', 'nxdomain'].includes(last.outcome) || question.signal.aborted) return last;
  }
  return last;
}

/** Tells no TTL (0 then) but for addresses. */
async function askNode(resolver: Resolver, { name, type, timeoutMs, signal }: DnsQuestion): Promise<DnsFinding> {
  const cancel = () => resolver.cancel();
  // The limit of the resolver itself is for each of its servers.
  const limit = setTimeout(cancel, timeoutMs);
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const records = await askType(resolver, name, type);
    return { outcome: records.length > 0 ? 'answer' : 'noData', records, transport: 'system' };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    return { outcome: lookUp(outcomes, code) ?? 'unreachable', records: [], transport: 'system' };
  } finally {
    clearTimeout(limit);
    signal.removeEventListener('abort', cancel);
  }
}

async function askType(resolver: Resolver, name: string, type: DnsQueryType): Promise<DnsAnswerRecord[]> {
  const record = (data: string, ttl = 0): DnsAnswerRecord => ({ name, type, ttl, data });
  switch (type) {
    case 'A':
      return (await resolver.resolve4(name, { ttl: true })).map(({ address, ttl }) => record(address, ttl));
    case 'AAAA':
      return (await resolver.resolve6(name, { ttl: true })).map(({ address, ttl }) => record(address, ttl));
    case 'CAA':
      return (await resolver.resolveCaa(name)).flatMap(toCaaTexts).map((data) => record(data));
    case 'CNAME':
      return (await resolver.resolveCname(name)).map((data) => record(normalizeHost(data)));
    case 'MX':
      return (await resolver.resolveMx(name)).map(({ exchange }) => record(normalizeHost(exchange)));
    case 'NS':
      return (await resolver.resolveNs(name)).map((data) => record(normalizeHost(data)));
    case 'TXT':
      return (await resolver.resolveTxt(name)).map((parts) => record(parts.join('')));
  }
}

/** As in a zone file. Node names the tag as a property; some versions add `type`, which is none. */
function toCaaTexts({ critical, ...properties }: CaaRecord): readonly string[] {
  const tags = Object.entries(properties).filter(([tag]) => tag !== 'type');
  return tags.map(([tag, value]) => `${critical} ${tag} "${value}"`);
}

/** Asks one server over UDP, and over TCP when the answer is truncated. A failure is an outcome. */
function askPlain(address: ServerAddress, question: DnsQuestion): Promise<DnsFinding> {
  return attempt(question, (asked) => plain(address, asked));
}

/** Asks a service of DNS over HTTPS. A failure is an outcome. */
function askSecure(server: SecureServer, question: DnsQuestion): Promise<DnsFinding> {
  return attempt(question, (asked) => secure(server, asked));
}

/**
 * Asks one server over UDP, and beside it over HTTPS after a quarter of the time without an answer, or as soon as UDP
 * fails; the first answer counts.
 */
function askEither(address: ServerAddress, server: SecureServer, question: DnsQuestion): Promise<DnsFinding> {
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

const mediaType = 'application/dns-message';
/** A connection for each question: an idle one that the server has left would look like a server that fails. */
const headers = { accept: mediaType, 'content-type': mediaType, connection: 'close' };
const mostBytes = 65_535;

/**
 * Asks over HTTPS (RFC 8484). By `node:https`, since that is what carries VS Code's proxy and certificate settings.
 * Rejects with the signal's reason, or when what comes back is no answer to the question.
 */
function askHttps(server: SecureServer, name: string, type: string, signal: AbortSignal): Promise<DnsMessage> {
  // The RFC asks for the id 0, so that caches on the way can serve.
  const query = makeQuery(name, type, 0);
  return settle(signal, ({ resolve, reject, onEnd }) => {
    const request = https.request(server.url, {
      method: 'POST',
      headers: { ...headers, 'content-length': query.bytes.length },
      ...(server.addresses.length > 0 && { lookup: lookupFor(server.addresses) }),
    });
    onEnd(() => request.destroy());
    request.on('error', reject);
    request.on('response', (response) => {
      readMessage(response)
        .then((bytes) => query.readAnswer(bytes) ?? Promise.reject(new Error('The answer does not fit the question')))
        .then(resolve, reject);
    });
    request.end(query.bytes);
  });
}

/**
 * A direct connection goes to the known addresses, for the computer's DNS may be the very thing that fails. Behind a
 * proxy it is not asked.
 */
function lookupFor(addresses: readonly string[]): LookupFunction {
  const known = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, callback) => {
    const [first] = known;
    if (options.all) callback(null, known);
    else callback(null, first?.address ?? '', first?.family ?? 4);
  };
}

async function readMessage(response: IncomingMessage): Promise<Buffer> {
  const answers = response.statusCode === 200 && response.headers['content-type']?.startsWith(mediaType);
  if (!answers) throw new Error(`No DNS message came with status ${response.statusCode}`);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > mostBytes) throw new Error('The answer is too long');
  }
  return Buffer.concat(chunks);
}
