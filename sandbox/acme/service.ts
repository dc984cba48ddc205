import { request } from 'node:https';
import { badGateway } from '../proxy/errorPages.js';
import type { ApiRequest, ApiResponse, SandboxState, Service } from '../state/state.js';

const host = 'acme-v02.api.letsencrypt.org';
/** Headers of a single connection. */
const ofConnection = ['connection', 'keep-alive', 'transfer-encoding', 'content-length'];

/**
 * The ACME server of Let's Encrypt: forwards to a Pebble on this computer. Pebble builds its URLs from the Host of a
 * request, so only the directory's URL differs. Without a Pebble, the name is not served.
 */
export const acmeService: Service = {
  name: 'acme',
  owns: (name, { acmeServer }) => name === host && acmeServer !== undefined,
  actionOf: ({ url }) => url.split('/')[1]?.split('?')[0] ?? '',
  // If Pebble is down, the answer is a gateway's.
  handle: (given, state) => forward(given, state).catch(() => badGateway),
  fault(code, status) {
    const type = `urn:ietf:params:acme:error:${code}`;
    const body = JSON.stringify({ type, status, detail: `The request was refused: ${code}` });
    const wait = status === 429 ? { 'Retry-After': '3600' } : {};
    return { status, headers: { 'Content-Type': 'application/problem+json', ...wait }, body };
  },
};

function forward({ method, url, headers, body }: ApiRequest, { acmeServer = '' }: SandboxState): Promise<ApiResponse> {
  const [hostname, port] = acmeServer.split(':');
  const path = url === '/directory' ? '/dir' : url;
  const own = Object.entries(headers).filter(([name]) => !ofConnection.includes(name));
  return new Promise((resolve, reject) => {
    const sent = request({
      hostname,
      port,
      method,
      path,
      agent: false,
      headers: { ...Object.fromEntries(own), host, ...(body.length > 0 && { 'content-length': body.length }) },
      // A connection inside this computer. Clients see the sandbox's own certificate for the name.
      rejectUnauthorized: false,
    });
    sent.once('error', reject);
    sent.once('response', async (response) => {
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        const kept = Object.entries(response.headers).filter(([name]) => !ofConnection.includes(name));
        const all = Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
        resolve({ status: response.statusCode ?? 502, headers: all, body: Buffer.concat(chunks) });
      } catch (error) {
        reject(error);
      }
    });
    sent.end(body);
  });
}
