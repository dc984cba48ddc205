import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import type { AddressInfo } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Authority, createAuthority } from '../../sandbox/proxy/ca.js';
import { createHttpsSend, type HttpsRequest } from '../../src/cloud/http/httpsSend.js';

type Respond = (message: IncomingMessage, response: ServerResponse) => unknown;

const minute = 60_000;
const host = 'bucket.oss-cn-hangzhou.aliyuncs.com';
const { request: realRequest } = https;
const done: Respond = (message, response) => message.resume().on('end', () => response.end('done'));
let authority: Authority;
let server: https.Server;
let port: number;
let connections: number;
let respond: Respond;
/** The client's end of the newest connection. */
let client: TLSSocket | undefined;

/** Stands for the agent that VS Code makes for each request: it knows the way, and keeps no connection of its own. */
class HostAgent extends https.Agent {
  override createConnection(options: https.RequestOptions) {
    const ca = readFileSync(authority.caPath, 'utf8');
    client = connect({ host: '127.0.0.1', port, servername: String(options.host), ca });
    return client;
  }
}

beforeAll(async () => {
  authority = createAuthority();
  server = https.createServer({ SNICallback: (name, ready) => ready(null, authority.contextFor([name])) });
  server.on('secureConnection', () => connections++);
  server.on('request', (message, response) => respond(message, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
  https.request = ((options: https.RequestOptions) => {
    const agent = options.agent instanceof HostAgent ? options.agent : new HostAgent();
    return realRequest({ ...options, agent });
  }) as typeof https.request;
  syncBuiltinESMExports();
});

beforeEach(() => {
  [connections, respond] = [0, done];
});

afterAll(async () => {
  https.request = realRequest;
  syncBuiltinESMExports();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  authority.dispose();
});

function wanted(changes: Partial<HttpsRequest> = {}): HttpsRequest {
  const { signal } = new AbortController();
  return { method: 'PUT', host, head: headOf('/key', changes.body), timeoutMs: minute, signal, ...changes };
}

function headOf(path: string, body: Uint8Array = new Uint8Array()) {
  return { path, headers: { 'content-length': String(body.length) } };
}

describe('connections', () => {
  test('are replaced after they broke', async () => {
    const send = createHttpsSend({ idleMs: 20_000 });
    await send(wanted());
    respond = (message) => message.socket.destroy();
    await expect(send(wanted())).rejects.toMatchObject({ code: 'ECONNRESET' });
    respond = done;
    expect((await send(wanted())).status).toBe(200);
  });
});

describe('a request', () => {
  const body = Buffer.alloc(3_000_000, 'body');

  test('sends a large body completely', async () => {
    const received: Buffer[] = [];
    respond = (message, response) => {
      message.on('data', (chunk: Buffer) => received.push(chunk)).on('end', () => response.end('done'));
    };
    await createHttpsSend({ idleMs: 20_000 })(wanted({ body }));
    expect(Buffer.concat(received).equals(body)).toBe(true);
  });

  test.each([undefined, Buffer.from('body')])('sends header values byte for byte (body: %s)', async (body) => {
    const bytes = Buffer.from('标题 voilà').toString('latin1');
    const headers = {
      'content-length': String(body?.length ?? 0),
      'content-disposition': `attachment; filename="${bytes}"`,
      'x-oss-meta-title': `\xff\xfe${bytes}`,
    };
    const received: string[] = [];
    respond = (message, response) => {
      received.push(...message.rawHeaders);
      done(message, response);
    };
    await createHttpsSend({ idleMs: 20_000 })(wanted({ body, head: { path: '/key', headers } }));
    const sentOf = (name: string) => received[received.indexOf(name) + 1];
    expect(sentOf('content-disposition')).toBe(headers['content-disposition']);
    expect(sentOf('x-oss-meta-title')).toBe(headers['x-oss-meta-title']);
  });

  test('may exceed its time while data moves', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const received = () => client?.bytesRead ?? 0;
    respond = async (message, response) => {
      message.resume();
      for (let piece = 0; piece < 3; piece++) {
        const before = received();
        response.write('piece');
        await expect.poll(received).toBeGreaterThan(before);
        vi.advanceTimersByTime(0.9 * minute);
      }
      response.end();
    };
    const answer = await createHttpsSend({ idleMs: 20_000 })(wanted());
    expect(answer.body.length).toBe(3 * 'piece'.length);
  });

  test('fails if nothing moves, before the answer or within it', async () => {
    const send = createHttpsSend({ idleMs: 20_000 });
    for (const silence of [() => {}, (_: IncomingMessage, response: ServerResponse) => response.write('half')]) {
      respond = silence;
      await expect(send(wanted({ timeoutMs: 100 }))).rejects.toMatchObject({ name: 'RequestTimeoutError' });
    }
  });

  test('ends at once when cancelled, before or after it is sent', async () => {
    const send = createHttpsSend({ idleMs: 20_000 });
    const cancelled = { name: 'AbortError' };
    await expect(send(wanted({ signal: AbortSignal.abort() }))).rejects.toMatchObject(cancelled);
    const leaving = new AbortController();
    const left = send(wanted({ signal: leaving.signal }));
    leaving.abort();
    await expect(left).rejects.toMatchObject(cancelled);
    expect(connections).toBe(0);
    const cancelling = new AbortController();
    respond = () => cancelling.abort();
    await expect(send(wanted({ signal: cancelling.signal }))).rejects.toMatchObject(cancelled);
  });

  test('ends with its connection if it is answered before its body is sent', async () => {
    const send = createHttpsSend({ idleMs: 20_000 });
    const closed = new Promise<number>((resolve) => {
      respond = (message, response) => {
        // The body is left unread, so that the rest of it waits on the connection.
        message.socket.once('close', () => resolve(message.socket.bytesRead));
        response.writeHead(403, { 'content-length': '6' });
        response.end('denied');
      };
    });
    const large = Buffer.alloc(50_000_000);
    const answer = await send(wanted({ body: large }));
    expect({ status: answer.status, body: answer.body.toString() }).toEqual({ status: 403, body: 'denied' });
    expect(await closed).toBeLessThan(large.length);
    respond = done;
    expect((await send(wanted())).body.toString()).toBe('done');
  });

  test('fails if its answer is cut off', async () => {
    respond = (message, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => message.socket.destroy());
    };
    await expect(createHttpsSend({ idleMs: 20_000 })(wanted())).rejects.toMatchObject({ code: 'ECONNRESET' });
  });
});

describe('a response', () => {
  const answering =
    (status: number, pieces: number, piece: Buffer | string = 'x', everyMs = 0): Respond =>
    (message, response) => {
      message.resume();
      response.writeHead(status);
      let left = pieces;
      const turn = setInterval(() => {
        if (left-- > 0 && !response.destroyed) response.write(piece);
        else {
          clearInterval(turn);
          response.end();
        }
      }, everyMs);
      response.once('close', () => {
        clearInterval(turn);
        if (!response.writableFinished) broken++;
      });
    };
  const kilobytes = (count: number) => Buffer.alloc(count * 1024, 'x');
  let broken: number;
  beforeEach(() => {
    broken = 0;
  });

  test.each([200, 403])('a response with status %i that drips fails after its deadline', async (status) => {
    respond = answering(status, 10_000, 'x', 20);
    const sent = createHttpsSend({ idleMs: 20_000 })(wanted({ answerMs: 300 }));
    await expect(sent).rejects.toMatchObject({ name: 'RequestTimeoutError' });
    await expect.poll(() => broken).toBe(1);
  });

  test('a response of 8 MB is accepted and a longer one is rejected', async () => {
    const send = createHttpsSend({ idleMs: 20_000 });
    respond = answering(200, 8, kilobytes(1024));
    expect((await send(wanted())).body.length).toBe(8 * 1024 * 1024);
    respond = answering(200, 10_000, kilobytes(1024));
    await expect(send(wanted())).rejects.toMatchObject({ name: 'BadAnswerError' });
    await expect.poll(() => broken).toBe(1);
  });

  test('a response that reports a failure is truncated to 64 KB', async () => {
    respond = answering(502, 10_000, kilobytes(10));
    const answer = await createHttpsSend({ idleMs: 20_000 })(wanted());
    expect({ status: answer.status, bytes: answer.body.length }).toEqual({ status: 502, bytes: 64 * 1024 });
    await expect.poll(() => broken).toBe(1);
  });

  test('an object has no deadline, but the size limit of its reader', async () => {
    const send = createHttpsSend({ idleMs: 20_000 });
    const object = { objectBytes: 30, answerMs: 100 };
    respond = answering(200, 30, 'x', 20);
    expect((await send(wanted(object))).body.length).toBe(30);
    respond = answering(200, 10_000, 'x', 1);
    await expect(send(wanted(object))).rejects.toMatchObject({ name: 'BadAnswerError' });
    await expect.poll(() => broken).toBe(1);
  });

  test('an abandoned response makes room for the next request', async () => {
    const send = createHttpsSend({ idleMs: 20_000 });
    respond = answering(200, 10_000, 'x', 20);
    const dripping = Array.from({ length: 32 }, () => send(wanted({ answerMs: 100 })));
    await expect(Promise.allSettled(dripping)).resolves.toHaveLength(32);
    respond = done;
    expect((await send(wanted())).body.toString()).toBe('done');
  });
});

describe('an object that is streamed to a sink', () => {
  const patience = { method: 'GET' };
  const silence: Respond = (_, response) => response.write('half');
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  test('waits for a disk that takes longer for a piece than a server may be silent', async () => {
    let stored = '';
    const into = {
      begin: async () => void vi.advanceTimersByTime(2 * minute),
      write: async (piece: Uint8Array) => {
        vi.advanceTimersByTime(2 * minute);
        stored += Buffer.from(piece);
      },
    };
    const { status } = await createHttpsSend({ idleMs: 20_000 })(wanted({ ...patience, into }));
    expect({ status, stored, timers: vi.getTimerCount() }).toEqual({ status: 200, stored: 'done', timers: 0 });
  });

  test('fails if the server is silent after a piece was stored', async () => {
    respond = silence;
    const write = async () => void setImmediate(() => vi.advanceTimersByTime(minute));
    const sent = createHttpsSend({ idleMs: 20_000 })(
      wanted({ ...patience, into: { begin: async () => undefined, write } }),
    );
    await expect(sent).rejects.toMatchObject({ name: 'RequestTimeoutError' });
  });

  test('leaves no timer when cancelled while a piece is stored', async () => {
    respond = silence;
    const work = new AbortController();
    let store = () => {};
    const write = () => {
      work.abort();
      return new Promise<void>((resolve) => {
        store = resolve;
      });
    };
    const into = { begin: async () => undefined, write };
    const sent = createHttpsSend({ idleMs: 20_000 })(wanted({ ...patience, into, signal: work.signal }));
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
    store();
    await new Promise((resolve) => setImmediate(resolve));
    expect(vi.getTimerCount()).toBe(0);
  });
});
