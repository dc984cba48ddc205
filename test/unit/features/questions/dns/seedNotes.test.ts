import { expect, it } from 'vitest';
import type { DnsAnswer } from '../../../../../src/core/ports/probe.js';
import { describeSwitch } from '../../../../../src/features/questions/dns/recordChanges.js';
import { stateText } from '../../../../../src/features/questions/stepText.js';
import { createWorld, live, oldRecord, plan, readyCloud, type World } from '../../../core/onboarding/world.js';

const target = `${plan.domain}.w.kunlunsl.com`;
const stepOf = (board: ReturnType<World['openWindow']>, id: 'online' | 'resolved') => {
  const state = board.runs[0]?.record.steps[id];
  if (!state) throw new Error('no run');
  return state;
};
const nothing = (server: string): DnsAnswer => ({
  server,
  outcome: 'noData',
  records: [],
  transport: 'udp',
  at: 0,
  durationMs: 1,
});

it('Note: a CNAME record that is modified takes effect within 72 hours', async () => {
  const cloud = readyCloud();
  cloud.state.records.push({ ...oldRecord, type: 'CNAME', value: 'elsewhere.example.net' });
  cloud.state.dnsAnswers.set('192.0.2.1:53', () => nothing('192.0.2.1:53'));
  const world = createWorld(cloud);
  const board = world.openWindow('one');
  await live(world, board, await board.start(plan), 10, () => stepOf(board, 'resolved').state === 'waiting');
  expect(stateText(stepOf(board, 'resolved'), world.clock.now())).toContain('at most 72 hours');
  const wanted = { zone: 'example.com', rr: 'img', type: 'CNAME', value: target, ttl: 600 };
  expect(describeSwitch({ wanted, existing: [oldRecord] }).join('\n')).toContain('at most 72 hours');
});

it('Note: after the review the domain is in the Enabled state', async () => {
  const world = createWorld();
  const board = world.openWindow('one');
  await board.start(plan);
  await world.clock.advance(5_000);
  const domain = world.cloud.state.domains.get(plan.domain);
  if (domain) world.cloud.state.domains.set(plan.domain, { ...domain, status: 'checking' });
  await world.clock.advance(60_000);
  expect(stateText(stepOf(board, 'online'), world.clock.now())).toMatch(/^In review/);
  world.cloud.bringOnline(plan.domain);
  await world.clock.advance(60_000);
  expect(stepOf(board, 'online').state).toBe('done');
});
