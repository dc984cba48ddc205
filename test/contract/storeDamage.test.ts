import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isAppError } from '../../src/core/errors.js';
import type { Connection } from '../../src/disk/store/database/connection.js';
import { long, sampled } from '../support/sample.js';
import { createRandom } from '../support/schedule/makeSchedule.js';
import {
  copyImage,
  createDamageWorld,
  type DamageWindow,
  type DamageWorld,
  overwrite,
} from '../support/store/damageWorld.js';
import { checkpoint, losePages, loseRows } from '../support/store/lostPages.js';

const flips = Number(process.env.STORE_FLIPS ?? 25);
const others = 20;
/** Of a write-ahead log, bytes: its header, and each page with the page's own. Source: sqlite.org/fileformat2.html#walformat. */
const logHeader = 32;
const frameSize = 2_048 + 24;
let top: string;
let world: DamageWorld;
const windows: DamageWindow[] = [];

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'oss-cdn-damage-'));
  world = createDamageWorld();
});

afterEach(() => {
  for (const window of windows.splice(0)) window.close();
  rmSync(top, { recursive: true, force: true });
});

function open(folder: string, options?: Parameters<DamageWorld['open']>[1]): DamageWindow {
  const window = world.open(folder, options);
  windows.push(window);
  return window;
}

/** Files that were published and one that another author has changed since; answers a folder with the store as a crash leaves it. */
async function prepare(): Promise<string> {
  const first = open(join(top, 'first'));
  await Promise.all(Array.from({ length: others }, (_, at) => first.save(`file-${at}.js`, `one ${at}`)));
  await first.save('ours.html', 'one');
  await first.save('theirs.html', 'one');
  expect(await first.rest()).toEqual([]);
  await world.writeByOther('theirs.html', 'by another author');
  const image = join(top, 'image');
  copyImage(join(top, 'first'), image);
  return image;
}

/** Publishes again over a store that may be damaged: nothing of another author may be replaced, and our own arrives in the end. */
async function publishAgain(window: DamageWindow, more = '', what = ''): Promise<void> {
  const text = `two${more}`;
  const names = ['ours.html', `new${more}.html`];
  for (const name of ['theirs.html', ...names]) await window.save(name, text).catch(expectTold);
  await window.rest();
  expect(world.textOf('theirs.html'), what).toBe('by another author');
  await overwriteOurs(window, names);
  const { state } = window.publisher;
  const left = window.publisher.list().map(({ publication, stage }) => `${publication.key} ${stage}`);
  expect({ texts: names.map(world.textOf), left, state }, what).toEqual({
    texts: [text, text],
    left: ['theirs.html conflict'],
    state: { kind: 'waiting', reason: 'conflict', count: 1 },
  });
}

/** Twice, since it may only show meanwhile that the database has to be replaced. */
async function overwriteOurs(window: DamageWindow, names: readonly string[]): Promise<void> {
  for (let time = 0; time < 2; time++) {
    for (const name of names) await overwrite(window, name);
    await window.rest();
  }
}

/** Nothing but a sentence for the user. */
function expectTold(error: unknown): void {
  expect(isAppError(error) && error.kind).toBe('storeRefused');
}

const suffixes = ['.sqlite', '.sqlite-wal', '.sqlite-shm'] as const;
const damages: Readonly<Record<string, (file: string) => void>> = {
  empty: (file) => truncateSync(file, 0),
  'cut in half': (file) => truncateSync(file, Math.floor(statSync(file).size / 2)),
  'cut within a page': (file) => truncateSync(file, Math.max(0, statSync(file).size - 1_000)),
  zeroed: (file) => writeFileSync(file, Buffer.alloc(statSync(file).size)),
  'filled with noise': (file) => writeFileSync(file, Buffer.alloc(statSync(file).size, 'noise')),
  missing: (file) => rmSync(file, { force: true }),
};

function fileOf(folder: string, suffix: string): string | undefined {
  const name = readdirSync(folder).find((each) => each.endsWith(suffix));
  return name && join(folder, name);
}

const cases = suffixes.flatMap((suffix) => Object.keys(damages).map((how) => [suffix, how] as const));

describe('a store whose files were damaged while no window was open', () => {
  sampled(cases, 5)('replaces nothing of another author and publishes again: %s %s', async (suffix, how) => {
    const image = await prepare();
    const file = fileOf(image, suffix);
    expect(file).toBeDefined();
    damages[how]?.(file as string);
    const window = open(image);
    await publishAgain(window);
    expect(window.replaced()).toBeLessThanOrEqual(1);
  });

  test('replaces nothing of another author wherever its log ends', async () => {
    const image = await prepare();
    const ends = listCommits(fileOf(image, '.sqlite-wal') as string);
    expect(ends.length).toBeGreaterThan(5);
    // What others wrote is older than what is recorded from now on.
    world.pass(60_000);
    for (const end of ends) {
      const folder = join(top, `cut-${end}`);
      copyImage(image, folder);
      truncateSync(fileOf(folder, '.sqlite-wal') as string, end);
      rmSync(fileOf(folder, '.sqlite-shm') as string, { force: true });
      const window = open(folder);
      await window.save('theirs.html', `two ${end}`).catch(expectTold);
      await window.rest();
      expect(world.textOf('theirs.html'), `a log of ${end} bytes`).toBe('by another author');
      window.close();
    }
  });

  test(`survives random flips of bits (${flips})`, long, async () => {
    const image = await prepare();
    for (let seed = 1; seed <= flips; seed++) {
      const folder = join(top, `flip-${seed}`);
      copyImage(image, folder);
      const random = createRandom(seed);
      const file = fileOf(folder, suffixes[seed % 2 ? 0 : 1]) as string;
      flip(file, random);
      const window = open(folder);
      await window.save('theirs.html', `two ${seed}`).catch(expectTold);
      await window.save('ours.html', `two ${seed}`).catch(expectTold);
      await window.rest();
      expect(world.textOf('theirs.html'), `seed ${seed}`).toBe('by another author');
      await overwriteOurs(window, ['ours.html']);
      expect(world.textOf('ours.html'), `seed ${seed}`).toBe(`two ${seed}`);
      window.close();
    }
  });
});

/** The same with a request that waits for an answer about the file that the other author has changed; the log is empty. */
async function prepareConflict(): Promise<string> {
  const image = await prepare();
  const window = open(image);
  await window.save('theirs.html', 'one and a half');
  expect(await window.rest()).toEqual(['conflict']);
  window.close();
  checkpoint(fileOf(image, '.sqlite') as string);
  return image;
}

describe('a store that has lost rows while no window was open', () => {
  sampled(
    [
      ['the entry of a request', 'DELETE FROM entry'],
      ['the request of an entry', 'DELETE FROM request'],
      ['the place of an entry', 'DELETE FROM place'],
      ['the account of an entry', 'DELETE FROM account'],
      ['the count of entries', 'DELETE FROM tally'],
      ['the last version', 'DELETE FROM meta'],
      ['the bucket of what is known of objects', 'DELETE FROM bucket'],
      ['what is known of objects', 'DELETE FROM ledger'],
    ],
    3,
  )('replaces nothing of another author and publishes again without %s', async (_what, sql) => {
    const image = await prepareConflict();
    loseRows(fileOf(image, '.sqlite') as string, sql);
    const window = open(image);
    await publishAgain(window);
    expect(window.replaced()).toBeLessThanOrEqual(1);
  });

  test(`survives random lost pages (${flips})`, long, async () => {
    const image = await prepareConflict();
    for (let seed = 1; seed <= flips; seed++) {
      const folder = join(top, `lost-${seed}`);
      copyImage(image, folder);
      const lost = losePages(fileOf(folder, '.sqlite') as string, createRandom(seed));
      const window = open(folder);
      await publishAgain(window, ` ${seed}`, `seed ${seed}, pages ${lost}`);
      window.close();
    }
  });
});

/** Where the transactions of a log end, bytes: the last page of each has the size of the database beside it. */
function listCommits(file: string): readonly number[] {
  const log = readFileSync(file);
  const ends: number[] = [];
  for (let at = logHeader; at + frameSize <= log.length; at += frameSize)
    if (log.readUInt32BE(at + 4) > 0) ends.push(at + frameSize);
  return ends;
}

function flip(file: string, random: () => number): void {
  const bytes = readFileSync(file);
  const count = 1 + Math.floor(random() * 20);
  for (let at = 0; at < count; at++) {
    const place = Math.floor(random() * bytes.length);
    bytes[place] = (bytes[place] ?? 0) ^ (1 << Math.floor(random() * 8));
  }
  writeFileSync(file, bytes);
}

/** Cutting a file that is mapped into memory ends every process that maps it, by SIGBUS: nothing in such a process can prevent that. */
const openCases = cases.filter(([suffix, how]) => suffix !== '.sqlite-shm' || !/^(empty|cut)/.test(how));

describe('a store whose files are damaged while two windows are open', () => {
  sampled(openCases, 4)('continues in one new database that both windows share: %s %s', async (suffix, how) => {
    const folder = join(top, 'first');
    await prepare();
    const [first] = windows as [DamageWindow];
    const second = open(folder);
    await second.save('before.html', 'one');
    await second.rest();
    damages[how]?.(fileOf(folder, suffix) as string);
    await publishAgain(first);
    await second.save('after.html', 'two').catch(expectTold);
    await second.rest();
    expect(world.textOf('after.html')).toBe('two');
    expect(Math.max(first.replaced(), second.replaced())).toBeLessThanOrEqual(1);
  });
});

describe('a store whose every new database fails again', () => {
  /** Has each database fail where a statement is given this text. */
  const failing = (text: string, errcode: number) => ({
    onConnected: (connection: Connection) => {
      const { run } = connection;
      connection.run = (sql, ...values) => {
        if (values.some((value) => String(value).includes(text))) throw Object.assign(new Error('no'), { errcode });
        return run.call(connection, sql, ...values);
      };
    },
  });
  const generations = () => readdirSync(top).filter((name) => name.endsWith('.sqlite'));

  test.each([
    ['a constraint', 2067, 'SQLite 2067'],
    ['damage', 11, 'Damaged'],
  ])('replaces the database once for %s, and reports that it refuses', async (_what, errcode, code) => {
    const window = open(top, failing('broken.html', errcode));
    await window.save('ours.html', 'one');
    await expect(window.save('broken.html', 'one')).rejects.toMatchObject({ kind: 'storeRefused', details: { code } });
    expect({ replaced: window.replaced(), generations: generations() }).toEqual({
      replaced: 1,
      generations: ['store.1.sqlite', 'store.2.sqlite'],
    });
  });

  test('refuses only what violates a constraint, also in the next window', async () => {
    const first = open(top, failing('broken.html', 2067));
    await first.save('broken.html', 'one').catch(expectTold);
    first.close();
    const window = open(top, failing('broken.html', 2067));
    const broken = window.save('broken.html', 'one');
    await Promise.all([
      window.save('ours.html', 'one'),
      expect(broken).rejects.toMatchObject({ kind: 'storeRefused' }),
    ]);
    await expect.poll(() => world.textOf('ours.html')).toBe('one');
    expect(generations()).toEqual(['store.1.sqlite', 'store.2.sqlite']);
  });
});
