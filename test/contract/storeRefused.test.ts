import { mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Connection } from '../../src/disk/store/connection.js';
import { createDamageWorld, type DamageWindow, type DamageWorld } from '../support/store/damageWorld.js';

let top: string;
let world: DamageWorld;
let window: DamageWindow;
let connection: Connection;
let failing: number | undefined;

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'oss-cdn-refused-'));
  world = createDamageWorld();
  failing = undefined;
});

afterEach(() => {
  window.close();
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
  await expect.poll(() => world.textOf(name), { timeout: 10_000 }).toBe('two');
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
    await expect.poll(() => names.every((name) => world.textOf(name) === 'two'), { timeout: 10_000 }).toBe(true);
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

describe('a folder in which no database can be opened', () => {
  test('keeps a request in memory until the folder can be made', async () => {
    const { save } = open();
    writeFileSync(join(top, 'store'), 'in the way');
    await expect(save('first.html', 'two')).rejects.toMatchObject({ kind: 'storeRefused' });
    expect(window.publisher.state).toMatchObject({ kind: 'waiting', reason: 'disk', count: 1 });
    rmSync(join(top, 'store'));
    await expect.poll(() => world.textOf('first.html'), { timeout: 10_000 }).toBe('two');
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
    await expect.poll(() => world.textOf('first.html'), { timeout: 10_000 }).toBe('two');
  });
});
