import { once } from 'node:events';
import http from 'node:http';
import { isIPv6 } from 'node:net';
import { connect } from 'node:tls';

/**
 * Asks the server at an address for a path of a name, over a connection of its own: through the proxy, and with `https` under a
 * certificate that one of the authorities signed for the name. Resolves with status, `Location` and body (a Buffer); rejects with what
 * went wrong.
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
  // What is torn down after it has answered breaks once more.
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
