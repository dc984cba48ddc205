import { once } from 'node:events';
import http from 'node:http';
import { isIPv6 } from 'node:net';
import { connect } from 'node:tls';

/**
 * Requests a path of a name from an address, over a new connection: through the proxy, and with `https` under a
 * certificate of one of the authorities. Resolves with status, `Location` and body (a Buffer); rejects with the error.
 */
export async function fetchPage({ proxyPort, authorities }, { address, name, scheme, path }, signal) {
  const tunnel = await openTunnel(proxyPort, address, scheme === 'https' ? 443 : 80, signal);
  try {
    const socket = scheme === 'https' ? await secure(tunnel, name, authorities, signal) : tunnel;
    const headers = { host: name, 'accept-encoding': 'identity', connection: 'close' };
    const request = http.request({ createConnection: () => socket, path, headers, signal });
    request.end();
    const [response] = await once(request, 'response', { signal });
    const body = Buffer.concat(await response.toArray({ signal }));
    return { status: response.statusCode, location: response.headers.location, body };
  } finally {
    tunnel.destroy();
  }
}

async function openTunnel(port, address, targetPort, signal) {
  const path = `${isIPv6(address) ? `[${address}]` : address}:${targetPort}`;
  const call = http.request({ host: '127.0.0.1', port, method: 'CONNECT', path, agent: false, signal });
  call.end();
  const [response, socket] = await once(call, 'connect', { signal });
  // A connection that is closed after the answer emits another error.
  socket.on('error', () => undefined);
  if (response.statusCode === 200) return socket;
  socket.destroy();
  throw new Error(`${path} cannot be reached: ${response.statusCode}`);
}

async function secure(socket, servername, ca, signal) {
  const tls = connect({ socket, servername, ca });
  await once(tls, 'secureConnect', { signal });
  tls.on('error', () => undefined);
  return tls;
}
