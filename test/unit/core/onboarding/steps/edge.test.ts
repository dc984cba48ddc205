import { describe, expect, it } from 'vitest';
import type { EdgeAnswer } from '../../../../../src/core/ports/probe.js';
import { edgeAddresses } from '../../../../support/memory/state.js';
import { answerWith, askOf, bucket, cname, failingIn, name, preparedCloud, set, watchEdge } from './edgeSteps.js';

const minutes = (count: number) => count * 60_000;
const failing = (outcome: EdgeAnswer['outcome'], status?: number): Partial<EdgeAnswer> => ({
  outcome,
  ...(status === undefined ? {} : { status }),
});
describe('a whole site at the edge', () => {
  it('is proven over https at each address of the CNAME, with everything that visitors depend on', async () => {
    const cloud = await preparedCloud();
    const watched = watchEdge(cloud);
    expect(await watched.look()).toEqual({ kind: 'done', facts: watched.facts() });
    const mark = Date.UTC(2026, 10, 30, 14, 2).toString(36);
    expect(watched.facts()).toMatchObject({ httpsDoubt: 'none' });
    expect(watched.facts().proof).toEqual({
      state: 'seen',
      key: 'assets/app.4f2.js',
      at: Date.UTC(2026, 10, 30, 14, 2),
      addresses: 2,
      httpsUntil: Date.UTC(2027, 1, 27),
      checks: [
        { kind: 'root', path: '/', holds: true, status: 200 },
        { kind: 'download', path: '/', holds: true, status: 200 },
        { kind: 'route', path: '/blog/', holds: true, status: 200 },
        { kind: 'file', path: '/assets/app.4f2.js', holds: true, status: 200 },
        { kind: 'route', path: '/blog', holds: true, status: 200 },
        { kind: 'missing', path: `/missing-${mark}.js`, holds: true, status: 302, to: '/404.html' },
        { kind: 'missing', path: `/missing-${mark}`, holds: true, status: 302, to: '/404.html' },
        { kind: 'asset', path: '/assets/app.4f2.js', holds: true, status: 200 },
        { kind: 'certificate', path: '/', holds: true },
        { kind: 'bytes', path: '/assets/app.4f2.js', holds: true, status: 200 },
      ],
    });
  });

  it('is requested at four addresses at most, and at the CNAME itself where that has no address', async () => {
    const cloud = await preparedCloud();
    const many = Array.from({ length: 6 }, (_, at) => `203.0.113.8${at}`);
    cloud.state.extraDns.push(...many.map((data) => ({ name: cname, type: 'A', ttl: 60, data })));
    const watched = watchEdge(cloud);
    await watched.look();
    expect(watched.facts().proof).toMatchObject({ addresses: 4 });
    const silent = () =>
      ({ server: '', outcome: 'timeout', records: [], transport: 'udp', at: 0, durationMs: 1 }) as const;
    for (const server of ['192.0.2.1:53', '192.0.2.2:53']) cloud.state.dnsAnswers.set(server, silent);
    const asked = new Set<string>();
    answerWith(cloud, {}, ({ at }) => asked.add(at) && false);
    await watched.look();
    expect([[...asked], watched.facts().proof]).toMatchObject([[cname], { addresses: 1 }]);
  });

  it('is requested at the CNAME itself where a proxy refuses connections to addresses', async () => {
    const cloud = await preparedCloud();
    answerWith(cloud, failing('proxyRefused'), ({ at }) => edgeAddresses.includes(at));
    const watched = watchEdge(cloud);
    expect(await watched.look()).toMatchObject({ kind: 'done', facts: { proof: { addresses: 1 } } });
  });

  it('is proven only over http where the domain is to have no certificate', async () => {
    const cloud = await preparedCloud();
    cloud.state.given.clear();
    cloud.state.domains.set(name, { ...cloud.state.domains.get(name)!, httpsOn: false });
    const watched = watchEdge(cloud, { answers: { skipped: { certificate: true } } });
    expect(await watched.look()).toMatchObject({ kind: 'done' });
    expect(failingIn(watched)).toEqual([]);
    expect(watched.facts().proof).not.toHaveProperty('httpsUntil');
  });

  it('is proven over https where the network blocks http', async () => {
    const cloud = await preparedCloud();
    answerWith(cloud, failing('proxyRefused'), ({ scheme }) => scheme === 'http');
    expect(await watchEdge(cloud).look()).toMatchObject({ kind: 'done' });
    expect(await watchEdge(cloud, { answers: { skipped: { certificate: true } } }).look()).toMatchObject({
      kind: 'done',
    });
  });
});

describe('settings that edge nodes have not received yet', () => {
  const second = edgeAddresses[1];
  type Break = (cloud: Awaited<ReturnType<typeof preparedCloud>>) => unknown;
  it.each<[string, Break, string, number, object]>([
    [
      'the name, at one address alone',
      (cloud) => answerWith(cloud, { status: 403, headers: { 'x-tengine-bf-error': 'x' } }, ({ at }) => at === second),
      'edgeNotReady',
      5,
      { kind: 'edgeUnproven', outcome: 'answered', status: 403 },
    ],
    [
      'a rule of the site, at one address alone',
      (cloud) => answerWith(cloud, { status: 403 }, ({ at, path }) => at === second && path === '/'),
      'siteUnready',
      10,
      { kind: 'siteUnserved', checks: [{ kind: 'root', path: '', holds: false, status: 403 }] },
    ],
    [
      'a rule of the site, over http alone',
      (cloud) => answerWith(cloud, { status: 404 }, ({ scheme, path }) => scheme === 'http' && path === '/'),
      'siteUnready',
      10,
      { kind: 'siteUnserved', checks: [{ kind: 'root', path: '', holds: false, status: 404 }] },
    ],
    [
      'the page for what is missing',
      (cloud) => set(cloud, 'host_redirect', { regex: '^/missing.*$', replacement: '/index.html' }),
      'siteUnready',
      10,
      { kind: 'siteUnserved', checks: [{ kind: 'missing', path: '', holds: false, status: 200 }] },
    ],
    [
      'the certificate',
      (cloud) => answerWith(cloud, failing('tlsFailed'), ({ scheme }) => scheme === 'https'),
      'certificateUnready',
      15,
      { kind: 'certificateUnserved' },
    ],
    [
      'that OSS is asked under the domain',
      (cloud) => cloud.state.buckets.get(bucket.name)?.cnames.clear(),
      'siteUnready',
      10,
      { kind: 'siteUnserved', checks: [{ kind: 'download', path: '', holds: false, status: 200, forced: true }] },
    ],
  ])('are waited for, then asked about, and recorded in the proof: %s', async (_what, breakIt, reason, after, ask) => {
    const cloud = await preparedCloud();
    await breakIt(cloud);
    const watched = watchEdge(cloud);
    expect(await watched.look()).toMatchObject({ kind: 'waiting', reason: { kind: reason } });
    expect(await watched.wait(minutes(after) - 60_000)).toMatchObject({ kind: 'waiting' });
    expect(askOf(await watched.wait(minutes(2)))).toMatchObject(ask);
    const left = { edgeUnproven: 'edge', siteUnserved: 'siteServed', certificateUnserved: 'served' };
    const { kind } = ask as { kind: keyof typeof left };
    watched.answer({ skipped: { [left[kind]]: true } });
    expect(await watched.look()).toMatchObject({ kind: 'done' });
    expect(failingIn(watched)?.length).toBeGreaterThan(0);
  });

  it.each(['timeout', 'unreachable', 'tlsFailed'] as const)(
    'an edge that serves nothing is asked about: %s',
    async (outcome) => {
      const cloud = await preparedCloud();
      answerWith(cloud, failing(outcome));
      const watched = watchEdge(cloud);
      expect(askOf(await watched.wait(minutes(6)))).toMatchObject({
        kind: 'edgeUnproven',
        outcome,
        key: 'assets/app.4f2.js',
      });
      expect(askOf(await watched.look(60_000))).toMatchObject({ kind: 'edgeUnproven' });
    },
  );

  it('are checked with less than two hundred requests in ten minutes', async () => {
    const cloud = await preparedCloud();
    const many = Array.from({ length: 4 }, (_, at) => `203.0.113.8${at}`);
    cloud.state.extraDns.push(...many.map((data) => ({ name: cname, type: 'A', ttl: 60, data })));
    answerWith(cloud, { status: 404 }, ({ at, path }) => at === many[3] && path === '/');
    const watched = watchEdge(cloud);
    for (let passed = 0; passed < minutes(10); ) {
      const seen = await watched.look(passed);
      if (seen.kind !== 'waiting') break;
      // As the loop of a run stretches it.
      passed += Math.min(seen.recheckMs * (1 + passed / 120_000), 60_000);
    }
    expect(watched.requests()).toBeLessThan(200);
  });
});
