import { createHash, createHmac, randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readRequest, sendResponse } from '../../sandbox/proxy/httpMessage.js';
import type { AccessKey } from '../../sandbox/state/accessKey.js';
import type { SandboxState, Service, StoredRecord, StoredZone } from '../../sandbox/state/state.js';
import { createUncertain } from '../../sandbox/state/uncertain.js';

/** A key with all permissions. */
export const masterKey: AccessKey = { id: 'TESTKEY', secret: 'not-a-secret', denied: [] };

/** A small account: two zones, one with a domain at another DNS provider, everything filed but `unfiled.com`. */
export function createRpcState(changes: Partial<SandboxState> = {}): SandboxState {
  const zones = [
    createZone('example.com'),
    createZone('example.com.cn'),
    createZone('elsewhere.com', ['ns1.other.net']),
  ];
  return {
    ownerId: '1234567890',
    accessKeys: [masterKey],
    buckets: new Map(),
    otherBuckets: new Set(),
    cdnDomains: new Map(),
    takenNames: new Map(),
    certificates: new Map(),
    instances: new Map(),
    contacts: [],
    icpFiled: new Set(['example.com', 'example.com.cn', 'elsewhere.com']),
    verifiedRoots: new Set(),
    zones: new Map(zones.map((zone) => [zone.name, zone])),
    refreshTasks: [],
    edgeCache: new Map(),
    faults: [],
    calls: [],
    uncertain: createUncertain(),
    cdnService: 'open',
    quota: { urls: 10_000, dirs: 100, regex: 20, preload: 1000, domains: 50 },
    used: { urls: 0, dirs: 0, regex: 0, preload: 0 },
    speed: 1,
    clockOffset: 0,
    nextId: 1000,
    views: new Map(),
    outside: new Map(),
    events: new EventEmitter(),
    ...changes,
  };
}

/** Adds and returns a record, as in the console. */
export function putRecord(state: SandboxState, zone: string, record: Partial<StoredRecord>): StoredRecord {
  const id = String(state.nextId++);
  const base = { id, rr: '@', type: 'A', value: '192.0.2.1', ttl: 600, line: 'default', enabled: true, locked: false };
  const full = { ...base, ...record };
  state.zones.get(zone)?.records.set(id, full);
  return full;
}

/** Ways to break a signed call, each a mistake of a client. */
export interface Spoil {
  readonly key?: AccessKey;
  readonly headers?: Readonly<Record<string, string>>;
  /** Replaces or removes headers after signing. */
  readonly afterwards?: (headers: Record<string, string>) => void;
  readonly form?: boolean;
  readonly version?: string;
}

export interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  /** Any JSON value. */
  readonly body: ReturnType<typeof JSON.parse>;
}

/** Calls a service in this process. The signature is computed here, independently of the sandbox. */
export async function call(
  service: Service,
  state: SandboxState,
  action: string,
  params: Readonly<Record<string, string>> = {},
  spoil: Spoil = {},
): Promise<Answer> {
  const { url, body, headers } = sign(service.name, action, params, spoil);
  const host = `${service.name}.aliyuncs.com`;
  const response = await service.handle({ method: 'POST', host, url, headers, body: Buffer.from(body) }, state);
  const parsed = JSON.parse(response.body.toString());
  return { status: response.status, code: parsed.Code, body: parsed };
}

const versions: Readonly<Record<string, string>> = {
  cdn: '2018-05-10',
  alidns: '2015-01-09',
  cas: '2020-04-07',
};

function sign(product: string, action: string, params: Readonly<Record<string, string>>, spoil: Spoil) {
  const encode = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const pairs = Object.keys(params)
    .sort()
    .map((name) => `${encode(name)}=${encode(params[name] ?? '')}`)
    .join('&');
  const [query, body] = spoil.form ? ['', pairs] : [pairs, ''];
  const key = spoil.key ?? masterKey;
  const headers: Record<string, string> = {
    host: `${product}.aliyuncs.com`,
    'x-acs-action': action,
    'x-acs-version': spoil.version ?? versions[product] ?? '',
    'x-acs-date': new Date().toISOString().replace(/\.\d+/, ''),
    'x-acs-signature-nonce': randomUUID(),
    'x-acs-content-sha256': createHash('sha256').update(body).digest('hex'),
    ...(spoil.form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    ...(key.securityToken ? { 'x-acs-accesskey-id': key.id, 'x-acs-security-token': key.securityToken } : {}),
    ...spoil.headers,
  };
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}`);
  const canonical = ['POST', '/', query, ...lines, '', names.join(';'), headers['x-acs-content-sha256']].join('\n');
  const toSign = `ACS3-HMAC-SHA256\n${createHash('sha256').update(canonical).digest('hex')}`;
  const signature = createHmac('sha256', key.secret).update(toSign).digest('hex');
  headers.authorization = `ACS3-HMAC-SHA256 Credential=${key.id},SignedHeaders=${names.join(';')},Signature=${signature}`;
  spoil.afterwards?.(headers);
  // Only the signed form must be sorted.
  const sent = query.split('&').reverse().join('&');
  return { url: sent ? `/?${sent}` : '/', body, headers };
}

/** Serves one service over plain HTTP on loopback, for third-party clients. */
export async function serve(
  service: Service,
  state: SandboxState,
): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const server = createServer((message, response) => {
    void readRequest(message).then(async (request) => {
      sendResponse(response, request, await service.handle(request, state));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function createZone(name: string, nameServers = ['ns1.alidns.com', 'ns2.alidns.com']): StoredZone {
  return { name, minTtl: 600, nameServers, records: new Map() };
}
