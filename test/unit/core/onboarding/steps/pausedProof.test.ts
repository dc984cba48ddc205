import { expect, it } from 'vitest';
import { rebindDomain } from '../../../../../src/core/activity/undoUnbinding.js';
import { createVirtualClock } from '../../../../support/virtualClock.js';
import { oldRecord } from '../richWorld.js';
import { createWorld, live, plan, readyCloud, siteBucket } from '../world.js';

const { signal } = new AbortController();

/** A cloud that still wants the proof of this host, whose record stands there in some state. */
async function cloudWith(rr: 'verification' | '_dnsauth.img', changes: { enabled?: boolean; line?: string }) {
  const cloud = readyCloud();
  cloud.state.verifiedRoots.clear();
  cloud.state.cnameTokenNeeded = true;
  const value =
    rr === 'verification'
      ? await cloud.cdn.readVerifyContent(plan.domain, signal)
      : await cloud.oss.createCnameToken(siteBucket, plan.domain, signal);
  cloud.state.records.push({ ...oldRecord, id: 'theirs', rr, type: 'TXT', value, ttl: 600, ...changes });
  const txts = () =>
    cloud.state.records.filter(({ type }) => type === 'TXT').map(({ id, enabled, line }) => ({ id, enabled, line }));
  return { cloud, txts };
}

it.each(['verification', '_dnsauth.img'] as const)(
  'a paused proof of another author is resumed as long as it is needed, then paused again: %s',
  async (rr) => {
    const { cloud, txts } = await cloudWith(rr, { enabled: false });
    const world = createWorld(cloud);
    const board = world.openWindow('one');
    await live(world, board, await board.start(plan));
    expect(board.runs[0]?.activity).toBe('finished');
    expect(txts()).toEqual([{ id: 'theirs', enabled: false, line: 'default' }]);
  },
);

it('our proof that is paused by hand while the run waits is resumed, and removed in the end', async () => {
  const { cloud, txts } = await cloudWith('verification', {});
  cloud.state.records.length = 0;
  const world = createWorld(cloud);
  let visible = false;
  const verifyOwner = cloud.cdn.verifyOwner;
  const cdn = { ...cloud.cdn, verifyOwner: async (name: string) => visible && verifyOwner(name, signal) };
  Object.assign(cloud, { cdn: Object.assign(Object.create(cloud.cdn), cdn) });
  const board = world.openWindow('one');
  const id = await board.start(plan);
  await live(world, board, id, 5, () => txts().length > 0);
  const [ours] = cloud.state.records;
  cloud.state.records[0] = { ...ours!, enabled: false };
  visible = true;
  await live(world, board, id);
  expect(board.runs[0]?.activity).toBe('finished');
  expect(txts()).toEqual([]);
});

it('a proof of another DNS line does not count, and stays', async () => {
  const { cloud, txts } = await cloudWith('verification', { line: 'oversea' });
  const found = cloud.state.records[0];
  // In quotes, which the run reads over, it is not seen by CDN.
  cloud.state.records[0] = { ...found!, value: `"${found!.value}"` };
  const world = createWorld(cloud);
  const board = world.openWindow('one');
  await live(world, board, await board.start(plan));
  expect(board.runs[0]?.activity).toBe('finished');
  expect(txts()).toEqual([{ id: 'theirs', enabled: true, line: 'oversea' }]);
});

it('binding again resumes a paused proof of another author, and pauses it again', async () => {
  const { cloud, txts } = await cloudWith('_dnsauth.img', { enabled: false });
  await rebindDomain({ cloud, clock: createVirtualClock(), resolvers: [], signal }, siteBucket, plan.domain);
  expect((await cloud.oss.listCnames(siteBucket, signal)).map(({ domain }) => domain)).toEqual([plan.domain]);
  expect(txts()).toEqual([{ id: 'theirs', enabled: false, line: 'default' }]);
});
