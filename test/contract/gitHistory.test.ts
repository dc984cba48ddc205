import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { history } from '../../src/disk/git.js';

let top: string;
let site: string;

/** Returns whether the history of a folder has a commit; `undefined` if that is unknown. */
const has = async (folder: string, id: string) => (await history.findInHistory(folder, [id]))?.has(id);

beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'git-history-')));
  site = join(top, 'site');
  mkdirSync(join(site, 'dist'), { recursive: true });
  git(site, 'init', '-q', '-b', 'main');
});
afterEach(() => rmSync(top, { recursive: true }));

function git(folder: string, ...args: readonly string[]): string {
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.com', '-c', 'protocol.file.allow=always'];
  return execFileSync('git', ['-C', folder, ...who, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
}

function commit(text: string, name = 'index.html'): string {
  writeFileSync(join(site, name), text);
  git(site, 'add', '-A');
  git(site, 'commit', '-q', '-m', text);
  return git(site, 'rev-parse', 'HEAD');
}

test('the history has the commit itself and those before it, but none of another branch', async () => {
  const [first, second] = [commit('one'), commit('two')];
  git(site, 'checkout', '-q', '-b', 'redesign', first);
  const other = commit('other');
  git(site, 'checkout', '-q', 'main');
  expect(await Promise.all([first, second, other, 'f'.repeat(40)].map((id) => has(join(site, 'dist'), id)))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test.each(['', '--all', 'HEAD', 'main', '1234567', 'x'.repeat(40)])('%j is no commit', async (text) => {
  commit('one');
  expect(await has(site, text)).toBe(false);
});

test('a shallow clone has what it ends with, and nothing before it', async () => {
  const [first, second] = [commit('one'), commit('two')];
  const clone = join(top, 'clone');
  git(top, 'clone', '-q', '--depth', '1', `file://${site}`, clone);
  expect(await Promise.all([first, second].map((id) => has(clone, id)))).toEqual([undefined, true]);
});

test('lists the earliest commits that another has and the head lacks, through merges', async () => {
  const base = commit('base');
  git(site, 'checkout', '-q', '-b', 'one');
  const [one] = [commit('one', 'one.html'), commit('one again', 'one.html')];
  git(site, 'checkout', '-q', '-b', 'two', base);
  const two = commit('two', 'two.html');
  git(site, 'merge', '-q', '--no-edit', 'one');
  const merge = git(site, 'rev-parse', 'HEAD');
  const list = (id: string) => history.listMissing(site, id);
  expect(await list(merge)).toEqual([]);
  git(site, 'checkout', '-q', base);
  expect(new Set(await list(merge))).toEqual(new Set([one, two]));
  git(site, 'checkout', '-q', two);
  expect(await list(merge)).toEqual([one]);
  expect(await list('f'.repeat(40))).toBeUndefined();
  expect(await history.listMissing(join(top, 'missing'), merge)).toBeUndefined();
});

test('many commits are found at once, and those that a full clone lacks are not in its history', async () => {
  const ids = Array.from({ length: 30 }, (_, at) => commit(`number ${at}`));
  git(site, 'checkout', '-q', ids[19] ?? '');
  const found = await history.findInHistory(site, [...ids, 'f'.repeat(40)]);
  expect([...(found ?? [])].sort()).toEqual(ids.slice(0, 20).sort());
});

test.each<[string, () => void, object | undefined]>([
  ['nothing changed', () => undefined, { isClean: true, branch: 'main' }],
  ['a changed file', () => writeFileSync(join(site, 'index.html'), 'two'), { isClean: false, branch: 'main' }],
  ['a new file', () => writeFileSync(join(site, 'new.html'), 'new'), { isClean: false, branch: 'main' }],
  [
    'a new file that is ignored',
    () => writeFileSync(join(site, 'dist/a.js'), 'new'),
    { isClean: true, branch: 'main' },
  ],
  ['a detached head', () => git(site, 'checkout', '-q', '--detach'), { isClean: true }],
  [
    'a branch of Chinese characters',
    () => git(site, 'checkout', '-q', '-b', '改版'),
    { isClean: true, branch: '改版' },
  ],
  ['no repository', () => rmSync(join(site, '.git'), { recursive: true }), undefined],
])('describes a work tree with %s', async (_name, change, expected) => {
  writeFileSync(join(site, '.gitignore'), 'dist\n');
  const head = commit('one');
  change();
  expect(await history.describe(join(site, 'dist'))).toEqual(expected && { commit: head, ...expected });
});

test('a repository without a commit and a folder that is missing are unknown', async () => {
  expect(await history.describe(site)).toBeUndefined();
  expect(await history.describe(join(top, 'missing'))).toBeUndefined();
  expect(await has(join(top, 'missing'), 'a'.repeat(40))).toBeUndefined();
});

test('a separate work tree and a submodule have a history of their own', async () => {
  const first = commit('one');
  const tree = join(top, 'tree');
  git(site, 'worktree', 'add', '-q', '-b', 'redesign', tree);
  const outer = join(top, 'outer');
  mkdirSync(outer);
  git(outer, 'init', '-q', '-b', 'main');
  git(outer, 'submodule', '--quiet', 'add', site, 'site');
  const described = await Promise.all([tree, join(outer, 'site')].map((folder) => history.describe(folder)));
  expect(described).toEqual([
    { commit: first, isClean: true, branch: 'redesign' },
    { commit: first, isClean: true, branch: 'main' },
  ]);
});

test('nothing of the repository is run', async () => {
  const first = commit('one');
  const ran = join(top, 'ran');
  const script = join(top, 'script.sh');
  writeFileSync(script, `#!/bin/sh\necho "$0" >> '${ran}'\n`);
  chmodSync(script, 0o755);
  for (const name of ['post-index-change', 'reference-transaction', 'post-checkout']) {
    mkdirSync(join(site, '.git/hooks'), { recursive: true });
    writeFileSync(join(site, '.git/hooks', name), `#!/bin/sh\necho "$0" >> '${ran}'\n`);
    chmodSync(join(site, '.git/hooks', name), 0o755);
  }
  git(site, 'config', 'core.fsmonitor', script);
  rmSync(ran, { force: true });
  expect(await has(site, first)).toBe(true);
  expect(await history.describe(site)).toMatchObject({ commit: first });
  expect(existsSync(ran)).toBe(false);
});
