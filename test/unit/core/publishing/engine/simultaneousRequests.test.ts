import { expect, it } from 'vitest';
import { mostRequests } from '../../../../../src/core/concurrency/limitSearch.js';
import type { CloudPorts } from '../../../../../src/core/ports/cloud.js';
import type { EdgeAnswer } from '../../../../../src/core/ports/probe.js';
import { createEngineWorld } from '../engineWorld.js';

const minute = 60_000;

it('edges receive a limited number of requests at once for any number of submissions, and a save is checked before the rest of a folder', async () => {
  const world = createEngineWorld();
  const waiting = new Map<string, () => void>();
  let most = 0;
  const probe: CloudPorts['edge']['probe'] = async (request, signal) => {
    await new Promise<void>((resolve) => waiting.set(request.path, resolve));
    return world.cloud.edge.probe(request, signal);
  };
  const publisher = world.openWindow('one', { ...world.cloud, edge: { probe } });
  const answerAll = async () => {
    most = Math.max(most, waiting.size);
    const resolves = [...waiting.values()];
    waiting.clear();
    for (const resolve of resolves) resolve();
    await world.clock.advance(100);
  };
  for (let submission = 0; submission < 6; submission++) {
    const names = Array.from({ length: 100 }, (_, at) => `${submission}-${at}.html`);
    for (const name of names) world.save(name, name);
    await publisher.enqueue(names.map((name) => world.publicationOf(name, { batch: 'run' })));
    await world.clock.advance(minute);
    expect(waiting.size).toBe(16);
  }

  world.save('saved.css', 'a {}');
  await publisher.enqueue([world.publicationOf('saved.css')]);
  await world.clock.advance(minute);
  expect([...waiting.keys()]).toContain('/saved.css');

  while (waiting.size > 0) await answerAll();
  expect(most).toBeLessThanOrEqual(mostRequests + 8);
  expect(most).toBeGreaterThanOrEqual(64);
  expect(world.count('cdn.refresh')).toBe(7);
  await world.clock.advance(minute);
  expect(publisher.list()).toEqual([]);
});

it('the HEAD of a refresh for an unrecorded object does not wait for the edge checks of a folder', async () => {
  const world = createEngineWorld();
  const probe: CloudPorts['edge']['probe'] = (_request, signal) =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const publisher = world.openWindow('one', { ...world.cloud, edge: { probe } });
  const names = Array.from({ length: 100 }, (_, at) => `page-${at}.html`);
  for (const name of names) world.save(name, name);
  await publisher.enqueue(names.map((name) => world.publicationOf(name, { batch: 'run' })));
  await world.clock.advance(minute);
  const before = world.count('oss.readObjectHead');
  await publisher.enqueue([world.publicationOf('theirs.css', { act: 'refresh' })]);
  await world.clock.advance(minute);
  expect(world.count('oss.readObjectHead')).toBe(before + 1);
});

it.each<Partial<EdgeAnswer> & { least: number; most: number }>([
  { outcome: 'timeout', least: 32, most: 64 },
  { outcome: 'answered', status: 503, least: 1, most: 2 },
  { outcome: 'answered', status: 429, least: 1, most: 2 },
])(
  'an edge that answers with %o receives between $least and $most requests at once',
  async ({ least, most, ...answer }) => {
    const world = createEngineWorld();
    let under = 0;
    const atOnce: number[] = [];
    const probe: CloudPorts['edge']['probe'] = async () => {
      atOnce.push(++under);
      await world.clock.sleep(1_000, new AbortController().signal);
      under--;
      return { outcome: 'answered', headers: {}, durationMs: 1, ...answer };
    };
    const publisher = world.openWindow('one', { ...world.cloud, edge: { probe } });
    const names = Array.from({ length: 200 }, (_, at) => `page-${at}.html`);
    for (const name of names) world.save(name, name);
    await publisher.enqueue(names.map((name) => world.publicationOf(name, { batch: 'run' })));
    await world.clock.advance(10 * minute);
    const atLast = Math.max(...atOnce.slice(-50));
    expect(atLast).toBeGreaterThanOrEqual(least);
    expect(atLast).toBeLessThanOrEqual(most);
  },
);

it('a save is sent although the files of a folder use every slot of the endpoint, before the other files', async () => {
  const world = createEngineWorld();
  const { oss } = world.cloud;
  const put: string[] = [];
  const putObject: CloudPorts['oss']['putObject'] = (...[bucket, key, upload, signal]) => {
    put.push(key);
    if (key === 'saved.css') return oss.putObject(bucket, key, upload, signal);
    return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
  };
  const publisher = world.openWindow('one', { ...world.cloud, oss: { ...oss, putObject } });
  const names = Array.from({ length: 200 }, (_, at) => `page-${at}.html`);
  for (const name of names) world.save(name, name);
  void publisher.enqueue(names.map((name) => world.publicationOf(name, { batch: 'run' })));
  await world.clock.advance(minute);
  const limit = put.length;
  world.save('saved.css', 'a {}');
  void publisher.enqueue([world.publicationOf('saved.css')]);
  await world.clock.advance(minute);
  expect(limit).toBeLessThan(names.length);
  expect(put.slice(limit, limit + 3)).toContain('saved.css');
  expect(world.stored('saved.css')?.etag).toBeDefined();
});
