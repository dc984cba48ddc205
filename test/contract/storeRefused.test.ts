import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../src/core/errors.js';
import type { Connection } from '../../src/disk/store/database/connection.js';
import { createDamageWorld, type DamageWindow, type DamageWorld } from '../support/store/damageWorld.js';

let top: string;
let world: DamageWorld;
let window: DamageWindow;
let connection: Connection;
let failing: number | undefined;
let mounted: string | undefined;

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'oss-cdn-refused-'));
  world = createDamageWorld();
  failing = undefined;
});

afterEach(() => {
  window.close();
  if (mounted !== undefined) spawnSync('umount', ['-l', mounted]);
  mounted = undefined;
  rmSync(top, { recursive: true, force: true });
});

function open(): DamageWindow {
  window = world.open(join(top, 'store'), {
    onConnected: (opened) => {
      connection = opened;
      const exec = opened.exec.bind(opened);
      opened.exec = (sql) => {
        if (failing !== undefined && sql === 'COMMIT') throw Object.assign(new Error('refused'), { errcode: failing });
        exec(sql);
      };
    },
  });
  return window;
}

/** A request that the disk refuses is told once, waits, and is published once the disk takes it, without another call. */
async function expectWaits(name: string, code: string, mend: () => void): Promise<void> {
  await expect(window.save(name, 'two')).rejects.toMatchObject({ kind: 'storeRefused', details: { code } });
  expect(window.publisher.state).toMatchObject({ kind: 'waiting', reason: 'disk', count: 1 });
  mend();
  await expect.poll(() => world.textOf(name)).toBe('two');
  await window.rest();
  expect(window.publisher.list()).toEqual([]);
}

describe('a disk that refuses to write', () => {
  test.each([
    ['IoError', 10],
    ['Full', 13],
    ['ReadOnly', 8],
  ])('keeps a request in memory until it is written: %s', async (code, errcode) => {
    const { save, rest } = open();
    await save('first.html', 'one');
    await rest();
    failing = errcode;
    await expectWaits('second.html', code, () => {
      failing = undefined;
    });
  });

  test('keeps a request in memory while the database may not grow', async () => {
    const { save, rest } = open();
    await save('first.html', 'one');
    await rest();
    const pages = connection.number('PRAGMA page_count');
    connection.exec(`PRAGMA max_page_count = ${pages}`);
    const long = `${'long-name-'.repeat(60)}.html`;
    const names = Array.from({ length: 40 }, (_, at) => `${at}-${long}`);
    const results = await Promise.allSettled(names.map((name) => save(name, 'two')));
    expect(results.map(({ status }) => status)).toContain('rejected');
    connection.exec('PRAGMA max_page_count = 1000000');
    await expect.poll(() => names.every((name) => world.textOf(name) === 'two')).toBe(true);
  });

  test('keeps a request in memory while the database is read-only', async () => {
    const { save, rest } = open();
    await save('first.html', 'one');
    await rest();
    connection.exec('PRAGMA query_only = ON');
    await expectWaits('second.html', 'ReadOnly', () => connection.exec('PRAGMA query_only = OFF'));
  });

  test('forgets no claim when it refuses the outcome of an upload', async () => {
    const { save, rest } = open();
    await save('first.html', 'one');
    await expect.poll(() => world.textOf('first.html')).toBe('one');
    failing = 10;
    await new Promise((resolve) => setTimeout(resolve, 50));
    failing = undefined;
    expect(await rest()).toEqual([]);
  });
});

/** A file system of its own, so small that it is soon full; `undefined` where this user may mount none. */
function mountSmall(folder: string, size: string): ((size: string) => void) | undefined {
  mkdirSync(folder);
  const mount = (options: string) => spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0;
  return mount(`size=${size}`) ? (other) => void mount(`remount,size=${other}`) : undefined;
}

test('a full file system keeps requests in memory until there is room', async ({ skip }) => {
  const folder = join(top, 'store');
  const { save } = open();
  const resize = mountSmall(folder, '300k');
  if (!resize) return skip('This user may mount no file system');
  mounted = folder;
  const names = Array.from({ length: 200 }, (_, at) => `${at}-${'long-name-'.repeat(60)}.html`);
  const results = await Promise.allSettled(names.map((name) => save(name, 'two')));
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  expect(reasons.length).toBeGreaterThan(0);
  for (const reason of reasons) expect(reason).toMatchObject({ kind: 'storeRefused' });
  resize('50m');
  await expect.poll(() => names.every((name) => world.textOf(name) === 'two')).toBe(true);
});

test.for([100_000, 300_000, 1_200_000])(
  'a full file system takes requests again once another file of %i bytes is gone',
  async (bytes, { skip }) => {
    const folder = join(top, 'store');
    const { save } = open();
    if (!mountSmall(folder, '1500k')) return skip('This user may mount no file system');
    mounted = folder;
    const other = join(folder, 'other');
    writeFileSync(other, Buffer.alloc(bytes));
    const names: string[] = [];
    for (let isRefused = false; !isRefused && names.length < 1_000; ) {
      names.push(`${names.length}-${'long-name-'.repeat(60)}.html`);
      isRefused = await save(names.at(-1) ?? '', 'two').then(
        () => false,
        () => true,
      );
    }
    rmSync(other);
    const isWaiting = () => window.publisher.state.kind === 'waiting' || window.publisher.list().length > 0;
    await expect.poll(isWaiting).toBe(false);
    expect(names.filter((name) => world.textOf(name) !== 'two')).toEqual([]);
  },
);

test('a host without SQLite refuses requests and documents with the same error', async () => {
  window = world.open(join(top, 'store'), {
    loadSqlite: () => Promise.reject(new AppError('storeMissing')),
  });
  await expect(window.save('first.html', 'one')).rejects.toMatchObject({ kind: 'storeMissing' });
  await expect(window.store.documents('runs').list()).rejects.toMatchObject({ kind: 'storeMissing' });
});

test('a database of a newer version is refused and left alone', async () => {
  const { save, rest } = open();
  await save('first.html', 'one');
  await rest();
  connection.exec('PRAGMA user_version = 99');
  window.close();
  const { save: saveAgain } = open();
  await saveAgain('first.html', 'two');
  await expect(window.store.documents('runs').list()).rejects.toMatchObject({ kind: 'storeNewer' });
  expect(readdirSync(join(top, 'store')).filter((name) => name.endsWith('.sqlite'))).toEqual(['store.1.sqlite']);
});

describe('a store on a network file system', () => {
  const isNetwork = async () => true;

  test('uses a rollback journal and a separate folder for each computer', async () => {
    window = world.open(join(top, 'store'), { isNetwork });
    const second = world.open(join(top, 'store'), { isNetwork });
    await Promise.all([window.save('first.html', 'one'), second.save('second.html', 'one')]);
    await Promise.all([window.rest(), second.rest()]);
    second.close();
    expect({ 'first.html': world.textOf('first.html'), 'second.html': world.textOf('second.html') }).toEqual({
      'first.html': 'one',
      'second.html': 'one',
    });
    const names = readdirSync(join(top, 'store', hostname()));
    expect(names.filter((name) => name.endsWith('-wal'))).toEqual([]);
  });

  test.each<[string, string, boolean]>([
    ['on this computer', '.', false],
    ['of a computer of another name', 'old-name', true],
  ])('takes over pending entries of a store %s', async (_what, inner, wasNetwork) => {
    const folder = join(top, 'store');
    window = world.open(folder, { isNetwork: async () => wasNetwork });
    await window.save('first.html', 'one');
    await window.rest();
    await window.save('second.html', 'waits', true);
    window.close();
    if (wasNetwork) renameSync(join(folder, hostname()), join(folder, inner));
    const listStore = () => readdirSync(join(folder, inner)).filter((name) => name.startsWith('store.'));
    for (const name of listStore()) utimesSync(join(folder, inner, name), 1, 1);
    window = world.open(folder, { isNetwork });
    expect(await window.store.hasData()).toBe(true);
    await window.publisher.resume();
    const held = window.publisher.list({ stages: ['held'] }).map(({ publication: { key } }) => key);
    expect({ held, left: listStore() }).toEqual({ held: ['second.html'], left: [] });
  });

  test('is moved once, by the first of several windows that start at the same time', async () => {
    const folder = join(top, 'store');
    window = world.open(folder);
    await window.save('first.html', 'waits', true);
    window.close();
    for (const name of readdirSync(folder)) utimesSync(join(folder, name), 1, 1);
    const all = Array.from({ length: 6 }, () => world.open(folder, { isNetwork }));
    await Promise.all(all.map(({ publisher }) => publisher.resume()));
    const held = all.map(({ publisher }) => publisher.list({ stages: ['held'] }).length);
    expect({ held, replaced: all.map((each) => each.replaced()) }).toEqual({
      held: Array(6).fill(1),
      replaced: Array(6).fill(0),
    });
    expect(readdirSync(folder)).toEqual([hostname()]);
    for (const each of all) each.close();
  });

  test('leaves a store alone that another computer has used recently', async () => {
    const folder = join(top, 'store');
    window = world.open(folder);
    await window.save('first.html', 'one');
    await window.rest();
    const second = world.open(folder, { isNetwork });
    await second.save('second.html', 'one');
    await Promise.all([window.rest(), second.rest()]);
    expect(window.replaced()).toBe(0);
    second.close();
  });

  test.each([
    ['noise', 'noise'.repeat(1_000)],
    ['zeros', '\0'.repeat(5_000)],
    ['nothing', ''],
  ])('a store on a network file system survives a journal with %s in it', async (_what, text) => {
    window = world.open(join(top, 'store'), { isNetwork });
    await window.save('first.html', 'one');
    await window.rest();
    window.close();
    writeFileSync(join(top, 'store', hostname(), 'store.1.sqlite-journal'), text);
    window = world.open(join(top, 'store'), { isNetwork });
    await window.save('first.html', 'two');
    expect(await window.rest()).toEqual([]);
    expect({ text: world.textOf('first.html'), replaced: window.replaced() }).toEqual({ text: 'two', replaced: 0 });
  });
});

describe('a folder in which no database can be opened', () => {
  test('keeps a request in memory until the folder can be made', async () => {
    const { save } = open();
    writeFileSync(join(top, 'store'), 'in the way');
    await expect(save('first.html', 'two')).rejects.toMatchObject({ kind: 'storeRefused' });
    expect(window.publisher.state).toMatchObject({ kind: 'waiting', reason: 'disk', count: 1 });
    rmSync(join(top, 'store'));
    await expect.poll(() => world.textOf('first.html')).toBe('two');
  });

  test('keeps a request in memory while a folder has the name of the database', async () => {
    const { save } = open();
    const file = join(top, 'store', 'store.1.sqlite');
    mkdirSync(file, { recursive: true });
    await expect(save('first.html', 'two')).rejects.toMatchObject({
      kind: 'storeRefused',
      details: { code: 'CannotOpen' },
    });
    rmdirSync(file);
    await expect.poll(() => world.textOf('first.html')).toBe('two');
  });
});
