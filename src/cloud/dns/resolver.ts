import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { type CaaRecord, getServers } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import { connect, isIP, isIPv6, type LookupFunction } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { normalizeHost } from '../../core/dns/hostNames.js';
import { throwIfAborted } from '../../core/errors.js';
import { lookUp } from '../../core/lookUp.js';
import type { ClockPort } from '../../core/ports/local.js';
import type { DnsAnswerRecord, DnsOutcome, DnsQueryType, ResolverPort } from '../../core/ports/probe.js';
import { settle, withTimeLimit } from '../http/timeLimit.js';
import { type DnsFinding, type DnsMessage, makeQuery, toFinding } from './message.js';

/** Options of the resolver. `timeoutMs` covers all attempts at one server. */
interface ResolverOptions {
  readonly clock: ClockPort;
  readonly timeoutMs?: number;
  /** The DNS over HTTPS service of each public server, by the text that names the server. */
  readonly secureServers?: ReadonlyMap<string, SecureServer>;
  /** The name servers of this computer, each `ip` or `ip:port`. */
  readonly systemServers?: () => readonly string[];
}

/** Creates a resolver that queries name servers over UDP, over TCP if the answer is truncated, and over HTTPS if port 53 of a public server is blocked. */
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

/** The most name servers that are queried, as in the C library of most systems (`MAXNS` in resolv.conf(5)). With more servers, each would have less time. */
const mostServers = 3;

/**
 * Queries the name servers of this computer in their order, all within `timeoutMs`. Sends its own packets, because `node:dns` returns neither the chain nor
 * the TTL of a CNAME and is only the fallback (`createNode`). Never rejects: a failure or a cancellation is an outcome, and nothing is sent after a
 * cancellation.
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

/** Creates a resolver of `node:dns` that moves on to the next server after half of the time. */
function createNodeResolver(timeoutMs: number): Resolver {
  return new Resolver({ timeout: Math.ceil(timeoutMs / 2), tries: 1 });
}

/** Queries the servers in turn: the next one is queried if a server is silent or fails. If all fail, the last outcome is returned. */
async function askInTurn(addresses: readonly ServerAddress[], question: DnsQuestion): Promise<DnsFinding | undefined> {
  let last: DnsFinding | undefined;
  for (const address of addresses) {
    last = await askPlain(address, { ...question, timeoutMs: question.timeoutMs / addresses.length });
    if (['answer', 'noData', 'nxdomain'].includes(last.outcome) || question.signal.aborted) return last;
  }
  return last;
}

/** Queries through `node:dns`, which returns TTLs only for addresses. Other types get a TTL of 0. */
async function askNode(resolver: Resolver, { name, type, timeoutMs, signal }: DnsQuestion): Promise<DnsFinding> {
  const cancel = () => resolver.cancel();
  // The resolver's own limit is per server.
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

/** Formats CAA records as in a zone file. Node uses the tag as a property name, and some versions add a property `type`, which is not a tag. */
function toCaaTexts({ critical, ...properties }: CaaRecord): readonly string[] {
  const tags = Object.entries(properties).filter(([tag]) => tag !== 'type');
  return tags.map(([tag, value]) => `${critical} ${tag} "${value}"`);
}

/** Queries one server over UDP, and over TCP if the answer is truncated. A failure is returned as an outcome. */
function askPlain(address: ServerAddress, question: DnsQuestion): Promise<DnsFinding> {
  return attempt(question, (asked) => plain(address, asked));
}

/** Queries a DNS over HTTPS service. A failure is returned as an outcome. */
function askSecure(server: SecureServer, question: DnsQuestion): Promise<DnsFinding> {
  return attempt(question, (asked) => secure(server, asked));
}

/** Queries one server over UDP, and also over HTTPS as soon as UDP fails or a quarter of the time has passed without an answer. The first answer is used. */
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

/** A question in progress and the transport that was used last. */
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

/** Resolves when the work fails, and rejects when it succeeds, so that no fallback starts after a success. */
async function failing(work: Promise<unknown>): Promise<void> {
  const failed = await work.then(
    () => false,
    () => true,
  );
  if (!failed) throw new Error('It did not fail');
}

/** Returns whether a transport timed out. If several transports failed, a timeout is reported in preference, since that transport might still have answered. */
function isTimeout(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isTimeout);
  return error instanceof Error && error.name === 'TimeoutError';
}

const mediaType = 'application/dns-message';
/** Uses a new connection for each question, because an idle connection that the server closed would look like a failing server. */
const headers = { accept: mediaType, 'content-type': mediaType, connection: 'close' };
const mostBytes = 65_535;

/**
 * Queries over HTTPS (RFC 8484) through `node:https`, which follows VS Code's proxy and certificate settings. Rejects with the signal's reason, or if the
 * response does not answer the question.
 */
function askHttps(server: SecureServer, name: string, type: string, signal: AbortSignal): Promise<DnsMessage> {
  // The RFC recommends the id 0, so that HTTP caches can answer.
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

/** Direct connections use the known addresses, since the computer's DNS may be failing. Behind a proxy no lookup happens. */
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

/** A question and its time limit. */
export interface DnsQuestion {
  readonly name: string;
  readonly type: DnsQueryType;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Queries over UDP and repeats the question every `resendMs`. Ignores packets that do not answer the question. Rejects with the signal's reason. */
function askUdp(address: ServerAddress, { name, type, signal }: DnsQuestion, resendMs: number): Promise<DnsMessage> {
  const query = makeQuery(name, type, randomInt(0x1_0000));
  const socket = createSocket(isIPv6(address.host) ? 'udp6' : 'udp4');
  return settle(signal, ({ resolve, reject, onEnd }) => {
    const send = () => socket.send(query.bytes, (error) => error && reject(error));
    socket.on('error', reject);
    socket.on('message', (bytes) => {
      const answer = query.readAnswer(bytes);
      if (answer) resolve(answer);
    });
    // A connected socket receives packets of that server alone, and reports a closed port at once.
    socket.connect(address.port, address.host, (...failed: unknown[]) => {
      // Node passes the error, although the types do not say so.
      if (failed[0]) return reject(failed[0]);
      const again = setInterval(send, resendMs);
      onEnd(() => clearInterval(again));
      send();
    });
    onEnd(() => socket.close());
  });
}

/** Queries over TCP. Rejects with the signal's reason, or if the connection ends early. */
function askTcp(address: ServerAddress, { name, type, signal }: DnsQuestion): Promise<DnsMessage> {
  const query = makeQuery(name, type, randomInt(0x1_0000));
  const socket = connect(address.port, address.host);
  return settle(signal, ({ resolve, reject, onEnd }) => {
    let received = Buffer.alloc(0);
    onEnd(() => socket.destroy());
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('The connection ended before the answer')));
    socket.on('connect', () => socket.write(withLength(query.bytes)));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      const answer = query.readAnswer(received.subarray(2, 2 + received.readUInt16BE(0)));
      if (answer) resolve(answer);
      else reject(new Error('The answer does not fit the question'));
    });
  });
}

function withLength(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** The address and port of a name server. */
interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** Parses `ip`, `ip:port`, `[v6]` or `[v6]:port`. Returns `undefined` for anything else, including host names. */
export function parseServer(text: string): ServerAddress | undefined {
  if (isIP(text)) return { host: text, port: 53 };
  const match = /^(?:\[(?<v6>[^\]]+)\]|(?<v4>[^:]+))(?::(?<port>\d{1,5}))?$/.exec(text);
  const { v6, v4, port = '53' } = match?.groups ?? {};
  const host = v6 ?? v4 ?? '';
  const right = v6 === undefined ? isIP(host) === 4 : isIP(host) === 6;
  const number = Number(port);
  return right && number > 0 && number < 65_536 ? { host, port: number } : undefined;
}

/** Parses the `https://…` URL of a DNS over HTTPS service. Returns `undefined` for anything else, and for a URL with a user name. */
export function parseSecureServer(text: string): SecureServer | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' || url.username !== '') return undefined;
  const known = [...publicSecureServers.values()].find((server) => new URL(server.url).host === url.host);
  return { url: url.href, addresses: known?.addresses ?? [] };
}

/** A DNS over HTTPS service (RFC 8484). Its addresses are known so that no other DNS is needed to reach it. */
interface SecureServer {
  readonly url: string;
  /** The known addresses. Empty if only a proxy or the computer's DNS can resolve the host. */
  readonly addresses: readonly string[];
}

/**
 * DNS over HTTPS of the public resolvers, whose port 53 is blocked on many networks. Sources, the operators' own pages:
 * https://www.alidns.com/, https://docs.dnspod.cn/public-dns/dot-doh/,
 * https://developers.google.com/speed/public-dns/docs/doh,
 * https://developers.cloudflare.com/1.1.1.1/encrypted-dns/dns-over-https/.
 */
export const publicSecureServers: ReadonlyMap<string, SecureServer> = new Map([
  ['223.5.5.5', { url: 'https://dns.alidns.com/dns-query', addresses: ['223.5.5.5', '223.6.6.6'] }],
  ['223.6.6.6', { url: 'https://dns.alidns.com/dns-query', addresses: ['223.6.6.6', '223.5.5.5'] }],
  // DNSPod uses other addresses for HTTPS than for plain DNS.
  ['119.29.29.29', { url: 'https://doh.pub/dns-query', addresses: ['1.12.12.12', '120.53.53.53'] }],
  ['8.8.8.8', { url: 'https://dns.google/dns-query', addresses: ['8.8.8.8', '8.8.4.4'] }],
  ['8.8.4.4', { url: 'https://dns.google/dns-query', addresses: ['8.8.4.4', '8.8.8.8'] }],
  ['1.1.1.1', { url: 'https://cloudflare-dns.com/dns-query', addresses: ['1.1.1.1', '1.0.0.1'] }],
  ['1.0.0.1', { url: 'https://cloudflare-dns.com/dns-query', addresses: ['1.0.0.1', '1.1.1.1'] }],
]);
