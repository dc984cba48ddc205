import { hash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createSecureContext, TLSSocket } from 'node:tls';
import { cdnService } from '../../sandbox/cdn/service.js';
import { edgeService } from '../../sandbox/edge/service.js';
import { crc64 } from '../../sandbox/oss/objects/crc64.js';
import { ossService } from '../../sandbox/oss/service.js';
import { dispatch } from '../../sandbox/proxy/dispatch.js';
import { readRequest, sendRefusal, sendResponse } from '../../sandbox/proxy/httpMessage.js';
import { listen } from '../../sandbox/proxy/proxy.js';
import type { ApiRequest, ApiResponse, SandboxState, Service } from '../../sandbox/state/state.js';
import type { StoredObject } from '../../sandbox/state/storedObject.js';
import { bucket, domain } from './place.js';
import { answerQuickly, requestId } from './quickAnswers.js';
import { readRequests } from './requests.js';

/** The limits of the bucket's endpoint, and of the proxy before it. A limit that is absent is infinite. */
export interface Limits {
  /** The time before each answer, ms. Only these requests count as in flight, since the relay's delays are not known here. */
  readonly holdMs?: number;
  /** The number of requests in flight above which a request is answered with 503 `ActiveRequestLimitExceeded`. */
  readonly throttleAbove?: number;
  /** The number of requests in flight above which the connection is reset. */
  readonly resetAbove?: number;
  /** The number of requests in flight above which answers slow down, so much that fewer are answered in all. */
  readonly slowAbove?: number;
  /** The share of PUTs whose connection is reset: every other one before the object is stored, the rest afterwards. */
  readonly resetShare?: number;
  /** The number of open tunnels above which the proxy refuses another one with 503. */
  readonly mostTunnels?: number;
}

/** The growth of the time for an answer with the number of requests in flight, beyond `slowAbove`. */
const slowPower = 1.5;
/** The size of the objects whose CRC-64 is in the answer, bytes. For larger ones it would take more time than all else, and no contender needs it. */
const mostSummed = 64 * 1024;
const { POSITIVE_INFINITY: infinite } = Number;
const bucketHost = `${bucket.name}.oss-${bucket.region}.aliyuncs.com`;
const names = [`*.oss-${bucket.region}.aliyuncs.com`, `oss-${bucket.region}.aliyuncs.com`, 'cdn.aliyuncs.com'] as const;

/**
 * A second entrance to the sandbox that takes a fraction of its processor time. It answers PUTs, copies, deletions and reads of the heads and ACLs of
 * objects itself, without a check of the signature or a log; all other requests are the sandbox's.
 */
export class Front {
  limits: Limits = {};
  /** The times at which objects were stored, by the first part of their keys, ms since the epoch. */
  readonly puts = new Map<string, number[]>();
  private readonly tunnels = new Set<Socket>();
  private inFlight = 0;
  private seen = 0;

  constructor(private readonly state: SandboxState) {}

  /** Starts the proxy, which like the sandbox's opens tunnels. Returns its port. */
  async start(): Promise<number> {
    const pair = this.state.issue?.([...names, domain], 365);
    if (!pair) throw new Error('The sandbox has no authority');
    const secureContext = createSecureContext({ cert: pair.certificate, key: pair.key });
    const others = createServer((message, response) => void this.pass(message, response));
    const proxy = createServer();
    proxy.on('connect', (_message, stream) => {
      const socket = stream as Socket;
      socket.on('error', () => socket.destroy());
      if (this.tunnels.size >= (this.limits.mostTunnels ?? infinite)) {
        sendRefusal(socket, { status: 503, headers: {}, body: 'Too many connections\n' });
        return;
      }
      this.tunnels.add(socket);
      socket.once('close', () => this.tunnels.delete(socket));
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      const secure = new TLSSocket(socket, { isServer: true, secureContext, ALPNProtocols: ['http/1.1'] });
      secure.on('error', () => socket.destroy());
      secure.once('secure', () => {
        if (Reflect.get(secure, 'servername') !== bucketHost) others.emit('connection', secure);
        else readRequests(secure, bucketHost, (request) => void this.answer(request, secure));
      });
    });
    return (await listen(proxy, 0)).port;
  }

  /** Closes all connections, so that everyone begins by opening some, and applies other limits. */
  reset(limits: Limits): void {
    for (const socket of this.tunnels) socket.destroy();
    this.limits = limits;
    this.puts.clear();
    this.seen = 0;
  }

  private async answer(request: ApiRequest, socket: TLSSocket): Promise<void> {
    const response = await this.answerWithin(request);
    if (!response) socket.destroy();
    else if (!socket.destroyed) socket.write(toMessage(request, response));
  }

  /** Answers within the limits. `undefined` resets the connection. */
  private async answerWithin(request: ApiRequest): Promise<ApiResponse | undefined> {
    const { holdMs = 0, throttleAbove = infinite, resetAbove = infinite, slowAbove = infinite } = this.limits;
    if (this.inFlight >= resetAbove) return undefined;
    if (this.inFlight >= throttleAbove) {
      await pause(holdMs);
      return ossService.fault('ActiveRequestLimitExceeded', 503, request, this.state);
    }
    this.inFlight++;
    if (holdMs > 0) await pause(holdMs * Math.max(1, this.inFlight / slowAbove) ** slowPower);
    this.inFlight--;
    const { resetShare = 0 } = this.limits;
    const every = 1 / resetShare;
    const turn = request.method === 'PUT' ? ++this.seen % (2 * every) : 0;
    if (turn === every) return undefined;
    const response = await this.handle(request);
    return resetShare > 0 && turn === 0 && request.method === 'PUT' ? undefined : response;
  }

  private handle(request: ApiRequest): Promise<ApiResponse> | ApiResponse {
    const objects = this.state.buckets.get(bucket.name)?.objects;
    const answer = this.put(request) ?? (objects && answerQuickly(request, objects));
    return answer ?? this.handleBySandbox(ossService, request);
  }

  private async handleBySandbox(service: Service, request: ApiRequest): Promise<ApiResponse> {
    const outcome = await dispatch(service, request, this.state);
    if (outcome.kind === 'answer') return outcome.response;
    throw new Error(`${request.method} ${request.url} has no answer`);
  }

  /** Passes a request on to another service than that of the bucket. */
  private async pass(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(message, message.headers.host);
    const service = [cdnService, edgeService, ossService].find(({ owns }) => owns(request.host, this.state));
    if (service) sendResponse(response, request, await this.handleBySandbox(service, request));
    else message.socket.destroy();
  }

  /** Stores an object. Returns `undefined` if the request is another one or has to be refused. */
  private put({ method, url, headers, body }: ApiRequest): ApiResponse | undefined {
    if (method !== 'PUT' || url.includes('uploadId=') || headers['x-oss-copy-source'] !== undefined) return undefined;
    const key = decodeURIComponent(url.slice(1).split('?')[0] ?? '');
    const objects = this.state.buckets.get(bucket.name)?.objects;
    if (!objects || (headers['x-oss-forbid-overwrite'] === 'true' && objects.has(key))) return undefined;
    const now = Date.now();
    const object = toObject(key, body, new Date(now));
    objects.set(key, object);
    this.state.events.emit('objectChanged', { bucket: bucket.name, key });
    const [top = ''] = key.split('/');
    const times = this.puts.get(top);
    if (times) times.push(now);
    else this.puts.set(top, [now]);
    const sum = body.length > mostSummed ? {} : { 'x-oss-hash-crc64ecma': object.crc64 };
    return { status: 200, headers: { ETag: `"${object.etag}"`, ...sum, 'x-oss-request-id': requestId }, body: '' };
  }
}

/** Creates an object whose CRC-64 is computed when it is first read. */
function toObject(key: string, body: Buffer, lastModified: Date): StoredObject {
  const headers = { 'content-type': 'application/octet-stream' };
  const etag = hash('md5', body, 'hex').toUpperCase();
  return {
    ...{ key, body, headers, etag, lastModified },
    get crc64() {
      return crc64(body);
    },
  };
}

/** Formats an answer, which is written at once. */
function toMessage({ method }: ApiRequest, { status, headers, body }: ApiResponse): Buffer {
  const isEmpty = method === 'HEAD' || status === 204 || status === 304;
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`];
  let hasLength = false;
  for (const name in headers) {
    lines.push(`${name}: ${headers[name]}`);
    hasLength ||= name.toLowerCase() === 'content-length';
  }
  if (!hasLength) lines.push(`content-length: ${Buffer.byteLength(body)}`);
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return isEmpty || body.length === 0 ? head : Buffer.concat([head, Buffer.from(body as string)]);
}
