import fc from 'fast-check';
import { beforeEach, describe, expect, it, test } from 'vitest';
import type { OssPort } from '../../../../../src/core/ports/oss.js';
import { type PlanFile, type PlanRemote, pairByKey } from '../../../../../src/core/publishing/folder/comparePlan.js';
import { bucket, createEngineWorld } from '../engineWorld.js';
import { planIn } from './planIn.js';

// Names that UTF-8 and UTF-16 sort differently are among them.
const keys = fc.constantFrom('', 'a', 'a.js', 'a/', 'a/b', 'a0', 'b', 'ｆ', '😀', '\ue000');
const sorted = fc.uniqueArray(keys).map((found) => found.sort());

const fileOf = (key: string): PlanFile => ({ inside: key, key, size: 1, mtimeMs: 2, headers: {} });
const remoteOf = (key: string, at: number): PlanRemote => ({
  key,
  object: at % 3 === 0 ? undefined : { size: 1, etag: key, headers: {} },
  known: at % 3 === 1 ? undefined : { etag: key, size: 1, md5: '', mtimeMs: 2, rules: '', acl: 'default', seenAt: 3 },
});

test('pairs have each file and each object once, with what is known of their key, in key order', () => {
  fc.assert(
    fc.property(sorted, sorted, (ofFiles, ofRemotes) => {
      const files = ofFiles.map(fileOf);
      const remotes = ofRemotes.map(remoteOf);
      const [fileBy, remoteBy] = [files, remotes].map((all) => new Map(all.map((each) => [each.key, each])));
      const expected = [...new Set([...ofFiles, ...ofRemotes])].sort().flatMap((key) => {
        const [file, { object, known }] = [fileBy?.get(key), (remoteBy?.get(key) ?? {}) as Partial<PlanRemote>];
        return file || object ? [{ key, file, object, known }] : [];
      });
      expect([...pairByKey(files, remotes)]).toEqual(expected);
    }),
  );
});

let world: ReturnType<typeof createEngineWorld>;
beforeEach(() => {
  world = createEngineWorld();
  world.remove('.keep');
});

describe('a second plan', () => {
  it('records nothing again when the ledger is warm', async () => {
    world.save('a.js', 'a');
    await world.put('a.js', 'a');
    await world.clock.advance(10_000);
    await planIn(world);
    const read = () => world.shared.window('reader').read(({ ledger }) => ledger.get(bucket, 'a.js'));
    const before = read();
    await world.clock.advance(10_000);
    expect((await planIn(world)).kinds).toEqual(['skip a.js']);
    expect({ before: before?.size, after: read() }).toEqual({ before: 1, after: before });
  });

  it('knows the objects of names that OSS sorts by UTF-8 and other code by UTF-16', async () => {
    const names = ['a.js', '\uff46.js', '\u{1f600}.js'];
    for (const name of names) {
      world.save(name, name);
      await world.put(name, name);
    }
    await world.clock.advance(10_000);
    // Each page has one object.
    const listObjects: OssPort['listObjects'] = async (given, { marker = '0', ...query }, signal) => {
      const { objects } = await world.cloud.oss.listObjects(given, query, signal);
      const next = Number(marker) + 1;
      const page = objects.filter(({ key }) => key === names[Number(marker)]);
      return { objects: page, prefixes: [], ...(next < names.length && { next: String(next) }) };
    };
    const tools = { oss: { ...world.cloud.oss, listObjects } };
    await planIn(world, { tools });
    world.disk.digest = world.disk.readSmall = async () => expect.unreachable('a file was read');
    expect((await planIn(world, { tools })).kinds).toEqual(['skip a.js', 'skip \u{1f600}.js', 'skip \uff46.js']);
  });
});
