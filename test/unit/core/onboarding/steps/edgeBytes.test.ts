import { describe, expect, it } from 'vitest';
import { AppError, type ErrorKind } from '../../../../../src/core/errors.js';
import { answerWith, askOf, bucket, failingIn, name, notFoundPage, preparedCloud, watchEdge } from './edgeSteps.js';

describe('the bytes of the bucket', () => {
  it.each([
    [{ status: 200, body: Buffer.from('other') }, { status: 200 }],
    [{ status: 404 }, { status: 404 }],
  ])('that differ are asked about at once: %o', async (answer, known) => {
    const cloud = await preparedCloud();
    answerWith(cloud, { headers: { 'x-cache': 'MISS' }, ...answer }, ({ path }) => path === '/assets/app.4f2.js');
    const ask = { kind: 'edgeDiffers', key: 'assets/app.4f2.js', ...known };
    expect(askOf(await watchEdge(cloud).look())).toMatchObject(ask);
  });

  it.each([
    ['forbidden', undefined],
    ['timeout', undefined],
    [undefined, true],
  ] as const)(
    'that are refused lead to the role of CDN only for a bucket known to be private: %s',
    async (kind, isPrivate) => {
      const cloud = await preparedCloud();
      answerWith(cloud, { status: 403, headers: { 'x-cache': 'MISS' } });
      const held = cloud.state.buckets.get(bucket.name)!;
      held.info = { ...held.info, acl: 'private' };
      if (kind) cloud.failNext('oss.readBucketInfo', 'before', kind as ErrorKind);
      expect(askOf(await watchEdge(cloud).look())).toEqual({
        kind: 'edgeDiffers',
        status: 403,
        key: 'assets/app.4f2.js',
        ...(isPrivate && { isPrivate }),
      });
    },
  );

  it('of another object replace those of an archived one; a bucket with only archived ones is asked about', async () => {
    const cloud = await preparedCloud();
    const { readObject } = cloud.oss;
    let isArchived = (key: string) => key !== 'index.html';
    cloud.oss.readObject = (from, key, ...rest) =>
      isArchived(key)
        ? Promise.reject(new AppError('objectArchived', { subject: key }))
        : readObject(from, key, ...rest);
    const watched = watchEdge(cloud);
    expect(await watched.look()).toMatchObject({ kind: 'done', facts: { proof: { key: 'index.html' } } });
    isArchived = () => true;
    expect(askOf(await watchEdge(cloud).look())).toEqual({ kind: 'emptyBucket' });
  });

  it('of a large object are compared by size and ETag', async () => {
    const cloud = await preparedCloud({ 'one.mp4': '' });
    await cloud.oss.putObject(
      bucket,
      'one.mp4',
      { body: Buffer.alloc(1_200_000, 7), headers: {} },
      new AbortController().signal,
    );
    const watched = watchEdge(cloud, { plan: { site: { type: 'downloads', notFoundPage } } });
    expect(await watched.look()).toMatchObject({ kind: 'done', facts: { proof: { key: 'one.mp4' } } });
    expect(cloud.calls).not.toContain('oss.readObject');
  });

  it('cannot be compared in an empty bucket: the user is asked, and failures are shown', async () => {
    const cloud = await preparedCloud({});
    const watched = watchEdge(cloud);
    expect(askOf(await watched.look())).toEqual({ kind: 'emptyBucket' });
    watched.answer({ skipped: { edge: true } });
    expect(await watched.look()).toMatchObject({ kind: 'done', skipped: true, note: 'asChosen' });
    expect(failingIn(watched)).toContain('root');
  });

  it('are not asked for without an upload domain; what visitors see is', async () => {
    const cloud = await preparedCloud();
    cloud.state.publicEndpointClosed = true;
    const watched = watchEdge(cloud, { answers: { skipped: { upload: true } } });
    expect(await watched.look()).toMatchObject({ kind: 'done', skipped: true, note: 'edgeUnread' });
    expect([failingIn(watched), watched.facts().proof]).toMatchObject([[], { addresses: 2 }]);
  });

  it('of a run that was cancelled are not asked for', async () => {
    const cloud = await preparedCloud();
    cloud.failNext('oss.listObjects', 'before', 'cancelled');
    const asked = watchEdge(cloud, { answers: { skipped: { edge: true } } }).look();
    await expect(asked).rejects.toMatchObject({ kind: 'cancelled' });
  });
});

describe('another origin than a bucket', () => {
  const servers = [{ host: '203.0.113.9', backup: false, weight: 10 }];
  const plan = { origin: { kind: 'ip', servers }, site: { type: 'website', notFoundPage } } as const;

  it.each([
    [{ status: 200, headers: { 'x-cache': 'MISS', 'content-type': 'text/html' } }, 'done'],
    [{ status: 404, headers: { 'x-cache': 'MISS' } }, 'done'],
    [{ status: 404, headers: {} }, 'needsUser'],
    [{ status: 403, headers: { 'x-cache': 'MISS', 'x-tengine-error': 'denied by IP' } }, 'needsUser'],
    [{ status: 502, headers: { 'x-cache': 'MISS' } }, 'waiting'],
  ] as const)('is proven where the edge fetched something from it: %o is %s', async (answer, kind) => {
    const cloud = await preparedCloud();
    answerWith(cloud, answer);
    const watched = watchEdge(cloud, { plan, answers: { skipped: { certificate: true } } });
    expect(await watched.look()).toMatchObject({ kind });
    if (kind === 'needsUser') expect(askOf(await watched.look())).toMatchObject({ kind: 'edgeDiffers', key: '/' });
  });
});

it('a wildcard is asked for at a name below it', async () => {
  const cloud = await preparedCloud();
  const domain = '.example.com';
  const held = cloud.state.domains.get(name)!;
  cloud.state.domains.clear();
  cloud.state.domains.set(domain, { ...held, name: domain });
  cloud.state.configs.set(domain, cloud.state.configs.get(name) ?? []);
  const asked = new Set<string>();
  const { probe } = cloud.edge;
  cloud.edge.probe = (request, signal) => {
    asked.add(request.name);
    return probe(request, signal);
  };
  const answers = { skipped: { certificate: true } };
  expect(await watchEdge(cloud, { plan: { domain }, answers }).look()).toMatchObject({
    kind: 'done',
    note: 'proofOpen',
  });
  expect([...asked]).toEqual(['oss-cdn-probe.example.com']);
});
