import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findGitFolder, identifyRepository } from '../../../../../src/core/publishing/mapping/repository.js';
import { createFiles } from '../../../../../src/disk/files.js';
import { createMemoryFiles, type MemoryFiles } from '../../../../support/memoryFiles.js';

describe('the folder of git', () => {
  let disk: MemoryFiles;
  beforeEach(() => {
    disk = createMemoryFiles({ now: () => 0 });
  });

  it.each([
    ['/w', '/main'],
    ['c:/w', 'C:/main'],
    ['c:\\w', 'C:/main'],
  ])('the git folder of a work tree is where git has written the way back: %s', async (tree, main) => {
    const here = `${tree.replaceAll('\\', '/')}/.git`;
    disk.save(`${tree}/.git`, `gitdir: ${main}/.git/worktrees/w\n`);
    disk.save(`${main}/.git/worktrees/w/gitdir`, `${here.replace('c:', 'C:')}\n`);
    expect(await findGitFolder(tree, disk)).toBe(`${main}/.git/worktrees/w`);
  });

  it.each([
    ['/w/site', '/w'],
    ['c:\\w\\site', 'c:/w'],
  ])('the git folder of a submodule is named relative to it: %s', async (folder, top) => {
    disk.save(`${folder}/.git`, 'gitdir: ../.git/modules/site\n');
    expect(await findGitFolder(folder, disk)).toBe(`${top}/.git/modules/site`);
  });

  it.each([
    ['/w/a/b', '/w'],
    ['c:\\w\\a\\b', 'c:\\w'],
    ['c:\\w\\a\\', 'c:\\w'],
    ['c:\\w', 'c:'],
    ['/w/a', ''],
  ])('the git folder of %s may be above it', async (folder, top) => {
    disk.save(`${top}/.git/HEAD`, 'x');
    expect(await findGitFolder(folder, disk)).toBe(`${top}/.git`);
  });

  it.each([
    ['/elsewhere'],
    ['/elsewhere/other'],
    ['/elsewhere/back'],
    ['c:/elsewhere'],
    ['//server/share'],
    ['\\\\server\\share'],
  ])('is not one that only a file of the repository names: %s', async (path) => {
    const read: string[] = [];
    const note = (name: string) => read[read.push(name) - 1] as string;
    const noted = {
      ...disk,
      stat: (name: string) => disk.stat(note(name)),
      realPath: (name: string) => disk.realPath(note(name)),
    };
    disk.save('/w/.git', `gitdir: ${path}\n`);
    disk.save('/elsewhere/HEAD', 'x');
    disk.save('/elsewhere/other/gitdir', '/another/.git\n');
    disk.save('/elsewhere/back/gitdir', '//server/share/.git\n');
    expect(await findGitFolder('/w', noted)).toBeUndefined();
    expect(read.filter((file) => /server/.test(file))).toEqual([]);
  });
});

describe('a repository on disk', () => {
  const files = createFiles();
  let top: string;
  const git = (folder: string, ...args: readonly string[]) => {
    mkdirSync(folder, { recursive: true });
    const own = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
    execFileSync('git', [...own, ...args], { cwd: folder, stdio: 'ignore' });
  };
  const identify = (folder: string) => identifyRepository(folder, files);
  beforeEach(() => {
    top = mkdtempSync(join(tmpdir(), 'repository-'));
  });
  afterEach(() => rmSync(top, { recursive: true }));

  it('stays the same through commits, and is another one in its place', async () => {
    const [site, other] = [join(top, 'site'), join(top, 'other')];
    git(site, 'init');
    const before = await identify(site);
    writeFileSync(join(site, 'a.html'), 'a');
    git(site, 'add', '.');
    git(site, 'commit', '-m', 'a');
    mkdirSync(join(site, 'dist'));
    expect(before).not.toBe('');
    expect({ site: await identify(site), dist: await identify(join(site, 'dist')) }).toEqual({
      site: before,
      dist: before,
    });
    git(other, 'init');
    rmSync(site, { recursive: true });
    renameSync(other, site);
    expect(await identify(site)).not.toBe(before);
  });

  it('is another one with another remote, stored without its password', async () => {
    git(top, 'init');
    const identities = new Set([await identify(top)]);
    for (const host of ['a', 'b']) {
      git(top, 'config', 'remote.origin.url', `https://user:secret@${host}.example.com/site.git`);
      identities.add(await identify(top));
    }
    expect(identities.size).toBe(3);
    expect([...identities].join()).toMatch(/^([0-9A-F]{32},?){3}$/);
  });

  it('a repository on disk is shared by its work trees', async () => {
    const site = join(top, 'site');
    git(site, 'init');
    git(site, 'commit', '--allow-empty', '-m', 'a');
    git(site, 'worktree', 'add', join(top, 'tree'));
    const [main, tree] = [await identify(site), await identify(join(top, 'tree'))];
    expect(main).not.toBe('');
    expect(tree).not.toBe('');
  });

  it('is the same when its work tree is opened by a link', async () => {
    const site = join(top, 'site');
    git(site, 'init');
    git(site, 'commit', '--allow-empty', '-m', 'a');
    git(site, 'worktree', 'add', join(top, 'tree'));
    symlinkSync(join(top, 'tree'), join(top, 'link'));
    const [tree, link] = [await identify(join(top, 'tree')), await identify(join(top, 'link'))];
    expect(tree).not.toBe('');
    expect(link).toBe(tree);
  });

  it('a folder outside of a repository belongs to none', async () => {
    expect(await identify(top)).toBe('');
    writeFileSync(join(top, '.git'), 'x'.repeat(1_000_000));
    expect(await identify(top)).toBe('');
  });
});
