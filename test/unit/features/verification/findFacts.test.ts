import { describe, expect, it } from 'vitest';
import { AppError, type ErrorKind } from '../../../../src/core/errors.js';
import type { ResolverPort } from '../../../../src/core/ports/probe.js';
import { type FindFactsDeps, type Found, findFacts } from '../../../../src/features/verification/findFacts.js';
import type { SettingKey, SettingValues } from '../../../../src/host/settings.js';
import { createVirtualClock } from '../../../support/virtualClock.js';
import { name, never, seeded } from '../../core/verification/world.js';

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
  };
  return { cloud, clock, deps };
}

describe('findFacts', () => {
  it("asks this computer's resolver and those of the settings, and judges", async () => {
    const { deps } = await open();
    const { facts, diagnosis } = await findFacts(deps, name, undefined, never);
    expect(facts.resolvers.map(({ server }) => server)).toEqual(['system', '10.0.0.1']);
    expect(diagnosis.verdict).toEqual({ kind: 'working' });
  });

  it("leaves this computer's resolver out where servers of one's own are set", async () => {
    const { deps } = await open({ 'verification.authoritativeServers': ['10.0.0.2'] });
    const { facts } = await findFacts(deps, name, undefined, never);
    expect(facts.resolvers.map(({ server }) => server)).toEqual(['10.0.0.1']);
    expect(facts.authoritative.map(({ server }) => server)).toEqual(['10.0.0.2']);
  });

  it.each<ErrorKind>(['notSignedIn', 'badFile'])(
    'goes on with DNS and the edge when the account is %s',
    async (kind) => {
      const { deps, cloud } = await open({}, kind);
      const { facts } = await findFacts(deps, name, undefined, never);
      expect(facts).toMatchObject({ accountUnknown: true, sources: { cdnDomain: { failed: kind } } });
      expect(facts.edges.length).toBeGreaterThan(0);
      expect(cloud.calls.filter((call) => /^(cdn|dns)/.test(call) && call !== 'cdn.createDomain')).toEqual([
        'dns.createRecord',
      ]);
    },
  );

  it('throws only when it is cancelled', async () => {
    const { deps } = await open({}, 'cancelled');
    await expect(findFacts(deps, name, undefined, never)).rejects.toMatchObject({ kind: 'cancelled' });
  });
});

describe('a verdict before everybody has answered', () => {
  async function watch(
    hangs: (server: string) => boolean,
    prepare: (cloud: Awaited<ReturnType<typeof seeded>>) => void,
  ) {
    const { deps, clock, cloud } = await open();
    prepare(cloud);
    const { resolver } = cloud;
    const query: ResolverPort['query'] = (server, ...rest) =>
      hangs(server) ? new Promise(() => undefined) : resolver.query(server, ...rest);
    const session = { ...deps.session, cloud: async () => ({ ...cloud, resolver: { query } }) };
    const parts: Found[] = [];
    const done = findFacts({ ...deps, session }, name, undefined, never, (part) => parts.push(part));
    await clock.advance(1_000);
    return { parts, done, clock };
  }

  it('is shown once the quick ones have answered', async () => {
    const { parts, done, clock } = await watch(
      (server) => server === '10.0.0.1',
      () => undefined,
    );
    expect(parts.map(({ diagnosis }) => diagnosis.verdict.kind)).toEqual(['working']);
    expect(parts[0]?.facts.pending).toContain('resolvers');
    await clock.advance(4_000);
    expect((await done).diagnosis.verdict.kind).toBe('working');
  });

  it.each([
    ['nothing can be told', () => true, () => undefined, 'cannotTell'],
    [
      'the edge might still serve a name of another account',
      (server: string) => server === '10.0.0.1',
      (cloud: Awaited<ReturnType<typeof seeded>>) => void cloud.state.domains.delete(name),
      'notOnCdn',
    ],
  ])('is not shown while %s', async (_when, hangs, prepare, verdict) => {
    const { parts, done, clock } = await watch(hangs, prepare);
    expect(parts).toEqual([]);
    await clock.advance(4_000);
    expect((await done).diagnosis.verdict.kind).toBe(verdict);
  });
});
