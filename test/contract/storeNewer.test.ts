import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDamageWorld, type DamageWindow, type DamageWorld } from '../support/store/damageWorld.js';

let top: string;
let world: DamageWorld;
const windows: DamageWindow[] = [];

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'oss-cdn-newer-'));
  world = createDamageWorld();
});

afterEach(() => {
  for (const window of windows.splice(0)) window.close();
  rmSync(top, { recursive: true, force: true });
});

function open(): DamageWindow {
  const window = world.open(top);
  windows.push(window);
  return window;
}

function execute(sql: string): void {
  const db = new DatabaseSync(join(top, 'store.1.sqlite'), { timeout: 60_000 });
  db.exec(sql);
  db.close();
}

/** What a newer version may do to the schema, and what takes it back: the version here is then the newer one. */
const renamed = [
  'ALTER TABLE entry RENAME COLUMN at TO requestedAt',
  'ALTER TABLE entry RENAME COLUMN requestedAt TO at',
];
const added = ['ALTER TABLE entry ADD COLUMN priority', 'ALTER TABLE entry DROP COLUMN priority'];
const migrations = [
  ['renamed', ...renamed],
  ['added', ...added],
] as const;
const migrate = (sql: string) => execute(`BEGIN; ${sql}; PRAGMA user_version = 2; COMMIT`);
/** The text of the schema is not quite what it was. */
const undo = (sql: string) =>
  execute(`BEGIN; ${sql}; DELETE FROM meta WHERE name = 'schema'; PRAGMA user_version = 1; COMMIT`);
const listFiles = (kind: RegExp) => readdirSync(top).filter((name) => kind.test(name));

/** A window that has published a file, beside which a newer one changes the database. */
async function openBefore(sql: string): Promise<DamageWindow> {
  const window = open();
  await window.save('first.html', 'one');
  expect(await window.rest()).toEqual([]);
  migrate(sql);
  return window;
}

describe.each(migrations)(
  'a window whose database was changed by a newer version (a column was %s)',
  (_how, sql, back) => {
    test('sets aside publish requests, reports it, and creates no database of its own', async () => {
      const window = await openBefore(sql);
      await window.save('second.html', 'one');
      await window.save('third.html', 'one');
      expect(window.publisher.state).toEqual({ kind: 'waiting', reason: 'reload', count: 2 });
      expect({
        needsReload: window.publisher.needsReload,
        replaced: window.replaced(),
        databases: listFiles(/sqlite$/),
        aside: listFiles(/^aside/),
      }).toEqual({
        needsReload: true,
        replaced: 0,
        databases: ['store.1.sqlite'],
        aside: [expect.any(String)],
      });
      expect(world.textOf('second.html')).toBeUndefined();
    });

    test('hands what it has set aside to the next window of the newer version', async () => {
      const window = await openBefore(sql);
      await Promise.all(['second.html', 'third.html'].map((name) => window.save(name, 'one')));
      window.close();
      undo(back);
      const next = open();
      await next.publisher.resume();
      await expect.poll(() => ['second.html', 'third.html'].map(world.textOf)).toEqual(['one', 'one']);
      expect(await next.rest()).toEqual([]);
      await expect.poll(() => listFiles(/^aside/)).toEqual([]);
    });

    test('refuses a user command, and asks the user to reload the window first', async () => {
      const window = await openBefore(sql);
      await expect(window.publisher.execute({ kind: 'retry' })).rejects.toMatchObject({ kind: 'storeNewer' });
    });

    test('keeps in memory requests that cannot be set aside either', async () => {
      const window = await openBefore(sql);
      await window.save('second.html', 'one');
      const [aside = ''] = listFiles(/^aside/);
      rmSync(join(top, aside));
      // No file can be made in its place.
      mkdirSync(join(top, aside));
      await expect(window.save('third.html', 'one')).rejects.toMatchObject({ kind: 'storeRefused' });
      rmdirSync(join(top, aside));
      await expect.poll(() => listFiles(/^aside/).length).toBe(1);
    });
  },
);

test('a newer window takes requests that an older one sets aside once, and later ones when it is opened again', async () => {
  const [sql = '', back = ''] = added;
  const older = await openBefore(sql);
  await older.save('second.html', 'one');
  undo(back);
  const first = open();
  await first.publisher.resume();
  await expect.poll(() => world.textOf('second.html')).toBe('one');
  await first.rest();
  await world.writeByOther('second.html', 'by another author');
  first.close();
  const next = open();
  await next.publisher.resume();
  expect(await next.rest()).toEqual([]);
  expect({ text: world.textOf('second.html'), aside: listFiles(/^aside/).length }).toEqual({
    text: 'by another author',
    aside: 1,
  });
});

test('an incomplete line after a crash is ignored', async () => {
  const [sql = '', back = ''] = added;
  const older = await openBefore(sql);
  await older.save('second.html', 'one');
  older.close();
  undo(back);
  writeFileSync(join(top, listFiles(/^aside/)[0] ?? ''), '\n{"accountId":"1","publi', { flag: 'a' });
  const next = open();
  await next.publisher.resume();
  await expect.poll(() => world.textOf('second.html')).toBe('one');
  await expect.poll(() => listFiles(/^aside/)).toEqual([]);
});
