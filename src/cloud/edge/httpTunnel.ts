import { ClientRequest, type IncomingMessage } from 'node:http';
import { isIPv6, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { standardPorts } from '../../core/origin.js';

/** How the proxy answered CONNECT when it opened no tunnel. */
export class TunnelRefused extends Error {
  constructor(status: number | undefined) {
    super(status === undefined ? 'The connection to the proxy is encrypted' : `HTTP ${status}`);
  }
}

/**
 * Opens a tunnel to port 80 of a host through the proxy at the other end of `socket`, with the credentials for the proxy that
 * `request` was given. Node's own class, since VS Code sends whatever `http.request` makes to the proxy in absolute form, which
 * goes where the Host header says. Throws `TunnelRefused`; many proxies allow tunnels to port 443 alone.
 */
export function openTunnel(
  host: string,
  { socket, request }: { readonly socket: Socket; readonly request: ClientRequest },
  signal: AbortSignal,
): Promise<Socket> {
  const { remoteAddress, remotePort } = socket;
  if ((socket as Partial<TLSSocket>).encrypted || !remoteAddress || !remotePort) throw new TunnelRefused(undefined);
  const target = `${isIPv6(host) ? `[${host}]` : host}:${standardPorts.http}`;
  const authorization = request.getHeader('proxy-authorization');
  const headers = {
    host: target,
    ...(authorization !== undefined && { 'proxy-authorization': String(authorization) }),
  };
  return new Promise((resolve, reject) => {
    const connect = new ClientRequest({
      host: remoteAddress,
      port: remotePort,
      method: 'CONNECT',
      path: target,
      headers,
      signal,
    });
    connect.on('error', reject);
    connect.on('connect', ({ statusCode = 0 }: IncomingMessage, tunnel: Socket) => {
      if (statusCode >= 200 && statusCode < 300) return resolve(tunnel);
      tunnel.destroy();
      reject(new TunnelRefused(statusCode));
    });
    connect.end();
  });
}
