import { describe, expect, it } from 'vitest';
import { probeName } from '../../../../../src/core/dns/hostNames.js';
import type { OnboardingPlan, StepId } from '../../../../../src/core/onboarding/run/run.js';
import type { Origin } from '../../../../../src/core/origin.js';
import type { CdnDomain } from '../../../../../src/core/ports/cdn.js';
import { remains, richCloud, richEnd, richPlan, richStart } from '../richWorld.js';
import { createWorld, live, plan, readyCloud } from '../world.js';

const primary = { host: 'origin.example.net', backup: false, weight: 10 };
const answered = { outcome: 'answered', status: 200, headers: { 'x-cache': 'MISS' }, durationMs: 1 } as const;

const others: readonly {
  readonly origin: Origin;
  readonly sources: readonly Partial<CdnDomain['sources'][number]>[];
}[] = [
  {
    origin: { kind: 'ossDomain', host: 'theirs.oss-cn-shanghai.aliyuncs.com' },
    sources: [{ type: 'oss', content: 'theirs.oss-cn-shanghai.aliyuncs.com', port: 80 }],
  },
  {
    origin: { kind: 'ip', servers: [{ ...primary, host: '203.0.113.10' }] },
    sources: [{ type: 'ipaddr', content: '203.0.113.10', priority: '20', weight: '10' }],
  },
  {
    origin: { kind: 'site', servers: [primary, { host: 'spare.example.net', backup: true, weight: 30 }] },
    sources: [
      { type: 'domain', content: 'origin.example.net', priority: '20' },
      { type: 'domain', content: 'spare.example.net', priority: '30', weight: '30' },
    ],
  },
  {
    origin: { kind: 'functionCompute', region: 'cn-hangzhou', host: 'app.cn-hangzhou.fcapp.run' },
    sources: [{ type: 'fc_domain', content: 'app.cn-hangzhou.fcapp.run' }],
  },
];

describe('another origin', () => {
  it.each(others)(
    '$origin.kind is added as CDN takes it, and nothing of a bucket is touched',
    async ({ origin, sources }) => {
      const cloud = readyCloud();
      cloud.state.edgeAnswer = () => answered;
      const world = createWorld(cloud);
      const board = world.openWindow('one');
      await live(world, board, await board.start({ ...plan, origin }));
      expect(board.runs[0]?.activity).toBe('finished');
      expect(cloud.state.domains.get(plan.domain)?.sources).toMatchObject(sources);
      expect(cloud.calls.filter((call) => call.startsWith('oss.') && call !== 'oss.putObject')).toEqual([]);
      expect(remains(world)).toMatchObject({ bound: [], configs: [], mapping: [] });
      const skipped: StepId[] = ['upload', 'privateOrigin', 'binding', 'originHost', 'autoUpdate', 'mapping'];
      for (const step of skipped)
        expect(board.runs[0]?.record.steps[step]).toMatchObject({ skipped: true, note: 'notOwnBucket' });
    },
  );

  it('waits at the edge while the origin fails', async () => {
    const cloud = readyCloud();
    cloud.state.edgeAnswer = () => ({ ...answered, status: 502 });
    const world = createWorld(cloud);
    const board = world.openWindow('one');
    const id = await board.start({ ...plan, origin: { kind: 'site', servers: [primary] } });
    await live(world, board, id, 3);
    expect(board.runs[0]?.record.steps.edge).toMatchObject({ state: 'waiting', reason: { status: 502 } });
    expect(cloud.state.records).toEqual([]);
  });
});

describe('an origin that leads back to CDN', () => {
  it.each([
    ['a CNAME of CDN', ['other.example.net.w.kunlunsl.com']],
    ['the accelerated domain', [plan.domain]],
    ['a second CNAME that is one of CDN', ['pool.example.net', 'other.example.net.w.kunlunsl.com']],
    ['a third CNAME that is the accelerated domain', ['pool.example.net', 'lb.example.net', `${plan.domain}.`]],
  ])('an origin that leads back to CDN by %s is reported before anything is created', async (_name, hops) => {
    const cloud = readyCloud();
    const names = [primary.host, ...hops];
    cloud.state.extraDns.push(...hops.map((data, at) => ({ name: names[at] ?? '', type: 'CNAME', ttl: 60, data })));
    const world = createWorld(cloud);
    const board = world.openWindow('one');
    await board.start({ ...plan, origin: { kind: 'site', servers: [primary] } });
    await world.clock.advance(5_000);
    expect(board.runs[0]?.record.steps.name).toMatchObject({ ask: { kind: 'originLoop', host: primary.host } });
    expect(cloud.state.domains.size).toBe(0);
  });
});

describe('a full account', () => {
  it('shows its limit and continues automatically once there is room', async () => {
    const cloud = readyCloud();
    cloud.state.domainQuota = 1;
    const taken: CdnDomain = {
      name: 'old.example.com',
      status: 'online',
      type: 'web',
      sources: [],
      httpsOn: false,
    };
    cloud.state.domains.set(taken.name, taken);
    const world = createWorld(cloud);
    const board = world.openWindow('one');
    const id = await board.start(plan);
    await world.clock.advance(5_000);
    expect(board.runs[0]?.record.steps.name).toMatchObject({ ask: { kind: 'domainLimit', limit: 1 } });
    cloud.state.domains.delete(taken.name);
    await world.clock.advance(60_000);
    await live(world, board, id);
    expect(board.runs[0]?.activity).toBe('finished');
  });

  it('does not stop a domain that is on CDN already', async () => {
    const cloud = readyCloud();
    const world = createWorld(cloud);
    const board = world.openWindow('one');
    const id = await board.start(plan);
    await live(world, board, id, 1);
    cloud.state.domainQuota = 1;
    await live(world, board, id);
    expect(board.runs[0]?.activity).toBe('finished');
  });
});

describe('an account without a public endpoint', () => {
  it('gets a domain for uploads, through which the bucket is read and the mapping publishes', async () => {
    const world = createWorld(richCloud());
    const board = world.openWindow('one');
    await live(world, board, await board.start(richPlan, richStart(world)));
    expect(board.runs[0]?.activity).toBe('finished');
    expect(remains(world)).toEqual(richEnd);
    expect(board.runs[0]?.record.facts.upload).toMatchObject({ state: 'used', domain: 'upload.example.com' });
  });

  it('an account without a public endpoint may continue without an upload domain', async () => {
    const cloud = readyCloud();
    cloud.state.publicEndpointClosed = true;
    const world = createWorld(cloud);
    const board = world.openWindow('one');
    const id = await board.start(plan);
    await world.clock.advance(5_000);
    expect(board.runs[0]?.record.steps.upload).toMatchObject({ ask: { kind: 'chooseUploadDomain' } });
    await board.answer(id, { skipped: { upload: true } });
    await world.clock.advance(5_000);
    expect(board.runs[0]?.record.steps.upload).toMatchObject({ state: 'done', skipped: true });
  });
});

describe('the settings that CDN gets for a bucket', () => {
  const run = async (changed: Partial<OnboardingPlan>, cloud = richCloud()) => {
    const world = createWorld(cloud);
    const board = world.openWindow('one');
    await live(world, board, await board.start({ ...plan, ...changed }));
    return { cloud, configs: remains(world).configs, run: board.runs[0] };
  };

  it('is to sign requests to a private one, and the bucket stays private', async () => {
    const { cloud, configs } = await run({});
    expect(configs).toContain('l2_oss_key');
    expect(
      cloud.state.configs.get(plan.domain)?.find(({ functionName }) => functionName === 'l2_oss_key')?.args,
    ).toEqual({
      private_oss_auth: 'on',
    });
    expect(cloud.state.buckets.get('site')?.info.acl).toBe('private');
  });

  it('is nothing of that for a public one', async () => {
    const { configs } = await run({}, readyCloud());
    expect(configs).toEqual(['set_req_host_header']);
  });

  it('is to sign when public access is blocked, whatever the ACL says', async () => {
    const cloud = readyCloud();
    const bucket = cloud.state.buckets.get('site');
    if (bucket) bucket.info = { ...bucket.info, publicAccessBlocked: true };
    expect((await run({}, cloud)).configs).toContain('l2_oss_key');
  });

  it('is the accelerated domain as Host, over port 80 only', async () => {
    const { cloud } = await run({}, readyCloud());
    expect(cloud.state.configs.get(plan.domain)?.[0]?.args).toEqual({ domain_name: plan.domain });
    const secure = await run({ port: 443 }, readyCloud());
    expect(secure.configs).toEqual([]);
    expect(secure.run?.record.steps.originHost).toMatchObject({ skipped: true, note: 'securePort' });
  });
});

describe('a wildcard', () => {
  it('is a record on host *, and is neither bound nor mapped', async () => {
    const cloud = readyCloud();
    const body = new TextEncoder().encode('<h1>hi</h1>');
    cloud.state.edgeAnswer = () => ({ ...answered, body });
    cloud.state.extraDns.push({
      name: probeName('.example.com'),
      type: 'CNAME',
      ttl: 60,
      data: '.example.com.w.kunlunsl.com',
    });
    const world = createWorld(cloud);
    const board = world.openWindow('one');
    await live(world, board, await board.start({ ...plan, domain: '.example.com' }));
    expect(board.runs[0]?.activity).toBe('finished');
    expect(remains(world)).toMatchObject({
      domains: ['.example.com'],
      records: ['* CNAME .example.com.w.kunlunsl.com true'],
      bound: [],
      mapping: [],
    });
    const steps = board.runs[0]?.record.steps;
    for (const step of ['binding', 'originHost', 'autoUpdate'] as const)
      expect(steps?.[step]).toMatchObject({ skipped: true, note: 'wildcardUnbound' });
    expect(steps?.mapping).toMatchObject({ skipped: true, note: 'wildcardUnmapped' });
  });
});
