import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { createControl } from '../test/support/control.js';

// A program of its own: it shares nothing with the extension, the window and the walk but the addresses of the sandbox.

/** Where to look, as the walk passes it in the environment. */
interface Where {
  readonly proxyPort: number;
  readonly dnsPort: number;
  readonly controlPort: number;
  readonly controlToken: string;
  /** The authority that signs for the edge. */
  readonly caPath: string;
}

const where: Where = JSON.parse(process.env.OSS_CDN_EVIDENCE ?? '{}');

/** Each takes texts and answers with what JSON can carry. */
export type Looks = typeof looks;

const looks = {
  /** What the name server answers for a name. */
  cnameOf: async (name: string) => (await resolve((dns) => dns.resolveCname(name)))[0],
  addressOf: async (name: string) => (await resolve((dns) => dns.resolve4(name)))[0],
  textsOf: async (name: string) => (await resolve((dns) => dns.resolveTxt(name))).map((parts) => parts.join('')),
  /** What the edge answers at a target to a name and path, to a visitor who accepts these encodings. */
  edge: askEdge,
  /** What a visitor of an address gets, where DNS leads; over https from a server that the authority vouches for. */
  page: askPage,
  /** The certificate that the edge shows for a name, and what it answers to plain HTTP. */
  secure: askSecurity,
  /** The calls of these operations that the cloud received, with what they answered. */
  calls: async (...actions: string[]) => {
    const calls = (await control().calls()).filter(({ action }) => actions.includes(action));
    return calls.map(({ action, status, code, params }) => ({ action, status, ...(code ? { code } : {}), params }));
  },
  /** All buckets as OSS holds them, and all domains as CDN does. */
  buckets: async () => (await control().state()).buckets,
  domains: async () => (await control().state()).cdnDomains,
  /** The records of a zone, every field but the time of the last change, in the order of their ids. */
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
  // Before HTTPS is switched on, an edge shows the certificate of another name: only the bytes are compared.
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
    /** How the body was packed on its way, and its bytes before it was unpacked. */
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
    /** The end of its validity, as OpenSSL writes it. */
    ends: shown?.validTo ?? '',
    /** Whether a client that trusts the authority of the sandbox alone accepts it for the name. */
    trusted,
    protocol: protocol ?? '',
    /** The names of the certificate that the same machine shows for a name that CDN does not have. */
    unknownNames: unknown?.subjectAltName ?? '',
    plainStatus,
    location,
  };
}

/** Opens TLS to a machine of the edge for a name, as SNI has it. */
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
