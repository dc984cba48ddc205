import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import type { FilePort } from '../../../../../src/core/ports/local.js';
import type { OssPort } from '../../../../../src/core/ports/oss.js';
import { createEngineWorld } from '../engineWorld.js';
import { planIn } from './planIn.js';

const headers = [{ files: ['*'], headers: { 'cache-control': 'no-cache' } }];

let world: ReturnType<typeof createEngineWorld>;
beforeEach(() => {
  world = createEngineWorld();
  world.remove('.keep');
});

async function fill(files: number): Promise<void> {
  for (let at = 0; at < files; at++) {
    world.save(`f${at}.js`, `${at}`);
    await world.put(`f${at}.js`, `${at}`);
  }
}

/** Counts the HEADs that are under way, each of which takes a turn of the event loop; `onHead` is told of the count. */
function watchHeads(onHead: (underWay: number) => void): OssPort {
  let underWay = 0;
  return {
    ...world.cloud.oss,
    readObjectHead: async (...given) => {
      onHead(++underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay--;
      return world.cloud.oss.readObjectHead(...given);
    },
  };
}

describe('data that a plan reads beside listings and the ledger', () => {
  it('are read by many HEADs at once', async () => {
    await fill(300);
    let most = 0;
    const oss = watchHeads((underWay) => {
      most = Math.max(most, underWay);
    });
    const { kinds } = await planIn(world, { change: { headers }, tools: { oss } });
    expect({ kinds: kinds.length, most }).toEqual({ kinds: 300, most: 72 });
  });

  it('need no HEAD where the content differs, since the headers are sent with it', async () => {
    await world.put('changed.js', 'old');
    await world.put('same.js', 'x');
    world.save('changed.js', 'new');
    world.save('same.js', 'x');
    const { kinds, calls } = await planIn(world, { change: { headers } });
    expect(kinds).toEqual(['change changed.js', 'headers same.js']);
    expect(calls).toEqual(['oss.listObjects', 'oss.readObjectHead']);
  });

  it('include the content of at most 8 files at once', async () => {
    await fill(100);
    const { readSmall } = world.disk;
    let [reading, most] = [0, 0];
    const files: FilePort = {
      ...world.disk,
      readSmall: async (...given) => {
        most = Math.max(most, ++reading);
        await new Promise((resolve) => setImmediate(resolve));
        reading--;
        return readSmall(...given);
      },
    };
    await planIn(world, { tools: { files } });
    expect(most).toBe(8);
  });

  it('include the digests of larger files as well, whatever the case of the ETag', async () => {
    const large = 'x'.repeat(40_000);
    for (const key of ['same.js', 'changed.js', 'small.js']) await world.put(key, key === 'small.js' ? 'x' : large);
    world.save('same.js', large);
    world.save('changed.js', `${large.slice(1)}y`);
    world.save('small.js', 'x');
    const listObjects: OssPort['listObjects'] = async (...given) => {
      const page = await world.cloud.oss.listObjects(...given);
      return { ...page, objects: page.objects.map((object) => ({ ...object, etag: object.etag.toLowerCase() })) };
    };
    const { kinds } = await planIn(world, { change: { headers }, tools: { oss: { ...world.cloud.oss, listObjects } } });
    expect(kinds).toEqual(['change changed.js', 'headers same.js', 'headers small.js']);
  });

  it('are not read further once a HEAD has failed', async () => {
    await fill(300);
    let asked = 0;
    const readObjectHead: OssPort['readObjectHead'] = async () => {
      asked++;
      await new Promise((resolve) => setImmediate(resolve));
      throw new AppError('timeout');
    };
    const planned = planIn(world, { change: { headers }, tools: { oss: { ...world.cloud.oss, readObjectHead } } });
    await expect(planned).rejects.toMatchObject({ kind: 'timeout' });
    expect(asked).toBeLessThanOrEqual(72);
  });

  it('are not read further between two files once reading is cancelled', async () => {
    await fill(100);
    const control = new AbortController();
    const { readSmall } = world.disk;
    let read = 0;
    const files = {
      ...world.disk,
      readSmall: (...given: Parameters<typeof readSmall>) => {
        if (++read === 10) control.abort();
        return readSmall(...given);
      },
    };
    const planned = planIn(world, { tools: { files }, signal: control.signal });
    await expect(planned).rejects.toMatchObject({ kind: 'cancelled' });
    expect(read).toBeLessThan(20);
  });
});
