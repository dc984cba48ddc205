import { describe, expect, it } from 'vitest';
import { applyUndo, readUndoState } from '../../../../src/core/activity/resources.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';
import { changes, createWorld, newestChange, signal } from './world.js';

/** A change that was made, and what would put it back. */
async function changed(make: (typeof changes)[number][1]) {
  const world = createWorld();
  await make(world);
  return { cloud: createMemoryCloud(world.real.state), undo: newestChange(world.log) };
}

const cells = changes.flatMap(([, make, , , undoCall]) =>
  (['before', 'after'] as const).map((when) => ({ undoCall, when, make })),
);

describe('an undo that was cut off', () => {
  it('is tried for every kind of resource', () => {
    const kinds = ['binding', 'bucket', 'bucketSetting', 'certificate', 'config', 'record', 'sources', 'status'];
    expect([...new Set(changes.map(([, , kind]) => kind))].sort()).toEqual(kinds satisfies string[]);
  });

  it.each(cells)(
    '$when its $undoCall took effect changes the cloud once when it is requested again',
    async ({ undoCall, when, make }) => {
      const whole = await changed(make);
      await applyUndo(whole.undo, whole.cloud, signal);
      const { cloud, undo } = await changed(make);
      cloud.failNext(undoCall, when, 'timeout');
      await expect(applyUndo(undo, cloud, signal)).rejects.toThrow('timeout');
      expect(await readUndoState(undo, cloud, signal)).toBe(when === 'before' ? 'ready' : 'done');
      if (when === 'before') await applyUndo(undo, cloud, signal);
      expect(cloud.state).toEqual(whole.cloud.state);
    },
  );
});

describe('the creation of a bucket', () => {
  const bucket = { name: 'made', region: 'eu-central-1' };

  it('cannot be undone while the bucket has content, and counts as undone once the bucket is gone', async () => {
    const { cloud, log } = createWorld();
    await cloud.oss.createBucket(bucket, signal);
    const undo = newestChange(log);
    await cloud.oss.putObject(bucket, 'a', { body: new Uint8Array(1), headers: {} }, signal);
    expect(await readUndoState(undo, cloud, signal)).toBe('changed');
    await expect(applyUndo(undo, cloud, signal)).rejects.toMatchObject({ details: { code: 'changedSince' } });
    await cloud.oss.deleteObject(bucket, 'a', signal);
    expect(await readUndoState(undo, cloud, signal)).toBe('ready');
    await cloud.oss.deleteBucket(bucket, signal);
    expect(await readUndoState(undo, cloud, signal)).toBe('done');
  });

  it('is left to OSS where its objects may not be listed', async () => {
    const { cloud, real, log } = createWorld();
    await cloud.oss.createBucket(bucket, signal);
    real.failNext('oss.listObjects', 'before', 'forbidden');
    expect(await readUndoState(newestChange(log), cloud, signal)).toBe('ready');
  });
});
