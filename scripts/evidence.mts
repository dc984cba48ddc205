import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { createControl } from '../test/support/control.js';

// This separate program shares nothing with the extension, the window and the walk except the addresses of the sandbox.

/** The addresses of the sandbox, which the walk passes in an environment variable. */
interface Where {
  readonly proxyPort: number;
  readonly dnsPort: number;
  readonly controlPort: number;
  readonly controlToken: string;
  /** The path of the CA certificate that signs the certificates of the edge. */
  readonly caPath: string;
}

const where: Where = JSON.parse(process.env.OSS_CDN_EVIDENCE ?? '{}');

/** The looks by name. A look takes texts and resolves to a value that JSON can carry. */
export type Looks = typeof looks;

const looks = {
  /** Asks the sandbox's name server for the records of a name. */
  cnameOf: async (name: string) => (await resolve((dns) => dns.resolveCname(name)))[0],
  addressOf: async (name: string) => (await resolve((dns) => dns.resolve4(name)))[0],
  textsOf: async (name: string) => (await resolve((dns) => dns.resolveTxt(name))).map((parts) => parts.join('')),
  /** Requests a path of a name from the edge at a target, with an `Accept-Encoding` of `encodings`. */
  edge: askEdge,
  /** Requests an address at the server to which DNS leads. Over https the certificate has to be signed by the sandbox's authority. */
  page: askPage,
  /** Reads the certificate that the edge shows for a name, and its answer over plain HTTP. */
  secure: askSecurity,
  /** Reads the calls of these operations that the cloud received, with their results. */
  calls: async (...actions: string[]) => {
    const calls = (await control().calls()).filter(({ action }) => actions.includes(action));
    return calls.map(({ action, status, code, params }) => ({ action, status, ...(code ? { code } : {}), params }));
  },
  /** Counts the calls that the cloud received since a time, ms since the epoch, and among them changes of settings, refreshes, and refusals of a busy domain. */
  callsSince: async (since: string) => {
    const calls = (await control().calls()).filter(({ at }) => at >= Number(since));
    const count = (isCounted: (call: (typeof calls)[number]) => boolean) => calls.filter(isCounted).length;
    return {
      all: calls.length,
      settings: count(({ action }) => /^(BatchSetCdnDomainConfig|SetCdnDomain|SetDomain)/.test(action)),
      refreshes: count(({ action }) => action === 'RefreshObjectCaches'),
      busy: count(({ code }) => code === 'ServiceBusy'),
    };
  },
  /** Reads all buckets as OSS holds them, and all domains as CDN holds them. */
  buckets: async () => (await control().state()).buckets,
  domains: async () => (await control().state()).cdnDomains,
  /** Reads the records of a zone, ordered by id. The time of the last change is left out. */
  records: async (zone: string) => {
    const { records = [] } = (await control().state()).zones[zone] ?? {};
    return records.map(({ changedAt: _, ...fields }) => fields).sort((a, b) => a.id.localeCompare(b.id));
  },
};

function control() {
  return createControl(where);
}

async function resolve<T>(ask: (dns: Resolver) => Promise<readonly T[]>): Promise<readonly T[]> {
  const dns = new Resolver({ timeout: 2000, tries: 1 });
  dns.setServers([`127.0.0.1:${where.dnsPort}`]);
  return ask(dns).catch(() => []);
}

async function askEdge(target: string, name: string, path: string, encodings = 'identity') {
  const socket = await openTunnel(target);
  // Before HTTPS is switched on, an edge shows the certificate of another name. It is accepted, since only the bytes are compared.
  const secure = connect({ socket, servername: name, rejectUnauthorized: false });
  const headers = { host: name, 'accept-encoding': encodings, connection: 'close' };
  const call = request({ createConnection: () => secure, path, headers });
  const { status, headers: answered, body } = await receive(call);
  const unpacked = { br: brotliDecompressSync, gzip: gunzipSync }[answered['content-encoding'] ?? ''] ?? Buffer.from;
  return {
    status,
    etag: answered.etag?.replaceAll('"', ''),
    cache: answered['x-cache']?.toString(),
    disposition: answered['content-disposition'],
    /** The encoding of the transferred body, and the size of that body before decoding, bytes. */
    encoding: answered['content-encoding'],
    bytes: body.length,
    body: unpacked(body).toString(),
  };
}

async function askPage(url: string) {
  const { protocol, hostname, pathname, href } = new URL(url);
  const headers = { host: hostname, connection: 'close' };
  const call =
    protocol === 'https:'
      ? request({ createConnection: await openSecure(hostname), path: pathname, headers })
      : request({ port: where.proxyPort, path: href, headers, agent: false });
  const { status, headers: answered, body } = await receive(call);
  return { status, location: answered.location, body: body.toString() };
}

async function receive(call: ReturnType<typeof request>) {
  call.end();
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  const body = Buffer.concat(await response.toArray());
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

async function openSecure(servername: string): Promise<() => Socket> {
  const secure = connect({ socket: await openTunnel(servername), servername, ca: readFileSync(where.caPath) });
  await once(secure, 'secureConnect');
  return () => secure;
}

async function askSecurity(target: string, name: string) {
  const { shown, trusted, protocol } = await shakeHands(target, name);
  const { shown: unknown } = await shakeHands(target, 'unknown.example.net');
  const { status: plainStatus, location } = await askPage(`http://${name}/`);
  return {
    fingerprint: shown?.fingerprint256 ?? '',
    names: shown?.subjectAltName ?? '',
    issuer: shown?.issuer ?? '',
    /** The end of the certificate's validity, as OpenSSL writes it. */
    ends: shown?.validTo ?? '',
    /** Whether a client that trusts only the sandbox's authority accepts the certificate for the name. */
    trusted,
    protocol: protocol ?? '',
    /** The names of the certificate that the same machine shows for a name which CDN does not have. */
    unknownNames: unknown?.subjectAltName ?? '',
    plainStatus,
    location,
  };
}

/** Opens a TLS connection to a machine of the edge with this name as SNI. */
async function shakeHands(target: string, servername: string) {
  const ca = readFileSync(where.caPath);
  const secure = connect({ socket: await openTunnel(target), servername, ca, rejectUnauthorized: false });
  await once(secure, 'secureConnect');
  const [shown, trusted, protocol] = [secure.getPeerX509Certificate(), secure.authorized, secure.getProtocol()];
  secure.destroy();
  return { shown, trusted, protocol };
}

function openTunnel(target: string): Promise<Socket> {
  return new Promise((done, reject) => {
    const call = request({ host: '127.0.0.1', port: where.proxyPort, method: 'CONNECT', path: `${target}:443` });
    call.on('connect', (response, socket) => {
      if (response.statusCode === 200) done(socket as Socket);
      else reject(new Error(`The proxy refused ${target}: ${response.statusCode}`));
    });
    call.on('error', reject);
    call.end();
  });
}

async function main(): Promise<void> {
  const [name = '', ...args] = process.argv.slice(2);
  const look = (looks as Readonly<Record<string, (...given: string[]) => Promise<unknown>>>)[name];
  if (!look) throw new Error(`No such look: ${name}`);
  console.log(JSON.stringify({ seen: await look(...args) }));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
