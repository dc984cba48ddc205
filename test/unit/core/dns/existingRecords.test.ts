import { describe, expect, it } from 'vitest';
import type { UserAsk } from '../../../../src/core/onboarding/run/asks.js';
import { createWorld, live, plan, readyCloud, type World } from '../onboarding/world.js';

const bucketHost = 'site.oss-cn-hangzhou.aliyuncs.com';
const target = `${plan.domain}.w.kunlunsl.com`;
const standing = (name: string, type: string, data: string) => ({ name, type, ttl: 60, data });

/** Lives until the run asks about the record of a domain whose zone is not in the account; `asked` gets the names that DNS is asked for. */
async function askedWith(
  records: ReturnType<typeof standing>[],
  domain: string = plan.domain,
  asked: string[] = [],
): Promise<UserAsk | undefined> {
  const world = createWorld(readyCloud());
  world.cloud.state.zones.clear();
  world.cloud.state.verifiedRoots.add('example.com').add('com.cn');
  world.cloud.state.extraDns.push(...records);
  watchNames(world, asked);
  return askOf(world, domain);
}

/** Notes every name that DNS is asked for. */
function watchNames({ cloud }: World, asked: string[]): void {
  const { query } = cloud.resolver;
  const watched: typeof query = (server, name, type, signal) => {
    asked.push(name);
    return query(server, name, type, signal);
  };
  Object.assign(cloud.resolver, { query: watched });
}

async function askOf(world: World, domain: string): Promise<UserAsk | undefined> {
  const board = world.openWindow('one');
  const state = () => board.runs[0]?.record.steps.record;
  await live(world, board, await board.start({ ...plan, domain }), 40, () => state()?.state === 'needsUser');
  const found = state();
  return found?.state === 'needsUser' ? found.ask : undefined;
}

describe('a host with DNS at another provider', () => {
  it.each([
    [
      'points straight at its bucket',
      [standing(plan.domain, 'CNAME', bucketHost)],
      [{ type: 'CNAME', value: bucketHost }],
    ],
    [
      'has addresses',
      [
        standing(plan.domain, 'A', '203.0.113.9'),
        standing(plan.domain, 'A', '203.0.113.7'),
        standing(plan.domain, 'AAAA', '2001:db8::7'),
      ],
      [
        { type: 'A', value: '203.0.113.7' },
        { type: 'A', value: '203.0.113.9' },
        { type: 'AAAA', value: '2001:db8::7' },
      ],
    ],
  ])('a host whose DNS is kept elsewhere and that %s has that replaced', async (_name, records, existing) => {
    expect(await askedWith(records)).toEqual({
      kind: 'addRecordElsewhere',
      host: plan.domain,
      value: target,
      ttl: 600,
      existing,
      leave: `${plan.domain} CNAME ${target}`,
      evidence: expect.anything(),
    });
  });

  it('a host without a record at another DNS provider gets one more record', async () => {
    expect(await askedWith([])).toEqual({
      kind: 'addRecordElsewhere',
      host: plan.domain,
      value: target,
      ttl: 600,
      evidence: expect.anything(),
    });
  });

  it('a host with addresses made up by a local proxy has nothing to replace', async () => {
    const made = [standing(plan.domain, 'A', '198.18.0.5'), standing(plan.domain, 'AAAA', 'fc00::5')];
    expect(await askedWith(made)).not.toHaveProperty('existing');
  });

  it('a host at another DNS provider that only a wildcard answers for gets one more record', async () => {
    const names = [plan.domain, 'oss-cdn-probe.example.com', `oss-cdn-probe.${plan.domain}`];
    const wildcard = names.map((name) => standing(name, 'A', '203.0.113.7'));
    expect(await askedWith(wildcard)).not.toHaveProperty('existing');
  });

  it.each([
    ['address', 'A', '203.0.113.7'],
    ['CNAME', 'CNAME', 'shop.example.net'],
  ])('a host elsewhere that has the very %s of its wildcard has that replaced', async (_what, type, value) => {
    const records = [plan.domain, 'oss-cdn-probe.example.com'].map((name) => standing(name, type, value));
    expect(await askedWith(records)).toMatchObject({ existing: [{ type, value }] });
  });

  it.each([
    ['example.com', 'oss-cdn-probe.com', []],
    ['example.com.cn', 'oss-cdn-probe.com.cn', [standing('example.com.cn', 'NS', 'ns1.other.example')]],
  ])(
    'a host elsewhere that is a whole zone has its records replaced, and no name beside it is asked: %s',
    async (zone, beside, more) => {
      const asked: string[] = [];
      const records = [zone, beside, `oss-cdn-probe.${zone}`].map((name) => standing(name, 'A', '203.0.113.7'));
      expect(await askedWith([...records, ...more], zone, asked)).toMatchObject({
        existing: [{ type: 'A', value: '203.0.113.7' }],
      });
      expect(asked).toContain(zone);
      expect(asked).not.toContain(beside);
    },
  );

  it('names the record to replace at the authoritative servers of its zone', async () => {
    const world = createWorld();
    world.cloud.state.verifiedRoots.add('example.com');
    world.cloud.state.extraDns.push(
      standing('example.com', 'NS', 'ns1.other.example'),
      standing(plan.domain, 'CNAME', bucketHost),
    );
    expect(await askOf(world, plan.domain)).toMatchObject({
      kind: 'zoneElsewhere',
      existing: [{ type: 'CNAME', value: bucketHost }],
    });
  });

  it.each([
    ['is done where CDN sees it', true, 'done'],
    ['is still asked for where CDN does not', false, 'needsUser'],
  ])('a host with a CNAME flattened to edge addresses %s', async (_name, cnameConfigured, state) => {
    const world = createWorld(readyCloud());
    world.cloud.state.zones.clear();
    world.cloud.state.verifiedRoots.add('example.com');
    world.cloud.state.cnameConfigured = cnameConfigured;
    for (const name of [plan.domain, target]) world.cloud.state.extraDns.push(standing(name, 'A', '203.0.113.50'));
    const board = world.openWindow('one');
    const steps = () => board.runs[0]?.record.steps;
    const isSettled = () => steps()?.resolved.state === 'done' || steps()?.record.state === 'needsUser';
    await live(world, board, await board.start(plan), 40, isSettled);
    expect(steps()?.record.state).toBe(state);
  });
});
