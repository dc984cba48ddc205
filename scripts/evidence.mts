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

type Look = (...args: string[]) => Promise<unknown>;

const looks: Readonly<Record<string, Look>> = {
  /** What the name server answers for a type, `CNAME`, `A` or `TXT`. */
  dns: async (type = '', name = '') => {
    const resolver = new Resolver({ timeout: 2000, tries: 1 });
    resolver.setServers([`127.0.0.1:${where.dnsPort}`]);
    try {
      if (type === 'TXT') return { all: (await resolver.resolveTxt(name)).map((parts) => parts.join('')) };
      const answers = await (type === 'A' ? resolver.resolve4(name) : resolver.resolveCname(name));
      return { answer: answers[0] };
    } catch (error) {
      return { error: (error as NodeJS.ErrnoException).code };
    }
  },
  /** What the edge answers at a target to a name and path. */
  edge: (target = '', name = '', path = '', encodings = '') => askEdge(target, name, path, encodings),
  /** Answers what a visitor of an address gets; over https from a server that the authority vouches for. */
  page: (url = '') => askPage(new URL(url)),
  /** The certificate that the edge shows for a name, and what it answers to plain HTTP. */
  secure: (target = '', name = '') => askSecurity(target, name),
  /** The calls of these operations that the cloud received, with what they answered. */
  calls: async (...actions) => {
    const calls = (await createControl(where).calls()).filter(({ action }) => actions.includes(action));
    return calls.map(({ action, status, code, params }) => ({ action, status, ...(code ? { code } : {}), params }));
  },
  /** What the cloud holds of one kind, such as `cdnDomains`. */
  state: async (part = '') => (await createControl(where).state())[part],
};

async function askEdge(target: string, name: string, path: string, encodings: string): Promise<unknown> {
  const socket = await openTunnel(target);
  // Before HTTPS is switched on, an edge shows the certificate of another name: only the bytes are compared.
  const secure = connect({ socket, servername: name, rejectUnauthorized: false });
  const lines = [`GET ${path} HTTP/1.1`, `Host: ${name}`, `Accept-Encoding: ${encodings}`, 'Connection: close', '', ''];
  secure.end(lines.join('\r\n'));
  const chunks: Buffer[] = [];
  for await (const chunk of secure) chunks.push(chunk);
  const answer = Buffer.concat(chunks);
  const end = answer.indexOf('\r\n\r\n');
  const [head, packed] = [answer.toString('latin1', 0, end), answer.subarray(end + 4)];
  const header = (field: string) => new RegExp(`^${field}: *"?([^"\r]*)`, 'im').exec(head)?.[1];
  const [disposition, encoding] = [header('content-disposition'), header('content-encoding')];
  const body = unpack(encoding, packed).toString();
  const status = Number(head.split(' ')[1]);
  return { status, etag: header('etag'), cache: header('x-cache'), disposition, encoding, bytes: packed.length, body };
}

async function askPage({ protocol, hostname, pathname, href }: URL): Promise<unknown> {
  const headers = { host: hostname, connection: 'close' };
  const call =
    protocol === 'https:'
      ? request({ createConnection: await openSecure(hostname), path: pathname, headers })
      : request({ port: where.proxyPort, path: href, headers, agent: false });
  call.end();
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  const body = Buffer.concat(await response.toArray()).toString();
  return { status: response.statusCode, location: response.headers.location, body };
}

async function openSecure(servername: string): Promise<() => Socket> {
  const ca = readFileSync(where.caPath, 'utf8');
  const secure = connect({ socket: await openTunnel(servername), servername, ca });
  await once(secure, 'secureConnect');
  return () => secure;
}

function unpack(encoding: string | undefined, bytes: Buffer): Buffer {
  if (encoding === 'br') return brotliDecompressSync(bytes);
  return encoding === 'gzip' ? gunzipSync(bytes) : bytes;
}

async function askSecurity(target: string, name: string): Promise<unknown> {
  const { shown, trusted, protocol } = await shakeHands(target, name);
  const { shown: unknown } = await shakeHands(target, 'unknown.example.net');
  const plain = request({ port: where.proxyPort, path: `http://${name}/`, headers: { host: name }, agent: false });
  plain.end();
  const [response] = (await once(plain, 'response')) as [IncomingMessage];
  response.resume();
  const { statusCode, headers } = response;
  const { fingerprint256: fingerprint, subjectAltName: names, issuer, validTo: ends } = shown ?? {};
  const certificate = { fingerprint, names, issuer, ends, trusted, protocol, unknownNames: unknown?.subjectAltName };
  return { ...certificate, plainStatus: statusCode, location: headers.location };
}

/** Opens TLS to a machine of the edge for a name, as SNI has it. */
async function shakeHands(target: string, servername: string) {
  const ca = readFileSync(where.caPath, 'utf8');
  const secure = connect({ socket: await openTunnel(target), servername, ca, rejectUnauthorized: false });
  await once(secure, 'secureConnect');
  const [shown, trusted, protocol] = [secure.getPeerX509Certificate(), secure.authorized, secure.getProtocol()];
  secure.destroy();
  return { shown, trusted, protocol };
}

function openTunnel(target: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port: where.proxyPort, method: 'CONNECT', path: `${target}:443` });
    call.on('connect', (response, socket) => {
      if (response.statusCode === 200) resolve(socket as Socket);
      else reject(new Error(`The proxy refused ${target}: ${response.statusCode}`));
    });
    call.on('error', reject);
    call.end();
  });
}

async function main(): Promise<void> {
  const [name = '', ...args] = process.argv.slice(2);
  const look = looks[name];
  if (!look) throw new Error(`No such look: ${name}`);
  console.log(JSON.stringify(await look(...args)));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
