import { readFileSync } from 'node:fs';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import type tls from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';

type OnResponse = (response: IncomingMessage) => void;

/** The proxy's loopback port, and the PEM file of its authority. */
export interface ProxyAddress {
  readonly proxyPort: number;
  readonly caPath: string;
}

/**
 * Sends every `https.request`, `https.get` and `http.request` of this process through the proxy, as VS Code does.
 * Loopback stays direct. Returns a function that undoes this.
 */
export function useProxy({ proxyPort, caPath }: ProxyAddress): () => void {
  const { request, get } = https;
  const plainRequest = http.request;
  const proxy = `http://127.0.0.1:${proxyPort}`;
  const ca = readFileSync(caPath, 'utf8');
  const agent = new TrustingAgent(proxy, ca, true);
  const through = (...args: unknown[]) => {
    const { options, callback } = toOptions(args);
    // The extension finds the agent of all requests by one to `localhost` that is never sent.
    if (isLoopback(options) && options.lookup === undefined) return request(options, callback);
    // `agent: false` requests a new connection. Without `protocol` the agent keeps none open.
    const chosen = options.agent === false ? new TrustingAgent(proxy, ca, false) : agent;
    return request({ ...options, protocol: 'https:', agent: chosen as unknown as https.Agent }, callback);
  };
  https.request = through as typeof https.request;
  https.get = ((...args: unknown[]) => {
    const sent = through(...args);
    sent.end();
    return sent;
  }) as typeof https.get;
  http.request = ((...args: unknown[]) => {
    const { options, callback } = toOptions(args);
    if (isLoopback(options)) return plainRequest(options, callback);
    return plainRequest(toAbsoluteForm(options, proxyPort), callback);
  }) as typeof http.request;
  syncBuiltinESMExports();
  return () => {
    Object.assign(https, { request, get });
    http.request = plainRequest;
    syncBuiltinESMExports();
    agent.destroy();
  };
}

/** Opens tunnels through the proxy, also those that no request asks for, and trusts one more authority. */
class TrustingAgent extends HttpsProxyAgent<string> {
  constructor(
    proxy: string,
    private readonly ca: string,
    keepAlive: boolean,
  ) {
    super(proxy, { keepAlive });
  }

  override connect(...[request, options]: Parameters<HttpsProxyAgent<string>['connect']>) {
    return super.connect(request, options.secureEndpoint ? withTrust(options, this.ca) : options);
  }
}

/** The TLS trust options of a request. Node's types do not describe a context. */
interface TrustOptions {
  readonly ca?: tls.ConnectionOptions['ca'];
  readonly secureContext?: tls.SecureContext | undefined;
}

/** Trusts one more authority, as if Node shipped it. If a TLS context is given, the authority is added to that context permanently. */
export function withTrust<T extends TrustOptions>(options: T, ca: string): T {
  const context: { addCACert?(pem: string): void } = options.secureContext?.context ?? {};
  context.addCACert?.(ca);
  return { ...options, ca };
}

function toOptions(args: unknown[]): { options: https.RequestOptions; callback?: OnResponse } {
  const [first, ...rest] = args;
  const found = rest.find((value) => typeof value === 'function') as OnResponse | undefined;
  const callback = found ? { callback: found } : {};
  if (typeof first !== 'string' && !(first instanceof URL)) {
    return { options: first as https.RequestOptions, ...callback };
  }
  const extra = typeof rest[0] === 'object' ? (rest[0] as https.RequestOptions) : {};
  const url = new URL(first);
  const auth = url.username ? { auth: decodeURIComponent(`${url.username}:${url.password}`) } : {};
  const address = { hostname: url.hostname, path: url.pathname + url.search, ...(url.port ? { port: url.port } : {}) };
  return { options: { protocol: url.protocol, ...auth, ...address, ...extra }, ...callback };
}

/** Creates the options of a request to the proxy. Its URL has the host of the `Host` header, not the host that Node would connect to. */
function toAbsoluteForm({ lookup: _, ...options }: http.RequestOptions, proxyPort: number): http.RequestOptions {
  const { host = options.hostname ?? options.host } = (options.headers ?? {}) as Readonly<Record<string, string>>;
  return {
    ...options,
    hostname: '127.0.0.1',
    host: '127.0.0.1',
    port: proxyPort,
    path: `http://${host}${options.path}`,
  };
}

function isLoopback(options: http.RequestOptions): boolean {
  const host = String(options.hostname ?? options.host ?? 'localhost');
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
