import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import { LateFacts } from '../../../../src/features/explorer/lateFacts.js';
import { groups, type Node, type NodeOf } from '../../../../src/features/explorer/node.js';
import { eventually } from '../../../support/eventually.js';
import { createMemoryCloud, type MemoryCloud } from '../../../support/memoryCloud.js';
import { rowsOf, sessionOf, siteWith } from './bucketRows.js';

const factsOf = (cloud: MemoryCloud, onFact: (node: Node) => void = () => undefined) =>
  new LateFacts(sessionOf(cloud), () => [], onFact);

describe('late facts', () => {
  it('reads each bucket once, at most four at a time', async () => {
    const cloud = createMemoryCloud();
    for (let index = 0; index < 10; index++) cloud.addBucket(`bucket-${index}`);
    let running = 0;
    let most = 0;
    const read = cloud.oss.readBucketInfo;
    const slow: MemoryCloud = {
      ...cloud,
      oss: {
        ...cloud.oss,
        listBuckets: cloud.oss.listBuckets,
        readBucketInfo: async (...input) => {
          most = Math.max(most, ++running);
          const info = await read(...input);
          running -= 1;
          return info;
        },
      },
    };
    const nodes = (await rowsOf(slow).list(groups.buckets)) as NodeOf<'bucket'>[];
    const late = factsOf(slow);
    late.want(nodes);
    expect(cloud.calls).toEqual(['oss.listBuckets']);
    const facts = await Promise.all([...nodes, ...nodes].map((node) => late.look(node)));
    expect(facts.map((fact) => fact?.kind)).toEqual(Array(20).fill('bucket'));
    expect(nodes.map(({ id }) => late.get(id)?.kind)).toEqual(Array(10).fill('bucket'));
    expect(cloud.calls.filter((call) => call === 'oss.readBucketInfo')).toHaveLength(10);
    expect(most).toBe(4);
  });

  it('are read by the next look where one has failed', async () => {
    const cloud = await siteWith();
    cloud.failNext('oss.readBucketInfo', 'before', 'unavailable');
    const [node] = (await rowsOf(cloud).list(groups.buckets)) as NodeOf<'bucket'>[];
    const late = factsOf(cloud);
    expect(await late.look(node!)).toBeUndefined();
    expect(await late.look(node!)).toMatchObject({ kind: 'bucket' });
  });

  it('show which parts of a row may not be read', async () => {
    const cloud = await siteWith();
    cloud.failNext('oss.readBucketInfo', 'before', 'forbidden');
    const [node] = (await rowsOf(cloud).list(groups.buckets)) as NodeOf<'bucket'>[];
    const late = factsOf(cloud);
    await late.look(node!);
    expect(late.get('bucket:site')).toMatchObject({ kind: 'denied', error: { kind: 'forbidden' } });
  });

  it('of a short list are read at once', async () => {
    const cloud = await siteWith();
    for (let at = 0; at < 8; at++) cloud.addDomain(`d${at}.example.com`, 'site');
    const nodes = [...(await rowsOf(cloud).list(groups.buckets)), ...(await rowsOf(cloud).list(groups.domains))];
    cloud.calls.splice(0);
    const late = factsOf(cloud);
    late.want(nodes.slice(1));
    await eventually(() => expect(late.get(nodes.at(-1)!.id)).toMatchObject({ bound: false }));
    late.want(nodes.slice(0, 1));
    await eventually(() => expect(late.get(nodes[0]!.id)).toMatchObject({ kind: 'bucket' }));
    const asked = cloud.calls.filter((call) => !call.startsWith('resolver.'));
    expect(asked).toEqual(['cdn.readCnameStates', ...Array(8).fill('oss.listCnames'), 'oss.readBucketInfo']);
  });

  it('show no denial for all of many domains because some may not be read, but for the one that is looked at', async () => {
    const cloud = await siteWith();
    for (let at = 0; at < 9; at++) cloud.addDomain(`d${at}.example.com`, 'site');
    const nodes = (await rowsOf(cloud).list(groups.domains)) as NodeOf<'domain'>[];
    const { readCnameStates } = cloud.cdn;
    cloud.cdn.readCnameStates = async (names, signal) => {
      if (names.includes('d1.example.com')) throw new AppError('forbidden');
      return readCnameStates(names, signal);
    };
    const late = factsOf(cloud);
    late.want(nodes);
    expect(await late.look(nodes[0]!)).toMatchObject({ kind: 'domain' });
    expect(await late.look(nodes[1]!)).toMatchObject({ kind: 'denied' });
    expect(late.get(nodes[2]!.id)).toBeUndefined();
  });

  it('of many domains are read in few calls, and the binding of one only when it is looked at', async () => {
    const cloud = await siteWith();
    for (let at = 0; at < 120; at++) cloud.addDomain(`d${at}.example.com`, 'site');
    const nodes = (await rowsOf(cloud).list(groups.domains)) as NodeOf<'domain'>[];
    cloud.calls.splice(0);
    const read: string[] = [];
    const late = factsOf(cloud, ({ id }) => void read.push(id));
    late.want(nodes);
    await eventually(() => expect(read).toHaveLength(120));
    expect(cloud.calls.filter((call) => !call.startsWith('resolver.'))).toEqual(Array(3).fill('cdn.readCnameStates'));
    expect(late.get(nodes[7]!.id)).not.toHaveProperty('bound');
    expect(await late.look(nodes[7]!)).toMatchObject({ kind: 'domain', bound: false });
    expect(late.get(nodes[7]!.id)).toMatchObject({ kind: 'domain', bound: false });
    expect(cloud.calls.filter((call) => call === 'oss.listCnames')).toHaveLength(1);
    late.renew(nodes);
    await eventually(() => expect(read).toHaveLength(241));
    expect(cloud.calls.filter((call) => call === 'oss.listCnames')).toHaveLength(2);
    expect(late.get(nodes[7]!.id)).toMatchObject({ bound: false });
  });

  it.each([
    ['DNS already shows the CNAME', true],
    ['DNS does not show it', false],
  ])('while CDN has not detected the CNAME and %s, the row shows %s', async (_name, shown) => {
    const cloud = createMemoryCloud();
    const name = 'img.example.com';
    cloud.state.domains.set(name, { name, status: 'configuring', type: 'web', sources: [], httpsOn: false });
    cloud.bringOnline(name);
    cloud.state.cnameConfigured = false;
    const data = cloud.state.domains.get(name)?.cname ?? '';
    if (shown) cloud.state.extraDns.push({ name, type: 'CNAME', ttl: 600, data });
    const nodes = await rowsOf(cloud).list(groups.domains);
    const fact = await new Promise((resolve) => {
      const late: LateFacts = new LateFacts(
        sessionOf(cloud),
        () => ['192.0.2.1'],
        ({ id }) => resolve(late.get(id)),
      );
      late.want(nodes);
    });
    expect(fact).toMatchObject({ kind: 'domain', configured: shown });
  });
});
