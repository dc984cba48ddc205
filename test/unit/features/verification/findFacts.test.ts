import { describe, expect, it } from 'vitest';
import { AppError, type ErrorKind } from '../../../../src/core/errors.js';
import type { ResolverPort } from '../../../../src/core/ports/probe.js';
import type { Look } from '../../../../src/core/verification/diagnosis/diagnose.js';
import { type FindFactsDeps, findFacts } from '../../../../src/features/verification/panel.js';
import type { SettingKey, SettingValues } from '../../../../src/host/settings.js';
import { createVirtualClock } from '../../../support/virtualClock.js';
import { name, never, seeded } from '../../core/verification/acquire/world.js';

type Values = Partial<SettingValues>;

async function open(values: Values = {}, signInFailed?: ErrorKind) {
  const cloud = await seeded();
  const clock = createVirtualClock();
  const all: Values = { 'verification.resolvers': ['10.0.0.1'], 'verification.authoritativeServers': [], ...values };
  const deps: FindFactsDeps = {
    clock,
    session: {
      account: undefined,
      onDidChange: () => ({ dispose() {} }),
      cloud: async () => {
        if (signInFailed) throw new AppError(signInFailed);
        return cloud;
      },
    },
    settings: {
      get: <K extends SettingKey>(key: K) => all[key] as SettingValues[K],
      onDidChange: () => ({ dispose() {} }),
    },
    loadProbes: async () => ({ resolver: cloud.resolver, edge: cloud.edge }),
    loadIsPublicSuffix: async () => (each) => each === 'com',
  };
  return { cloud, clock, deps };
}

describe('findFacts', () => {
  it('asks the resolver of this computer and those of the settings, and judges', async () => {
    const { deps } = await open();
    const { facts, diagnosis } = await findFacts(deps, name, {}, never);
    expect(facts.resolvers.map(({ server }) => server)).toEqual(['system', '10.0.0.1']);
    expect(diagnosis.verdict).toEqual({ kind: 'working' });
  });

  it("leaves this computer's resolver out where servers of one's own are set", async () => {
    const { deps } = await open({ 'verification.authoritativeServers': ['10.0.0.2'] });
    const { facts } = await findFacts(deps, name, {}, never);
    expect(facts.resolvers.map(({ server }) => server)).toEqual(['10.0.0.1']);
    expect(facts.authoritative.map(({ server }) => server)).toEqual(['10.0.0.2']);
  });

  it.each<ErrorKind>(['notSignedIn', 'badFile'])(
    'continues with DNS and the edge when the account is %s',
    async (kind) => {
      const { deps, cloud } = await open({}, kind);
      const { facts } = await findFacts(deps, name, {}, never);
      expect(facts).toMatchObject({ accountUnknown: true, sources: { cdnDomain: { failed: kind } } });
      expect(facts.edges.length).toBeGreaterThan(0);
      expect(cloud.calls.filter((call) => /^(cdn|dns)/.test(call) && call !== 'cdn.createDomain')).toEqual([
        'dns.createRecord',
      ]);
    },
  );

  it('finding the facts throws only when it is cancelled', async () => {
    const { deps } = await open({}, 'cancelled');
    await expect(findFacts(deps, name, {}, never)).rejects.toMatchObject({ kind: 'cancelled' });
  });
});

describe('a verdict before all sources have answered', () => {
  type Cloud = Awaited<ReturnType<typeof seeded>>;
  async function watch(hangs: (server: string) => boolean, prepare: (cloud: Cloud) => void) {
    const { deps, clock, cloud } = await open();
    prepare(cloud);
    const { resolver } = cloud;
    const query: ResolverPort['query'] = (server, ...rest) =>
      hangs(server) ? new Promise(() => undefined) : resolver.query(server, ...rest);
    const session = { ...deps.session, cloud: async () => ({ ...cloud, resolver: { query } }) };
    const parts: Look[] = [];
    const done = findFacts({ ...deps, session }, name, { onPart: (part) => parts.push(part) }, never);
    await clock.advance(1_000);
    return { parts, done, clock };
  }

  const ownServer = '9.9.9.10';
  /** The zone has a server of its own, which the quick resolvers find. */
  const delegate = ({ state }: Cloud) => {
    state.extraDns.push({ name: 'example.com', type: 'NS', ttl: 600, data: 'ns1.example.net' });
    state.extraDns.push({ name: 'ns1.example.net', type: 'A', ttl: 600, data: ownServer });
  };
  const isSlow = (server: string) => server === '10.0.0.1';
  const isSilent = (server: string) => server !== 'system';

  it('is shown once the quick ones have answered', async () => {
    const { parts, done, clock } = await watch(isSlow, delegate);
    expect(parts.map(({ diagnosis }) => diagnosis.verdict.kind)).toEqual(['working']);
    expect(parts[0]?.facts.pending).toContain('resolvers');
    await clock.advance(4_000);
    expect((await done).diagnosis.verdict.kind).toBe('working');
  });

  it.each([
    ['the servers of the zone may not agree that it works', isSilent, delegate, 'working'],
    [
      'another resolver may see that the zone is ours',
      isSlow,
      (cloud: Cloud) => {
        delegate(cloud);
        cloud.state.records.length = 0;
      },
      'zoneElsewhere',
    ],
    [
      'the servers of the zone may have the record',
      isSilent,
      ({ state }: Cloud) => {
        state.records.length = 0;
        state.zones.clear();
      },
      'missing',
    ],
    ['nothing can be told', () => true, () => undefined, 'cannotTell'],
    [
      'the edge might still serve a name of another account',
      isSlow,
      (cloud: Cloud) => void cloud.state.domains.delete(name),
      'notOnCdn',
    ],
  ])('a verdict before all sources have answered is not shown while %s', async (_when, hangs, prepare, verdict) => {
    const { parts, done, clock } = await watch(hangs, prepare);
    expect(parts).toEqual([]);
    await clock.advance(4_000);
    expect((await done).diagnosis.verdict.kind).toBe(verdict);
  });
});
