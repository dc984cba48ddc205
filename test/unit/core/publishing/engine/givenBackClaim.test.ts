import { describe, expect, test } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import type { CloudPorts } from '../../../../../src/core/ports/cloud.js';
import type { LedgerRecord } from '../../../../../src/core/publishing/objectLedger.js';
import { causeOf, type Entry } from '../../../../../src/core/publishing/queueEntry.js';
import { createEngineWorld, never } from '../engineWorld.js';

test('a window that gets back a claim while its earlier request is under way does not send twice at once', async () => {
  const world = createEngineWorld();
  const { clock, cloud, shared } = world;
  world.save('app.js', 'new');
  let underWay = 0;
  let most = 0;
  const slow: CloudPorts['oss'] = Object.assign(Object.create(cloud.oss), {
    readObjectHead: async (...[bucket, key, signal]: Parameters<CloudPorts['oss']['readObjectHead']>) => {
      most = Math.max(most, ++underWay);
      try {
        await clock.sleep(30_000, signal);
        return await cloud.oss.readObjectHead(bucket, key, signal);
      } finally {
        underWay--;
      }
    },
  });
  const publisher = world.openWindow('a', { ...cloud, oss: slow });
  await publisher.enqueue([world.publicationOf('app.js')]);
  await clock.advance(1_000);
  expect(underWay).toBe(1);

  // What another window does that finds the claims of this one too old.
  await shared.window('b').write(({ entries, workers }) => {
    entries.release('a', 9);
    workers.remove('a');
  });
  await clock.advance(10 * 60_000);

  expect(most).toBe(1);
  expect(world.textOf('app.js')).toBe('new');
  expect(world.count('oss.putObject')).toBe(1);
  expect(publisher.state.kind).toBe('idle');
  publisher.dispose();
});

describe('a window that was suspended while its upload was under way', () => {
  /** Its PUT arrives, and the answer comes when others have long taken over. */
  async function suspend(answer: 'good' | 'bad') {
    const world = createEngineWorld();
    const { clock, cloud, shared } = world;
    world.save('app.js', 'old');
    const slow: CloudPorts['oss'] = Object.assign(Object.create(cloud.oss), {
      putObject: async (...input: Parameters<CloudPorts['oss']['putObject']>) => {
        const result = await cloud.oss.putObject(...input);
        await clock.sleep(30_000, never);
        if (answer === 'bad') throw new AppError('forbidden');
        return result;
      },
    });
    const publisher = world.openWindow('a', { ...cloud, oss: slow });
    await publisher.enqueue([world.publicationOf('app.js')]);
    await clock.advance(1_000);
    const entry = publisher.list()[0] as Entry;
    const { bucket, key, id } = entry.publication;
    const other = shared.window('b');
    const record: LedgerRecord = {
      etag: 'NEWER',
      size: 5,
      md5: 'NEWER',
      mtimeMs: 1,
      rules: '',
      acl: 'default',
      seenAt: 1,
    };
    await other.write(({ entries, ledger, workers }) => {
      workers.remove('a');
      workers.extend(clock.now() + 3_600_000);
      ledger.set(bucket, key, record);
      entries.put({ ...entry, claim: { worker: 'b', sending: false } });
    });
    await clock.advance(60_000);
    publisher.dispose();
    return {
      entry: other.read(({ entries }) => entries.get('1', id)),
      known: other.read(({ ledger }) => ledger.get(bucket, key)),
    };
  }

  test('notes nothing of its outcome: others may have sent something newer', async () => {
    const { entry, known } = await suspend('good');
    expect(known?.etag).toBe('NEWER');
    expect(entry).toMatchObject({ stage: 'send', claim: { worker: 'b' } });
  });

  test('does not fail what others work on', async () => {
    const { entry } = await suspend('bad');
    expect(entry).toMatchObject({ stage: 'send', claim: { worker: 'b' } });
    expect(entry && causeOf(entry)).toBeUndefined();
  });

  test('notes nothing of it either when it has claimed the entry again by then', async () => {
    const world = createEngineWorld();
    const { clock, cloud, shared } = world;
    world.save('app.js', 'old');
    const slow: CloudPorts['oss'] = Object.assign(Object.create(cloud.oss), {
      putObject: async (...input: Parameters<CloudPorts['oss']['putObject']>) => {
        const result = await cloud.oss.putObject(...input);
        await clock.sleep(30_000, never);
        return result;
      },
    });
    const publisher = world.openWindow('a', { ...cloud, oss: slow });
    await publisher.enqueue([world.publicationOf('app.js')]);
    await clock.advance(1_000);
    const { bucket, key } = publisher.list()[0]?.publication ?? world.publicationOf('app.js');

    world.save('app.js', 'new');
    const { etag } = await world.put('app.js', 'new');
    const record: LedgerRecord = {
      etag,
      size: 3,
      md5: etag,
      mtimeMs: 1,
      rules: '',
      acl: 'default',
      seenAt: clock.now(),
    };
    await shared.window('b').write(({ entries, ledger, workers }) => {
      entries.release('a', 9);
      workers.remove('a');
      ledger.set(bucket, key, record);
    });
    await clock.advance(10 * 60_000);

    expect(shared.window('b').read(({ ledger }) => ledger.get(bucket, key))?.etag).toBe(etag);
    expect(world.textOf('app.js')).toBe('new');
    expect(publisher.state.kind).toBe('idle');
    publisher.dispose();
  });
});
