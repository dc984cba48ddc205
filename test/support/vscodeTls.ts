import http from 'node:http';
import https from 'node:https';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { join } from 'node:path';
import tls from 'node:tls';
import { ensureVsCode } from '../../scripts/ensure.mjs';

/** VS Code's own package that patches modules of Node; only the used part. */
interface ProxyAgent {
  createProxyResolver(params: object): { readonly resolveProxyWithRequest: unknown };
  createHttpPatch(params: object, originals: object, resolveProxy: unknown): object;
  createNetPatch(params: object, originals: object): object;
  createTlsPatch(params: object, originals: object): object;
  resetCaches(): void;
}

/** The network configuration of the extension host. */
interface HostNetwork {
  /** The local proxy for all connections. By default, connections are direct. */
  readonly proxyPort?: number | undefined;
  /** The system's CA certificates, PEM. */
  readonly authorities: readonly string[];
  /** Whether the authorities are added to every connection (`http.experimental.systemCertificatesV2`), or only by the agents of requests. */
  readonly toEachConnection: boolean;
}

/** Patches Node's modules like the extension host, with VS Code's own package. Call the result to undo. */
export function patchAsVsCode({ proxyPort, authorities, toEachConnection }: HostNetwork): () => void {
  const agent: ProxyAgent = createRequire(join(ensureVsCode().folder, 'package.json'))('@vscode/proxy-agent');
  const log = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };
  const params = {
    resolveProxy: async () => 'DIRECT',
    getProxyURL: () => (proxyPort === undefined ? undefined : `http://127.0.0.1:${proxyPort}`),
    getProxySupport: () => 'override',
    getNoProxyConfig: () => [],
    isAdditionalFetchSupportEnabled: () => true,
    addCertificatesV1: () => !toEachConnection,
    addCertificatesV2: () => toEachConnection,
    loadSystemCertificatesFromNode: () => true,
    loadAdditionalCertificates: async () => authorities,
    proxyResolveTelemetry: () => undefined,
    isUseHostProxyEnabled: () => false,
    getLogLevel: () => 3,
    log,
    env: {},
  };
  const originals = { http: { ...http }, https: { ...https }, net: { ...net }, tls: { ...tls } };
  const { resolveProxyWithRequest } = agent.createProxyResolver(params);
  Object.assign(http, agent.createHttpPatch(params, originals.http, resolveProxyWithRequest));
  Object.assign(https, agent.createHttpPatch(params, originals.https, resolveProxyWithRequest));
  Object.assign(net, agent.createNetPatch(params, originals.net));
  Object.assign(tls, agent.createTlsPatch(params, originals.tls));
  syncBuiltinESMExports();
  return () => {
    agent.resetCaches();
    const { request, get } = originals.https;
    Object.assign(https, { request, get });
    Object.assign(http, { request: originals.http.request, get: originals.http.get });
    net.connect = originals.net.connect;
    Object.assign(tls, { connect: originals.tls.connect, createSecureContext: originals.tls.createSecureContext });
    syncBuiltinESMExports();
  };
}
