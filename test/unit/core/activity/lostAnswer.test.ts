import { describe, expect, it } from 'vitest';
import { canUndo } from '../../../../src/core/activity/activity.js';
import { applyUndo, readUndoState } from '../../../../src/core/activity/resources.js';
import { AppError } from '../../../../src/core/errors.js';
import { createMemoryCloud, type MemoryAction } from '../../../support/memoryCloud.js';
import { changes, createWorld, domain, name, newestChange, outlineOf, record, signal, type World } from './world.js';

describe('a change whose answer was lost', () => {
  it.each(changes)('%s, and took effect, is read back with its undo', async (call, make, kind, how) => {
    const world = createWorld();
    // Preparations go to the cloud itself, so the first call through the list is the change.
    const failing = failOnce(world, call, 'after');
    await expect(make(failing)).rejects.toMatchObject({ kind: 'timeout' });
    await world.log.saved;
    expect(world.log.entries).toHaveLength(1);
    const change = newestChange(world.log);
    expect(outlineOf(change)).toEqual({ kind, how });
    await applyUndo(change, world.real, signal);
    expect(await readUndoState(change, world.real, signal)).toBe('done');
  });

  it.each(changes)('%s, and is not seen, has an unknown outcome', async (call, make) => {
    const world = createWorld();
    const failing = failOnce(world, call, 'before');
    await expect(make(failing)).rejects.toMatchObject({ kind: 'timeout' });
    await world.log.saved;
    expect(world.log.entries).toHaveLength(1);
    expect(world.log.entries[0]).toMatchObject({ unknown: 'timeout' });
    expect(world.log.entries.map(canUndo)).toEqual([false]);
    expect(world.log.entries[0]?.failed).toBeUndefined();
  });

  it.each(['after', 'before'] as const)(
    'a lost answer about creating and deleting a domain is looked up: %s',
    async (when) => {
      const world = createWorld();
      const outcome = when === 'before' ? 'timeout' : undefined;
      const fresh = { ...domain, name: 'new.example.com', region: 'overseas' } as const;
      world.real.state.verifiedRoots.add('example.com');
      world.real.failNext('cdn.createDomain', when, 'timeout');
      await expect(world.cloud.cdn.createDomain(fresh, signal)).rejects.toThrow('timeout');
      await world.log.saved;
      expect(world.log.entries[0]?.unknown).toBe(outcome);
      world.real.failNext('cdn.deleteDomain', when, 'timeout');
      await expect(world.cloud.cdn.deleteDomain(name, signal)).rejects.toThrow('timeout');
      await world.log.saved;
      expect(world.log.entries[0]).toMatchObject({ action: 'DeleteCdnDomain' });
      expect(world.log.entries[0]?.unknown).toBe(outcome);
    },
  );

  it('stays unknown where it cannot be read back either', async () => {
    const world = createWorld();
    world.real.failNext('dns.createRecord', 'after', 'unavailable');
    world.real.failNext('dns.listRecords', 'before', 'offline');
    await expect(world.cloud.dns.createRecord(record, signal)).rejects.toThrow('unavailable');
    await world.log.saved;
    expect(world.log.entries[0]).toMatchObject({ unknown: 'unavailable', change: { kind: 'record' } });
  });

  it('is one only when no answer came: a refusal by a busy vendor has failed', async () => {
    const world = createWorld();
    const stop = { action: 'StopCdnDomain', subject: name };
    const refuse = async () => {
      world.log.recordCall({ ...stop, mutating: true, startedAt: 1, durationMs: 1, failed: 'SystemUpgrading' });
      throw new AppError('unavailable', { code: 'SystemUpgrading', httpStatus: 403 });
    };
    await expect(world.log.track(stop, refuse)).rejects.toThrow('unavailable');
    expect(world.log.entries[0]).toMatchObject({ failed: 'SystemUpgrading' });
    expect(world.log.entries[0]?.unknown).toBeUndefined();
  });
});

/** The world with the next call of this action through the list failing; what a test prepares goes past it. */
function failOnce(world: World, action: MemoryAction, when: 'before' | 'after'): World {
  const quiet = createMemoryCloud(world.real.state);
  world.real.failNext(action, when, 'timeout');
  return { ...world, real: quiet };
}
