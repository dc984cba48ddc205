import { describe, expect, it } from 'vitest';
import { waitForDomain, waitForRemoval } from '../../../../src/core/domains/waitForDomain.js';
import type { CdnDomain } from '../../../../src/core/ports/cdn.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

const { signal } = new AbortController();
const name = 'img.example.com';
const domain: CdnDomain = { name, status: 'online', type: 'web', sources: [], httpsOn: false };

function createWorld() {
  const cloud = createMemoryCloud();
  cloud.state.domains.set(name, domain);
  return cloud;
}

describe('waiting for a domain', () => {
  const start = (cloud: ReturnType<typeof createWorld>, clock: ReturnType<typeof createVirtualClock>) => {
    const ended: unknown[] = [];
    const abort = new AbortController();
    const done = (value: unknown) => void ended.push(value);
    void waitForDomain(
      { cdn: cloud.cdn, clock, signal: abort.signal },
      name,
      (read) => read?.status === 'offline',
    ).then(done, done);
    return { ended, abort };
  };

  it('ends when the cloud reports the end, and not before', async () => {
    const cloud = createWorld();
    const clock = createVirtualClock();
    const { ended } = start(cloud, clock);
    await clock.advance(60_000);
    expect(ended).toEqual([]);
    await cloud.cdn.stopDomain(name, signal);
    await clock.advance(10_000);
    expect(ended).toMatchObject([{ status: 'offline' }]);
  });

  it('ends with what CDN says when it gave the change up', async () => {
    const cloud = createWorld();
    const clock = createVirtualClock();
    cloud.state.domains.set(name, { ...domain, status: 'configure_failed', description: 'why' });
    const { ended } = start(cloud, clock);
    await clock.settle();
    expect(ended).toMatchObject([{ kind: 'domainBarred', details: { code: 'configure_failed', message: 'why' } }]);
  });

  it('ignores an earlier failure unless it stays', async () => {
    const cloud = createWorld();
    const clock = createVirtualClock();
    const failed = { ...domain, status: 'configure_failed' } as const;
    cloud.state.domains.set(name, failed);
    const ended: unknown[] = [];
    const done = (value: unknown) => void ended.push(value);
    const wait = () =>
      waitForDomain({ cdn: cloud.cdn, clock, signal }, name, (read) => read?.status === 'online', failed.status);
    void wait().then(done, done);
    await clock.advance(20_000);
    expect(ended).toEqual([]);
    cloud.state.domains.set(name, domain);
    await clock.advance(20_000);
    expect(ended).toMatchObject([{ status: 'online' }]);
    cloud.state.domains.set(name, failed);
    void wait().then(done, done);
    await clock.advance(90_000);
    expect(ended[1]).toMatchObject({ kind: 'domainBarred', details: { code: 'configure_failed' } });
    void wait().then(done, done);
    cloud.state.domains.set(name, { ...domain, status: 'configuring' });
    await clock.advance(10_000);
    cloud.state.domains.set(name, failed);
    await clock.advance(10_000);
    expect(ended[2]).toMatchObject({ kind: 'domainBarred' });
  });

  it.each(['check_failed', 'configure_failed'] as const)(
    'waiting for a domain to be gone takes no %s for a refusal',
    async (status) => {
      const cloud = createWorld();
      const clock = createVirtualClock();
      cloud.state.domains.set(name, { ...domain, status });
      const ended: unknown[] = [];
      const done = (value: unknown) => void ended.push(value);
      void waitForRemoval({ cdn: cloud.cdn, clock, signal }, name, () => undefined).then(done, done);
      await clock.advance(120_000);
      expect(ended).toEqual([]);
      await cloud.cdn.deleteDomain(name, signal);
      await clock.advance(20_000);
      expect(ended).toEqual([undefined]);
    },
  );

  it('gives up after half an hour, and at once when it is cancelled', async () => {
    const clock = createVirtualClock();
    const slow = start(createWorld(), clock);
    await clock.advance(31 * 60_000);
    expect(slow.ended).toMatchObject([{ kind: 'domainBusy' }]);
    const stopped = start(createWorld(), clock);
    await clock.settle();
    stopped.abort.abort();
    await clock.settle();
    expect(stopped.ended).toMatchObject([{ kind: 'cancelled' }]);
    expect(clock.waiting).toBe(0);
  });
});
