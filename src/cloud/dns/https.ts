import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { settle } from '../http/settle.js';
import { type DnsMessage, makeQuery } from './message.js';
import type { SecureServer } from './secureServers.js';

const mediaType = 'application/dns-message';
/** A connection for each question: an idle one that the server has left would look like a server that fails. */
const headers = { accept: mediaType, 'content-type': mediaType, connection: 'close' };
const mostBytes = 65_535;

/**
 * Asks over HTTPS (RFC 8484). By `node:https`, since that is what carries VS Code's proxy and certificate settings.
 * Rejects with the signal's reason, or when what comes back is no answer to the question.
 */
export function askHttps(server: SecureServer, name: string, type: string, signal: AbortSignal): Promise<DnsMessage> {
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
