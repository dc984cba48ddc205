import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nextReset } from '../../../../src/core/cdn/quota.js';
import { AppError } from '../../../../src/core/errors.js';
import type { EdgeAnswer } from '../../../../src/core/ports/probe.js';
import { Engine } from '../../../../src/core/publishing/engine/engine.js';
import { type Publication, publicationId } from '../../../../src/core/publishing/publication.js';
import { Publisher } from '../../../../src/core/publishing/publisher.js';
import { createMemoryCloud, type MemoryCloud } from '../../../support/memoryCloud.js';
import { createMemoryFiles, type MemoryFiles } from '../../../support/memoryFiles.js';
import { createSharedStore } from '../../../support/memoryStore.js';
import { createVirtualClock, type VirtualClock } from '../../../support/virtualClock.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const domain = 'img.example.com';
const minute = 60_000;

let cloud: MemoryCloud;
let clock: VirtualClock;
let disk: MemoryFiles;
let account: { id: string; source: { kind: 'secret' } } | undefined;
let publisher: Publisher;
let seen: string[];

beforeEach(() => {
  cloud = createMemoryCloud();
  cloud.addBucket(bucket.name);
  const source = { type: 'oss', content: `${bucket.name}.oss-cn-hangzhou.aliyuncs.com`, port: 80 } as const;
  cloud.state.domains.set(domain, {
    name: domain,
    status: 'configuring',
    type: 'web',
    sources: [{ ...source, priority: '20', weight: '10' }],
    httpsOn: true,
  });
  cloud.bringOnline(domain);
  clock = createVirtualClock();
  disk = createMemoryFiles(clock);
  account = { id: '1', source: { kind: 'secret' } };
  publisher = openWindow();
  seen = [];
  publisher.onDidChange(() => {
    if (seen.at(-1) !== publisher.state.kind) seen.push(publisher.state.kind);
  });
});
afterEach(() => publisher.dispose());

function openWindow(): Publisher {
  return new Publisher({
    clock,
    random: () => 0.5,
    loadEngine: async () => Engine,
    store: createSharedStore(clock).window('one'),
    session: {
      get account() {
        return account;
      },
      onDidChange: () => ({ dispose: () => undefined }),
      cloud: async () => cloud,
    },
    files: disk,
  });
}

function save(name: string, text: string): Publication {
  const path = `/w/dist/${name}`;
  disk.save(path, text);
  const label = `dist/${name}`;
  const id = publicationId(bucket, name);
  const publication = { id, path, workspaceRoot: '/w', root: '/w/dist', label, accountId: '1', bucket, key: name };
  void publisher.enqueue([{ ...publication, domains: [domain] }]);
  return { ...publication, domains: [domain] };
}

const stored = (key: string) => cloud.state.buckets.get(bucket.name)?.objects.get(key);
const textOf = (key: string) => Buffer.from(stored(key)?.body ?? '').toString();
const count = (action: string) => cloud.calls.filter((call) => call === action).length;
const failures = () => (publisher.state.kind === 'failed' ? publisher.state.failures : []);

/** Holds back calls of one method until they are let through, in order. */
function hold<K extends 'putObject'>(method: K) {
  const real = cloud.oss[method].bind(cloud.oss);
  const held: (() => void)[] = [];
  let most = 0;
  let now = 0;
  const wrapped: typeof real = async (...input) => {
    most = Math.max(most, ++now);
    await new Promise<void>((resolve) => held.push(resolve));
    now--;
    return real(...input);
  };
  cloud = { ...cloud, oss: Object.assign(portOf(cloud.oss), { [method]: wrapped }) };
  return { held, most: () => most, letOne: () => held.shift()?.() };
}

/** The port's methods as own properties. */
function portOf<T extends object>(port: T): T {
  return Object.assign(Object.create(port) as T);
}

describe('Publisher', () => {
  it('uploads with the Content-Type, refreshes once, checks the edge and shows fresh for 10 s', async () => {
    save('index.html', '<p>new</p>');
    save('app.js', 'x');
    await clock.advance(5_000);
    expect(textOf('index.html')).toBe('<p>new</p>');
    expect(stored('index.html')?.headers).toEqual({ 'content-type': 'text/html; charset=utf-8' });
    expect(cloud.state.tasks.map(({ url }) => url)).toEqual([
      `https://${domain}/index.html`,
      `https://${domain}/`,
      `https://${domain}/app.js`,
    ]);
    expect(publisher.state).toEqual({ kind: 'fresh', count: 2, unproven: 0 });
    expect(seen).toEqual(['uploading', 'refreshing', 'fresh']);
    await clock.advance(10_000);
    expect(publisher.state).toEqual({ kind: 'idle' });
    expect({ puts: count('oss.putObject'), refreshes: count('cdn.refresh') }).toEqual({ puts: 2, refreshes: 1 });
  });

  it('refreshes 200 saves with one call', async () => {
    for (let at = 0; at < 200; at++) save(`f${at}.js`, `${at}`);
    await clock.advance(minute);
    expect({ puts: count('oss.putObject'), refreshes: count('cdn.refresh') }).toEqual({ puts: 200, refreshes: 1 });
    expect(cloud.state.tasks).toHaveLength(200);
    expect(failures()).toEqual([]);
  });

  it('never sends two PUTs for one key at once, and the last save prevails', async () => {
    const gate = hold('putObject');
    save('a.js', 'one');
    await clock.settle();
    save('a.js', 'two');
    save('a.js', 'three');
    await clock.settle();
    expect({ held: gate.held.length, most: gate.most() }).toEqual({ held: 1, most: 1 });
    gate.letOne();
    await clock.settle();
    expect(gate.held.length).toBe(1);
    gate.letOne();
    await clock.advance(5_000);
    expect(textOf('a.js')).toBe('three');
    expect({ held: gate.held.length, most: gate.most() }).toEqual({ held: 0, most: 1 });
    expect(publisher.state.kind).toBe('fresh');
  });

  it('uploads several keys at once, but not all', async () => {
    const gate = hold('putObject');
    for (let at = 0; at < 100; at++) save(`f${at}.js`, 'x');
    await clock.settle();
    const first = gate.most();
    expect(first).toBeGreaterThanOrEqual(16);
    expect(first).toBeLessThan(100);
    for (let at = 0; at < 100; at++) {
      gate.letOne();
      await clock.settle();
    }
    expect(cloud.state.buckets.get(bucket.name)?.objects.size).toBe(100);
  });

  it('does not refresh a file that failed to upload, keeps the failure and retries it', async () => {
    cloud.failNext('oss.putObject', 'before', 'forbidden');
    const { id } = save('a.js', 'x');
    await clock.advance(minute);
    expect(count('cdn.refresh')).toBe(0);
    expect(failures()).toMatchObject([{ publication: { id }, cause: { kind: 'error', error: { kind: 'forbidden' } } }]);
    void publisher.execute({ kind: 'retry', ids: [id] });
    await clock.advance(5_000);
    expect({ state: publisher.state.kind, text: textOf('a.js') }).toEqual({ state: 'fresh', text: 'x' });
  });

  it('shows a failed file before a successful one, until it is dismissed', async () => {
    cloud.failNext('oss.putObject', 'before', 'forbidden');
    save('a.js', 'x');
    save('b.js', 'y');
    await clock.advance(5_000);
    expect(failures().map(({ publication }) => publication.key)).toEqual(['a.js']);
    await publisher.execute({ kind: 'dismiss' });
    expect(publisher.state.kind).toBe('fresh');
  });

  it('keeps URLs without remaining quota until the reset, and then continues', async () => {
    cloud.state.quota.urls = 0;
    save('a.js', 'x');
    await clock.advance(5_000);
    const reset = nextReset(clock.now());
    expect(publisher.state).toMatchObject({ kind: 'waiting', reason: 'quota', count: 1 });
    expect(count('cdn.refresh')).toBe(0);
    await clock.advance(reset - clock.now());
    expect(publisher.state.kind).toBe('waiting');
    cloud.state.quota.urls = 10;
    await clock.advance(3 * minute);
    expect({ refreshes: count('cdn.refresh'), failures: failures() }).toEqual({ refreshes: 1, failures: [] });
    expect(seen.at(-2)).toBe('fresh');
  });

  it('names a domain that is disabled', async () => {
    await cloud.cdn.stopDomain(domain, new AbortController().signal);
    save('a.js', 'x');
    await clock.advance(5_000);
    expect(failures()).toMatchObject([
      { cause: { kind: 'error', error: { kind: 'domainOffline', details: { subject: domain } } } },
    ]);
    expect(count('cdn.refresh')).toBe(0);
  });

  it('waits for the task, despite failed polls', async () => {
    let status: 'refreshing' | 'complete' = 'refreshing';
    let looks = 0;
    const refresh = cloud.cdn.refresh.bind(cloud.cdn);
    const readRefreshTasks: typeof cloud.cdn.readRefreshTasks = async () => {
      if (looks++ % 2 === 0) throw new AppError('throttled');
      return cloud.state.tasks.map((task) => ({ ...task, status }));
    };
    cloud = { ...cloud, cdn: Object.assign(portOf(cloud.cdn), { refresh, readRefreshTasks }) };
    save('a.js', 'x');
    await clock.advance(6 * minute + 1);
    expect(publisher.state).toEqual({ kind: 'refreshing', count: 1 });
    status = 'complete';
    await clock.advance(2 * minute);
    expect(seen).toEqual(['uploading', 'refreshing', 'fresh', 'idle']);
  });

  it('reports a task that failed with what the vendor said', async () => {
    const readRefreshTasks: typeof cloud.cdn.readRefreshTasks = async () =>
      cloud.state.tasks.map((task) => ({ ...task, status: 'failed', description: 'Origin Timeout' }));
    cloud = { ...cloud, cdn: Object.assign(portOf(cloud.cdn), { readRefreshTasks }) };
    save('a.js', 'x');
    await clock.advance(minute);
    expect(failures()).toMatchObject([{ cause: { error: { details: { message: 'Origin Timeout' } } } }]);
  });

  it('reports the content that the edge still serves', async () => {
    const old: EdgeAnswer = { outcome: 'answered', status: 200, headers: { etag: '"OLD"' }, durationMs: 1 };
    cloud.state.edgeAnswer = () => old;
    save('a b.js', 'x');
    await clock.advance(minute);
    expect(failures().map(({ cause }) => cause)).toEqual([
      { kind: 'stale', url: `https://${domain}/a%20b.js`, status: 200, etag: '"OLD"' },
    ]);
  });

  it('compares the bytes when the edge returns no ETag', async () => {
    const plain = { outcome: 'answered', status: 200, headers: {}, durationMs: 1 } as const;
    cloud.state.edgeAnswer = () => ({ ...plain, body: Buffer.from('same') });
    save('a.js', 'same');
    await clock.advance(5_000);
    expect(publisher.state).toEqual({ kind: 'fresh', count: 1, unproven: 0 });
    save('a.js', 'other');
    await clock.advance(minute);
    expect(failures()).toMatchObject([{ cause: { kind: 'stale' } }]);
  });

  it('requests the edge at the CNAME target under the accelerated name', async () => {
    const asked: string[] = [];
    cloud.state.edgeAnswer = (connectTo, name, path) => {
      asked.push(`${connectTo} ${name} ${path}`);
      return { outcome: 'unreachable', headers: {}, durationMs: 1 };
    };
    save('index.html', 'x');
    await clock.advance(5_000);
    // Over HTTPS and, as that gets no answer, over HTTP.
    expect(asked).toEqual(Array(2).fill(`${domain}.w.kunlunsl.com ${domain} /index.html`));
    expect(publisher.state).toEqual({ kind: 'fresh', count: 1, unproven: 1 });
  });

  it('sends nothing with the keys of another account', async () => {
    const gate = hold('putObject');
    account = { id: '2', source: { kind: 'secret' } };
    save('a.js', 'x');
    await clock.advance(minute);
    expect(gate.most()).toBe(0);
    expect(publisher.state).toEqual({ kind: 'waiting', reason: 'signedOut', count: 1 });
  });

  it('refreshes again a file saved during its refresh', async () => {
    save('a.js', 'one');
    await clock.advance(1_000);
    expect(publisher.state.kind).toBe('refreshing');
    save('a.js', 'two');
    await clock.advance(minute);
    expect({ refreshes: count('cdn.refresh'), failures: failures() }).toEqual({ refreshes: 2, failures: [] });
    expect(textOf('a.js')).toBe('two');
    expect(seen.at(-1)).toBe('idle');
  });

  it('a publisher that is disposed stops at once', async () => {
    for (const name of ['a.js', 'b.js']) {
      save(name, 'x');
      await clock.settle();
    }
    publisher.dispose();
    await clock.advance(20 * minute);
    // The second save was waiting for others.
    expect({ refreshed: cloud.state.tasks.length, waiting: clock.waiting }).toEqual({ refreshed: 1, waiting: 0 });
    save('c.js', 'x');
    await clock.settle();
    expect(stored('c.js')).toBeUndefined();
  });
});
