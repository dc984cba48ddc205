import { posix, win32 } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { relativeTo } from '../../../../../src/core/publishing/mapping/listUploadable.js';
import { toPublication } from '../../../../../src/core/publishing/mapping/toPublication.js';
import { hasExactName } from '../../../../../src/core/publishing/upload/localFile.js';
import { createEngineWorld } from '../engineWorld.js';

let world: ReturnType<typeof createEngineWorld>;
beforeEach(() => {
  world = createEngineWorld();
});

/** Makes the disk take upper and lower case for one, as those of macOS and Windows do. */
function ignoreCase(): void {
  const { disk } = world;
  const { stat, read, realPath } = disk;
  const find = (path: string) => [...disk.files.keys()].find((name) => name.toLowerCase() === path.toLowerCase());
  disk.stat = (path) => stat(find(path) ?? path);
  disk.read = (path) => read(find(path) ?? path);
  disk.realPath = (path) => realPath(find(path) ?? path);
}

/** Publishes it, and then renames it as the Explorer does: the new name is sent, the old one is to go. */
async function rename(before: string, after: string): Promise<void> {
  const publisher = world.openWindow('one');
  world.save(before, 'x');
  await publisher.enqueue([world.publicationOf(before)]);
  await world.clock.advance(60_000);
  world.remove(before);
  world.save(after, 'x');
  await publisher.enqueue([world.publicationOf(after, { batch: 'b' })]);
  await publisher.enqueue([world.publicationOf(before, { act: 'delete', batch: 'b' })]);
  await world.clock.advance(60_000);
}

describe('on a case-insensitive disk', () => {
  beforeEach(ignoreCase);

  it.each([
    ['logo.png', 'Logo.png'],
    ['img/logo.png', 'IMG/logo.png'],
  ])('%s renamed to %s is deleted from the bucket', async (before, after) => {
    await rename(before, after);
    expect({ after: world.textOf(after), before: world.stored(before) }).toEqual({ after: 'x', before: undefined });
  });

  it('a file that exists under its own name is kept', async () => {
    world.save('a.js', 'y');
    const publisher = world.openWindow('one');
    await publisher.enqueue([world.publicationOf('a.js', { act: 'delete' })]);
    await world.clock.advance(60_000);
    expect(world.textOf('a.js')).toBe('y');
  });
});

it('the target of a link with another name exists', async () => {
  const { realPath } = world.disk;
  world.save('LINK.js', 'x');
  world.save('other.js', 'x');
  world.disk.realPath = (path) => realPath(path.replace('LINK.js', 'other.js'));
  const publisher = world.openWindow('one');
  await publisher.enqueue([world.publicationOf('LINK.js', { act: 'delete' })]);
  await world.clock.advance(60_000);
  expect(world.textOf('LINK.js')).toBe('x');
});

describe.each([
  ['POSIX', posix, '/w/site'],
  ['Windows', win32, 'c:\\w\\site'],
  ['Windows on a server', win32, '\\\\server\\share\\site'],
  ['Windows on a drive', win32, 'c:\\'],
] as const)('a path of %s', (_name, { join, normalize }, root) => {
  it.each([
    [['a.html'], 'a.html'],
    [['dist', 'a.html'], 'dist/a.html'],
    [['..', 'other', 'a.html'], root === 'c:\\' ? 'other/a.html' : undefined],
    [['..', 'site2', 'a.html'], root === 'c:\\' ? 'site2/a.html' : undefined],
  ] as const)('%j is inside its folder as %s', (parts, expected) => {
    expect(relativeTo(root, join(root, ...parts))).toBe(expected);
  });

  it('a path that continues with a backslash leads into a folder on Windows alone', () => {
    expect(relativeTo(root, `${root}\\a.html`)).toBe(
      join === win32.join ? (root === 'c:\\' ? '/a.html' : 'a.html') : undefined,
    );
  });

  it('is that of a file in a mapped folder, which is found inside it again', () => {
    const bucket = { name: 'site', region: 'cn-hangzhou' };
    const mapping = { folder: 'site', bucket, prefix: 'p/', domains: [], onSave: 'publish' } as const;
    const place = { accountId: '1', workspaceRoot: join(root, '..'), root, mapping };
    const { path = '', key } = toPublication(place, 'dist/a.html') ?? {};
    expect({ inside: relativeTo(root, path), normalized: relativeTo(root, normalize(path)), key }).toEqual({
      inside: 'dist/a.html',
      normalized: 'dist/a.html',
      key: 'p/dist/a.html',
    });
  });

  it.each([
    ['Dist/a.html', 'Dist/a.html', true],
    ['Dist/a.html', 'dist/a.html', false],
    ['link/a.html', 'elsewhere/a.html', true],
    ['gone.html', undefined, undefined],
  ] as const)('whether %s, which is %s on disk, has exactly this name: %s', async (named, real, expected) => {
    const path = join(root, named);
    // The system writes a drive in upper case, the editor in lower case.
    const toReal = (text: string) => text.replace(/^c:/, 'C:');
    const realPath = async (of: string) => (of === path ? real && toReal(join(root, real)) : toReal(of));
    expect(await hasExactName({ path, root }, { realPath })).toBe(expected);
  });
});
