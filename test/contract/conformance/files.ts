import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FilePort } from '../../../src/core/ports/local.js';

/** A disk with nothing below `top` yet. */
export interface FilesFixture {
  readonly files: FilePort;
  /** Absolute. */
  readonly top: string;
  save(path: string, content: string): void;
  /** Makes a symbolic link; both paths are absolute. */
  link(path: string, target: string): void;
  stop(): Promise<void>;
}

const never = new AbortController().signal;

/** What every implementation of the file port promises of a folder and of the links in it. */
export function describeFiles(name: string, open: () => Promise<FilesFixture>): void {
  describe(`files: ${name}`, () => {
    let fixture: FilesFixture;
    beforeEach(async () => {
      fixture = await open();
    });
    afterEach(() => fixture.stop());

    const at = (path: string) => `${fixture.top}/${path}`;
    const save = (...paths: readonly string[]) => paths.forEach((path) => void fixture.save(at(path), path));
    const link = (path: string, target: string) => fixture.link(at(path), target === '' ? fixture.top : at(target));
    const list = async (folder: string, skips: (path: string) => boolean = () => false) =>
      (await fixture.files.list(at(folder), skips, never)).map(({ path }) => path);

    test('files below a folder are listed, except in skipped folders', async () => {
      save('site/b.js', 'site/a/b/c.js', 'site/a/skipped/d.js', 'site/skipped/e.js', 'beside.js');
      expect(await list('site', (path) => path === 'skipped' || path === 'a/skipped')).toEqual(['a/b/c.js', 'b.js']);
      expect(await list('gone')).toEqual([]);
    });

    test('a file or folder keeps its identity when written', async () => {
      save('site/a.js');
      const identify = () => Promise.all(['site', 'site/a.js'].map((path) => fixture.files.identity(at(path))));
      const before = await identify();
      save('site/a.js', 'site/b.js');
      expect(await identify()).toEqual(before);
      expect({ identities: new Set(before).size, gone: await fixture.files.identity(at('gone')) }).toEqual({
        identities: 2,
        gone: undefined,
      });
    });

    test('nothing is read through a link to a file or folder, only by its real path', async () => {
      save('site/folder/a.js');
      link('site/link.js', 'site/folder/a.js');
      link('site/linked', 'site/folder');
      const { files } = fixture;
      const ways = [
        (path: string) => files.read(path),
        (path: string) => files.readSmall(path, 100),
        (path: string) => files.readRange(path, 0, 100),
        (path: string) => files.digest(path, () => undefined, never),
      ];
      for (const name of ['site/link.js', 'site/linked/a.js'])
        for (const read of ways) {
          await expect(read(at(name))).rejects.toMatchObject({ kind: 'badFile', details: { code: 'changed' } });
          expect(await read((await files.realPath(at(name))) ?? '')).toBeDefined();
        }
    });

    test('a small file is read with its size and time, a larger one without content', async () => {
      fixture.save(at('site/a.js'), '0123456789');
      const state = await fixture.files.stat(at('site/a.js'));
      const read = async (mostBytes: number) => {
        const found = await fixture.files.readSmall(at('site/a.js'), mostBytes);
        return found && { ...found, ...(found.bytes && { bytes: Buffer.from(found.bytes).toString() }) };
      };
      expect({ small: await read(10), large: await read(9) }).toEqual({
        small: { ...state, bytes: '0123456789' },
        large: state,
      });
      fixture.save(at('site/empty.js'), '');
      expect(await fixture.files.readSmall(at('site/empty.js'), 10)).toMatchObject({ size: 0, bytes: { length: 0 } });
      const others = ['site', 'gone', 'site/a.js/b'].map((path) => fixture.files.readSmall(at(path), 10));
      expect(await Promise.all(others)).toEqual([undefined, undefined, undefined]);
    });

    test("a link to a file is listed with its target's size, time and path", async () => {
      save('site/a/app-17.js');
      link('site/latest.js', 'site/a/app-17.js');
      link('site/twice.js', 'site/latest.js');
      const state = await fixture.files.stat(at('site/a/app-17.js'));
      expect(await fixture.files.list(at('site'), () => false, never)).toEqual([
        { path: 'a/app-17.js', ...state },
        { path: 'latest.js', ...state, real: 'a/app-17.js' },
        { path: 'twice.js', ...state, real: 'a/app-17.js' },
      ]);
    });

    test('a link to a folder is followed', async () => {
      save('site/v2/a.js', 'site/v2/img/b.svg');
      link('site/current', 'site/v2');
      expect(await list('site')).toEqual(['current/a.js', 'current/img/b.svg', 'v2/a.js', 'v2/img/b.svg']);
    });

    test('a link that leaves the folder or has no target is not listed', async () => {
      save('site/a.js', 'outside.js', 'other/b.js', 'site2/c.js');
      link('site/outside.js', 'outside.js');
      link('site/other', 'other');
      link('site/beside', 'site2');
      link('site/nowhere.js', 'gone.js');
      link('site/self.js', 'site/self.js');
      expect(await list('site')).toEqual(['a.js']);
    });

    test('a linked root folder is listed like any other', async () => {
      save('store/a.js', 'store/b/c.js');
      link('site', 'store');
      link('store/latest.js', 'store/a.js');
      expect(await list('site')).toEqual(['a.js', 'b/c.js', 'latest.js']);
    });

    test('links to an ancestor are not followed', async () => {
      save('site/a/b/c.js', 'site/x/y.js');
      link('site/top', '');
      link('site/again', 'site');
      link('site/a/up', 'site/a');
      link('site/a/b/root', 'site');
      link('site/a/b/cross', 'site/x');
      link('site/x/back', 'site/a');
      expect(await list('site')).toEqual(['a/b/c.js', 'a/b/cross/y.js', 'x/back/b/c.js', 'x/y.js']);
    });

    test('folders that all link to each other are listed through at most two links', async () => {
      const names = ['a', 'b', 'c', 'd'];
      save(...names.map((name) => `site/${name}/x.js`));
      for (const name of names)
        for (const other of names) if (other !== name) link(`site/${name}/${other}`, `site/${other}`);
      const listed = await list('site');
      expect({ count: listed.length, depths: new Set(listed.map((path) => path.split('/').length)) }).toEqual({
        count: 40,
        depths: new Set([2, 3, 4]),
      });
    });

    test('folders are listed like files, including those that contain only folders', async () => {
      save('site/a.js', 'site/b/c/d.js', 'site/skipped/e.js', 'other/f.js');
      link('site/current', 'site/b');
      link('site/b/up', 'site');
      link('site/other', 'other');
      link('site/latest.js', 'site/a.js');
      const listed = await fixture.files.listFolders(at('site'), (path) => path === 'skipped', never);
      expect(listed).toEqual(['b', 'b/c', 'current', 'current/c']);
      expect(await fixture.files.listFolders(at('gone'), () => false, never)).toEqual([]);
    });

    test('a name is taken by a file or by any link', async () => {
      save('site/a.js', 'site/b/c.js', 'outside/d.js');
      link('site/outside.js', 'outside/d.js');
      link('site/nowhere.js', 'gone.js');
      link('site/other', 'outside');
      const holds = (...paths: readonly string[]) =>
        Promise.all(paths.map((path) => fixture.files.holds(at(`site/${path}`))));
      const yes = await holds('a.js', 'b/c.js', 'outside.js', 'nowhere.js', 'other', 'other/d.js');
      const no = await holds('gone.js', 'b', 'b/gone.js', 'a.js/x', 'other/gone.js', 'nowhere.js/x', 'x'.repeat(300));
      expect({ yes: new Set(yes), no: new Set(no) }).toEqual({ yes: new Set([true]), no: new Set([false]) });
    });

    test('a folder is also skipped by its real path', async () => {
      save('site/a.js', 'site/hidden/deep/b.js');
      link('site/shown', 'site/hidden/deep');
      expect(await list('site', (path) => path.split('/').includes('hidden'))).toEqual(['a.js']);
    });
  });
}
