import { describe, expect, it } from 'vitest';
import type { EdgeAnswer, EdgePort } from '../../../../../src/core/ports/probe.js';
import { type AcquireOptions, acquireFacts } from '../../../../../src/core/verification/acquire/acquire.js';
import { diagnose } from '../../../../../src/core/verification/diagnosis/diagnose.js';
import type { MemoryCloud } from '../../../../support/memoryCloud.js';
import { cname, name, never, ports, seeded } from './world.js';

const options: AcquireOptions = { resolvers: ['system'], authoritativeServers: ['10.0.0.2'], key: 'a b.txt' };
const bucket = { name: 'site', region: 'cn-hangzhou' };
const refused: EdgeAnswer = { outcome: 'proxyRefused', headers: {}, durationMs: 1 };

const look = (cloud: MemoryCloud, probe: EdgePort['probe'] = cloud.edge.probe) =>
  acquireFacts(name, { ...ports(cloud), edge: { probe } }, options, never);
const addPage = (cloud: MemoryCloud, headers = {}) =>
  cloud.oss.putObject(bucket, 'index.html', { body: new TextEncoder().encode('<h1>hi</h1>'), headers }, never);

describe('what browsers get', () => {
  it('is read from the index page where the bucket has one, and from / beside it', async () => {
    const cloud = await seeded();
    const without = await look(cloud);
    expect({ hasIndex: without.hasIndex, path: without.edges[0]?.path }).toEqual({
      hasIndex: false,
      path: '/a%20b.txt',
    });
    await addPage(cloud);
    const facts = await look(cloud);
    expect(facts.hasIndex).toBe(true);
    expect(new Set(facts.edges.map(({ path }) => path))).toEqual(new Set(['/index.html']));
    expect(facts.root?.map(({ path, scheme }) => `${scheme} ${path}`)).toEqual(['https /', 'http /']);
  });

  it('includes no comparison of bytes where none were received', async () => {
    const facts = await look(await seeded(), async () => refused);
    expect(facts.edges).toHaveLength(4);
    expect(facts.edges.some((edge) => 'sameBytes' in edge)).toBe(false);
  });

  it('is read through the name where a proxy forwards plain HTTP to no chosen address', async () => {
    const cloud = await seeded();
    const facts = await look(cloud, async (request, signal) =>
      request.scheme === 'http' && request.connectTo !== name ? refused : cloud.edge.probe(request, signal),
    );
    const plain = facts.edges.filter(({ scheme }) => scheme === 'http');
    expect(plain.map(({ via, connectTo, answer }) => ({ via, connectTo, outcome: answer.outcome }))).toEqual([
      { via: 'cname', connectTo: cname, outcome: 'proxyRefused' },
      { via: 'dns', connectTo: name, outcome: 'answered' },
    ]);
    expect(diagnose(facts).verdict.kind).toBe('working');
  });

  it('includes the cause of a download only where one is forced, without settings that may not be read', async () => {
    const cloud = await seeded();
    await look(cloud);
    expect(cloud.calls).not.toContain('oss.listCnames');
    await addPage(cloud, { 'content-disposition': 'attachment', 'x-oss-force-download': 'true' });
    const facts = await look(cloud);
    expect(facts.forcedDownload).toEqual({ isBound: false, isPlain: true, isAskedByDomain: false });
    expect(diagnose(facts)).toMatchObject({
      verdict: { kind: 'downloads', forced: true },
      fixes: [{ kind: 'bindDomain' }, {}],
    });
    cloud.failNext('oss.listCnames', 'before', 'forbidden');
    expect(await look(cloud)).not.toHaveProperty('forcedDownload');
  });
});
