import type { Socket } from 'node:net';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import type { SandboxState, Service } from '../state/state.js';
import type { IssuedPair } from '../state/storedCertificate.js';
import { type Authority, createAuthority } from './ca.js';

/** The services behind the proxy, and the authority for their certificates. */
export interface Cloud {
  readonly services: readonly Service[];
  readonly state: SandboxState;
  readonly authority: Authority;
}

/** Returns whether the proxy inspects the connections of a service. */
export function intercepts({ state }: Cloud, { name }: Service): boolean {
  return state.proxyIntercepts?.has(name) === true;
}

let interceptor: Authority | undefined;

/** The authority of an inspecting proxy, which no client trusts. */
function interceptorOf(): Authority {
  if (interceptor) return interceptor;
  interceptor = createAuthority(undefined, 'Proxy authority');
  interceptor.dispose();
  return interceptor;
}

/** A fatal alert of TLS 1.2 (RFC 8446, 6.2), which clients understand before a version is agreed. */
const unrecognizedName = Buffer.from([21, 3, 3, 0, 2, 2, 112]);

/** Terminates TLS for a service, with its certificate. */
export function terminateTls(cloud: Cloud, service: Service, host: string, socket: Socket): TLSSocket {
  const { state } = cloud;
  const authority = intercepts(cloud, service) ? interceptorOf() : cloud.authority;
  const contextFor = (serverName: string): SecureContext | undefined => {
    const own = intercepts(cloud, service) ? undefined : service.certificateFor?.(serverName, state);
    if (own) return contextOf(own);
    const names = service.certificateNames ? service.certificateNames(serverName, state) : ([serverName] as const);
    return names && authority.contextFor(names, service.certificateFlaw?.(serverName, state));
  };
  const unnamed = contextFor(host);
  const secure = new TLSSocket(socket, {
    isServer: true,
    ALPNProtocols: ['http/1.1'],
    ...(unnamed ? { secureContext: unnamed } : {}),
    SNICallback: (serverName, done) => {
      const context = contextFor(serverName.toLowerCase());
      // A server without a certificate ends the handshake with an alert.
      if (!context) socket.write(unrecognizedName);
      done(context ? null : new Error('no certificate'), context);
    },
  });
  secure.on('error', () => socket.destroy());
  return secure;
}

const contexts = new WeakMap<IssuedPair, SecureContext>();

function contextOf(pair: IssuedPair): SecureContext {
  const context = contexts.get(pair) ?? createSecureContext({ cert: pair.certificate, key: pair.key });
  contexts.set(pair, context);
  return context;
}
