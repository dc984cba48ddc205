import type { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { Socket } from 'node:net';
import { connect } from 'node:tls';

/** Opens TLS to an edge through a sandbox's proxy, independently of the extension; returns the certificate for this name. */
export async function shownCertificate(
  { proxyPort }: { readonly proxyPort: number },
  { target, name }: { readonly target: string; readonly name: string },
): Promise<X509Certificate | undefined> {
  const request = http.request({ port: proxyPort, method: 'CONNECT', path: `${target}:443`, agent: false });
  request.end();
  const [, socket] = (await once(request, 'connect')) as [unknown, Socket];
  const secure = connect({ socket, servername: name, rejectUnauthorized: false });
  await once(secure, 'secureConnect');
  const shown = secure.getPeerX509Certificate();
  secure.destroy();
  return shown;
}
