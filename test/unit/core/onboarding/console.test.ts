import { describe, expect, it } from 'vitest';
import { type StepId, stepIds } from '../../../../src/core/onboarding/run.js';
import type { CdnConfig } from '../../../../src/core/ports/cdn.js';
import type { MemoryAction } from '../../../support/memoryCloud.js';
import { createWorld, live, plan, remains, richCloud, richEnd, siteBucket, type World } from './world.js';

const cname = `${plan.domain}.w.kunlunsl.com`;
const signal = new AbortController().signal;

const site = ({ cloud }: World) => {
  const bucket = cloud.state.buckets.get('site');
  if (!bucket) throw new Error('no bucket');
  return bucket;
};
const setDomain = ({ cloud }: World, change: object) => {
  const domain = cloud.state.domains.get(plan.domain);
  if (domain) cloud.state.domains.set(plan.domain, { ...domain, ...change });
};
const addConfig = ({ cloud }: World, functionName: string, args: CdnConfig['args']) =>
  cloud.state.configs.set(plan.domain, [
    ...(cloud.state.configs.get(plan.domain) ?? []),
    { id: functionName, functionName, args, status: 'success' },
  ]);
const dropConfig = ({ cloud }: World, name: string) =>
  cloud.state.configs.set(
    plan.domain,
    (cloud.state.configs.get(plan.domain) ?? []).filter(({ functionName }) => functionName !== name),
  );
const source = {
  type: 'oss',
  content: 'site.oss-cn-hangzhou.aliyuncs.com',
  port: 80,
  priority: '20',
  weight: '10',
} as const;

/** What a person does by hand just when the run comes to a step, and which act of the run it makes needless. */
const byHand: Readonly<Record<StepId, { readonly act: (world: World) => unknown; readonly spares?: MemoryAction }>> = {
  service: { act: ({ cloud }) => (cloud.state.service = 'open') },
  upload: { act: ({ cloud }) => (cloud.state.publicEndpointClosed = false) },
  name: { act: ({ cloud }) => cloud.state.takenNames.delete(plan.domain) },
  ownership: { act: ({ cloud }) => cloud.state.verifiedRoots.add('example.com'), spares: 'cdn.readVerifyContent' },
  domain: {
    act: ({ cloud }) =>
      cloud.state.domains.set(plan.domain, {
        name: plan.domain,
        type: 'web',
        status: 'configuring',
        sources: [source],
        httpsOn: false,
      }),
    spares: 'cdn.createDomain',
  },
  online: { act: (world) => setDomain(world, { status: 'online', cname }) },
  cname: { act: (world) => setDomain(world, { cname }) },
  privateOrigin: { act: (world) => addConfig(world, 'l2_oss_key', { private_oss_auth: 'on' }) },
  edge: {
    act: (world) =>
      world.cloud.oss.putObject(siteBucket, 'by-hand.txt', Buffer.from('x'), { headers: {} }, signal).catch(() => 0),
  },
  record: {
    act: async ({ cloud }) => {
      await cloud.dns.updateRecordState('old', false, signal);
      await cloud.dns.createRecord(
        { zone: 'example.com', rr: 'img', type: 'CNAME', value: `${cname}.`, ttl: 60 },
        signal,
      );
    },
  },
  resolved: {
    act: ({ cloud }) => cloud.state.extraDns.push({ name: plan.domain, type: 'CNAME', ttl: 60, data: cname }),
  },
  binding: {
    act: (world) => site(world).cnames.set(plan.domain, { domain: plan.domain, enabled: true, autoRefresh: false }),
  },
  originHost: { act: (world) => addConfig(world, 'set_req_host_header', { domain_name: plan.domain }) },
  autoUpdate: {
    act: (world) => site(world).cnames.set(plan.domain, { domain: plan.domain, enabled: true, autoRefresh: true }),
  },
  mapping: { act: ({ mappings }) => mappings.set(plan.domain, 'upload.example.com') },
};

describe('a step that somebody does by hand meanwhile', () => {
  it.each(stepIds.map((step) => ({ step })))('$step counts, and is not done again', async ({ step }) => {
    const world = createWorld(richCloud());
    const board = world.openWindow('one');
    let acted: Promise<unknown> | undefined;
    board.onDidChange(() => {
      if (acted || board.runs[0]?.record.steps[step].state !== 'running') return;
      acted = Promise.resolve(byHand[step].act(world));
    });
    await live(world, board, await board.start(plan));
    await acted;
    expect(acted).toBeDefined();
    expect(board.runs[0]?.activity).toBe('finished');
    const end = remains(world);
    expect(end.domains).toEqual(richEnd.domains);
    expect(end.configs).toEqual(richEnd.configs);
    expect(end.records.filter((record) => record.startsWith('img CNAME'))).toHaveLength(1);
    expect(end.records.filter((record) => record.includes('TXT'))).toEqual([]);
    const { spares } = byHand[step];
    if (spares) expect(world.cloud.calls).not.toContain(spares);
  });
});

/** What a person undoes after the run has finished, and how the run sees it when it looks again. */
const undone: Readonly<Record<StepId, { readonly act: (world: World) => unknown; readonly seen: object | 'redone' }>> =
  {
    service: { act: ({ cloud }) => (cloud.state.service = 'locked'), seen: { ask: { kind: 'settleDebt' } } },
    upload: { act: (world) => site(world).cnames.delete('upload.example.com'), seen: 'redone' },
    name: {
      act: (world) => setDomain(world, { sources: [{ ...source, content: 'other.example.net' }] }),
      seen: { ask: { kind: 'otherOrigin', origins: ['other.example.net'] } },
    },
    ownership: {
      act: ({ cloud }) => {
        cloud.state.verifiedRoots.clear();
        cloud.state.domains.delete(plan.domain);
        cloud.state.configs.clear();
      },
      seen: 'redone',
    },
    domain: {
      act: ({ cloud }) => {
        cloud.state.domains.delete(plan.domain);
        cloud.state.configs.clear();
      },
      seen: 'redone',
    },
    online: { act: (world) => setDomain(world, { status: 'offline' }), seen: { ask: { kind: 'domainOffline' } } },
    cname: {
      act: (world) => {
        const { cname: _cname, ...rest } = world.cloud.state.domains.get(plan.domain) ?? { name: '' };
        world.cloud.state.domains.set(plan.domain, rest as never);
      },
      seen: { reason: { kind: 'cnameUnassigned' } },
    },
    privateOrigin: { act: (world) => dropConfig(world, 'l2_oss_key'), seen: 'redone' },
    edge: {
      act: ({ cloud }) => {
        cloud.state.edgeAnswer = () => ({ outcome: 'answered', status: 404, headers: {}, durationMs: 1 });
      },
      seen: { ask: { kind: 'edgeDiffers', status: 404 } },
    },
    record: {
      act: async ({ cloud }) => {
        const ours = cloud.state.records.find(({ rr, type }) => rr === 'img' && type === 'CNAME');
        await cloud.dns.updateRecordState(ours?.id ?? '', false, signal);
      },
      seen: { ask: { kind: 'recordPaused' } },
    },
    resolved: {
      act: ({ cloud }) => {
        const stale = { name: plan.domain, type: 'A', ttl: 60, data: '192.0.2.9' };
        cloud.state.dnsAnswers.set('192.0.2.1:53', (_name, type) => ({
          server: '192.0.2.1:53',
          outcome: type === 'CNAME' ? 'answer' : 'noData',
          records: type === 'CNAME' ? [stale] : [],
          transport: 'udp',
          at: 0,
          durationMs: 1,
        }));
      },
      seen: { reason: { kind: 'propagating', seen: 1, asked: 2 } },
    },
    binding: { act: (world) => site(world).cnames.delete(plan.domain), seen: 'redone' },
    originHost: { act: (world) => dropConfig(world, 'set_req_host_header'), seen: 'redone' },
    autoUpdate: {
      act: (world) => site(world).cnames.set(plan.domain, { domain: plan.domain, enabled: true, autoRefresh: false }),
      seen: { ask: { kind: 'turnOnAutoUpdate' } },
    },
    mapping: { act: ({ mappings }) => mappings.clear(), seen: 'redone' },
  };

it('a mapping made by hand without the upload domain that the bucket needs does not count', async () => {
  const world = createWorld(richCloud());
  const board = world.openWindow('one');
  world.mappings.set(plan.domain, undefined);
  await live(world, board, await board.start(plan));
  expect(board.runs[0]?.activity).toBe('finished');
  expect(world.mappings.get(plan.domain)).toBe('upload.example.com');
});

describe('a step that somebody undoes by hand', () => {
  it.each(stepIds.map((step) => ({ step })))('$step is noticed when the run looks again', async ({ step }) => {
    const world = createWorld(richCloud());
    const board = world.openWindow('one');
    const id = await board.start(plan);
    await live(world, board, id);
    expect(remains(world)).toEqual(richEnd);
    const { act, seen } = undone[step];
    await act(world);
    board.recheck(id);
    if (seen !== 'redone') {
      await world.clock.advance(5_000);
      expect(board.runs[0]?.record.steps[step]).toMatchObject(seen);
      return;
    }
    expect(remains(world)).not.toEqual(richEnd);
    await world.clock.advance(100);
    await live(world, board, id);
    expect(board.runs[0]?.activity).toBe('finished');
    expect(remains(world)).toEqual(richEnd);
  });
});

/** What a person undoes while the run waits for something else, and what the run asks then; nothing asks when it does it again. */
const undoneMeanwhile: readonly {
  readonly what: string;
  readonly waitsAt: StepId;
  readonly undo: (world: World) => unknown;
  readonly seen: readonly [StepId, object];
}[] = [
  {
    what: 'record',
    waitsAt: 'resolved',
    undo: ({ cloud }) => {
      const at = cloud.state.records.findIndex(({ rr, type }) => rr === 'img' && type === 'CNAME');
      cloud.state.records.splice(at, 1);
    },
    seen: ['record', { state: 'needsUser', ask: { kind: 'approveRecord' } }],
  },
  {
    what: 'domain',
    waitsAt: 'resolved',
    undo: ({ cloud }) => cloud.state.domains.delete(plan.domain),
    seen: ['name', { state: 'needsUser', ask: { kind: 'recreateDomain' } }],
  },
  {
    what: 'binding',
    waitsAt: 'autoUpdate',
    undo: (world) => site(world).cnames.delete(plan.domain),
    seen: ['binding', { state: 'done' }],
  },
];

describe('what somebody undoes by hand while the run waits for something else', () => {
  it.each(undoneMeanwhile)('$what is noticed within minutes, without anybody asking', async (row) => {
    const { waitsAt, undo, seen } = row;
    const world = createWorld(richCloud());
    const board = world.openWindow('one');
    const silent = { server: '192.0.2.1:53', outcome: 'noData', records: [], transport: 'udp', at: 0, durationMs: 1 };
    if (waitsAt === 'resolved') world.cloud.state.dnsAnswers.set('192.0.2.1:53', () => silent as never);
    const state = () => board.runs[0]?.record.steps[waitsAt].state;
    const waits = () => state() === 'waiting' || state() === 'needsUser';
    await live(world, board, await board.start(plan), 30, waits);
    expect(waits()).toBe(true);
    await undo(world);
    await world.clock.advance(5 * 60_000);
    expect(board.runs[0]?.record.steps[seen[0]]).toMatchObject(seen[1]);
    if (row.what === 'binding') expect(site(world).cnames.has(plan.domain)).toBe(true);
  });

  it('what was undone since is noticed before the run is called finished', async () => {
    const world = createWorld();
    const board = world.openWindow('one');
    world.mappings.set(plan.domain, undefined);
    const asks = () => board.runs[0]?.record.steps.autoUpdate.state === 'needsUser';
    await live(world, board, await board.start(plan), 30, asks);
    await world.clock.advance(1_000);
    world.cloud.state.records.splice(0);
    site(world).cnames.set(plan.domain, { domain: plan.domain, enabled: true, autoRefresh: true });
    await world.clock.advance(30_000);
    expect(board.runs[0]?.activity).not.toBe('finished');
    expect(board.runs[0]?.record.steps.record).toMatchObject({ ask: { kind: 'approveRecord' } });
  });
});
