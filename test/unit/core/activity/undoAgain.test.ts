import { describe, expect, it } from 'vitest';
import type { Undo } from '../../../../src/core/activity/activity.js';
import { applyUndo, readUndoState } from '../../../../src/core/activity/applyUndo.js';
import { createMemoryCloud, type MemoryAction } from '../../../support/memoryCloud.js';
import { changes, createWorld, signal } from './world.js';

/** The call by which each kind of undo puts a change back. */
const calls: Readonly<Record<Undo['kind'], MemoryAction>> = {
  createRecord: 'dns.createRecord',
  deleteRecord: 'dns.deleteRecord',
  updateRecord: 'dns.updateRecord',
  setRecordState: 'dns.updateRecordState',
  createCname: 'oss.createCname',
  deleteCname: 'oss.deleteCname',
  updateSources: 'cdn.updateSources',
  setCertificate: 'cdn.setCertificate',
  deleteCertificate: 'cdn.deleteCertificate',
  deleteBucket: 'oss.deleteBucket',
  startDomain: 'cdn.startDomain',
  stopDomain: 'cdn.stopDomain',
  setBucketSetting: 'oss.updateBucketSetting',
  setConfig: 'cdn.setConfig',
  deleteConfig: 'cdn.deleteConfig',
};

/** A change that was made, and what would put it back. */
async function changed(make: (typeof changes)[number][1]) {
  const world = createWorld();
  await make(world);
  return { cloud: createMemoryCloud(world.real.state), undo: world.log.entries[0]?.undo as Undo };
}

const cells = changes.flatMap(([, make, , , kind]) =>
  (['before', 'after'] as const).map((when) => ({ kind, when, make })),
);

describe('an undo that was cut off', () => {
  it('is tried for every kind of undo', () => {
    expect(new Set(cells.map(({ kind }) => kind))).toEqual(new Set(Object.keys(calls)));
  });

  it.each(cells)(
    '$when its $kind took effect changes the cloud once when it is asked for again',
    async ({ kind, when, make }) => {
      const whole = await changed(make);
      await applyUndo(whole.undo, whole.cloud, signal);
      const { cloud, undo } = await changed(make);
      cloud.failNext(calls[kind], when, 'timeout');
      await expect(applyUndo(undo, cloud, signal)).rejects.toThrow('timeout');
      expect(await readUndoState(undo, cloud, signal)).toBe(when === 'before' ? 'ready' : 'done');
      if (when === 'before') await applyUndo(undo, cloud, signal);
      expect(cloud.state).toEqual(whole.cloud.state);
    },
  );
});

describe('the creation of a bucket', () => {
  const bucket = { name: 'made', region: 'eu-central-1' };

  it('cannot be undone once something is in the bucket, and has been undone once it is gone', async () => {
    const { cloud, log } = createWorld();
    await cloud.oss.createBucket(bucket, signal);
    const undo = log.entries[0]?.undo as Undo;
    await cloud.oss.putObject(bucket, 'a', { body: new Uint8Array(1), headers: {} }, signal);
    expect(await readUndoState(undo, cloud, signal)).toBe('changed');
    await expect(applyUndo(undo, cloud, signal)).rejects.toMatchObject({ details: { code: 'BucketNotEmpty' } });
    await cloud.oss.deleteObject(bucket, 'a', signal);
    expect(await readUndoState(undo, cloud, signal)).toBe('ready');
    await cloud.oss.deleteBucket(bucket, signal);
    expect(await readUndoState(undo, cloud, signal)).toBe('done');
  });

  it('is for OSS to judge where its objects may not be listed', async () => {
    const { cloud, real, log } = createWorld();
    await cloud.oss.createBucket(bucket, signal);
    real.failNext('oss.listObjects', 'before', 'forbidden');
    expect(await readUndoState(log.entries[0]?.undo as Undo, cloud, signal)).toBe('ready');
  });
});
