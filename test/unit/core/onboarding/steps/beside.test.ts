import { expect, it } from 'vitest';
import type { DnsAnswer } from '../../../../../src/core/ports/probe.js';
import { oldRecord } from '../richWorld.js';
import { createWorld, live, plan, readyCloud, type World } from '../world.js';

const oversea = { ...oldRecord, id: 'line', line: 'oversea' };
const line = { ...oldRecord, id: 'line6', line: 'oversea', type: 'AAAA', value: '2001:DB8:0::9' };

/** What a server says that follows records of its own for the name: one of each type. */
const follows =
  (values: Readonly<Record<string, string>>, server: string) =>
  (name: string, type: string): DnsAnswer => {
    const records = Object.entries(values)
      .filter(([each]) => each === type || each === 'CNAME')
      .map(([each, data]) => ({ name, type: each, ttl: 600, data }));
    const outcome = records.length > 0 ? 'answer' : 'noData';
    return { server, outcome, records, transport: 'udp', at: 0, durationMs: 1 };
  };

const servers = ['192.0.2.1:53', '192.0.2.2:53'];

function answer({ cloud }: World, server: string, values: Readonly<Record<string, string>>) {
  cloud.state.dnsAnswers.set(server, (name, type) =>
    name === plan.domain ? follows(values, server)(name, type) : follows({}, server)(name, type),
  );
}

async function run(world: World, minutes = 30) {
  const board = world.openWindow('one');
  await live(world, board, await board.start(plan), minutes);
  return { activity: board.runs[0]?.activity, resolved: board.runs[0]?.record.steps.resolved };
}

it.each([
  ['an address', { A: '192.0.2.9' }],
  ['an IPv6 address, however written', { AAAA: '2001:db8::9' }],
  ['both', { A: '192.0.2.9', AAAA: '2001:db8::9' }],
])('a server that follows another DNS line is not waited for: %s', async (_what, values) => {
  const cloud = readyCloud();
  cloud.state.records.push(oversea, line);
  const world = createWorld(cloud);
  answer(world, servers[1]!, values);
  expect(await run(world)).toMatchObject({ activity: 'finished', resolved: { state: 'done', note: 'besideOurs' } });
});

it('a server that says what no record says is waited for, as it may keep an old answer', async () => {
  const cloud = readyCloud();
  cloud.state.records.push(oversea);
  const world = createWorld(cloud);
  answer(world, servers[1]!, { A: '192.0.2.77' });
  const { activity, resolved } = await run(world);
  expect(activity).not.toBe('finished');
  expect(resolved).toMatchObject({ reason: { kind: 'propagating', seen: 1, asked: 2 } });
});

it('where every server follows another line, the run continues after the time that a change usually takes', async () => {
  const cloud = readyCloud();
  cloud.state.records.push(oversea);
  const world = createWorld(cloud);
  for (const server of servers) answer(world, server, { A: '192.0.2.9' });
  expect((await run(world, 9)).resolved).toMatchObject({ state: 'waiting' });
  expect(await run(world)).toMatchObject({ activity: 'finished', resolved: { state: 'done', note: 'onlyBesides' } });
});

it('a second CNAME beside ours is reported without waiting for its servers', async () => {
  const cloud = readyCloud();
  const world = createWorld(cloud);
  world.unanswered.add('turnOnAutoUpdate');
  const board = world.openWindow('one');
  const id = await board.start(plan);
  const at = (step: 'autoUpdate' | 'resolved') => board.runs[0]?.record.steps[step];
  await live(world, board, id, 30, () => at('autoUpdate')?.state === 'needsUser');
  cloud.state.records.push({ ...oldRecord, id: 'second', type: 'CNAME', value: 'img.elsewhere.example.net' });
  answer(world, servers[1]!, { CNAME: 'img.elsewhere.example.net' });
  board.recheck(id);
  await world.clock.advance(10 * 60_000);
  expect(at('resolved')).toMatchObject({ state: 'done', note: 'besideOurs' });
});
