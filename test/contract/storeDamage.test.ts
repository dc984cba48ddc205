import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isAppError } from '../../src/core/errors.js';
import { createRandom } from '../support/schedule/makeSchedule.js';
import {
  copyImage,
  createDamageWorld,
  type DamageWindow,
  type DamageWorld,
  overwrite,
} from '../support/store/damageWorld.js';

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
async function publishAgain(window: DamageWindow): Promise<void> {
  await window.save('theirs.html', 'two').catch(expectTold);
  await window.save('ours.html', 'two').catch(expectTold);
  await window.save('new.html', 'two').catch(expectTold);
  await window.rest();
  expect(world.textOf('theirs.html')).toBe('by another author');
  await overwrite(window, 'ours.html');
  await window.rest();
  expect({ 'ours.html': world.textOf('ours.html'), 'new.html': world.textOf('new.html') }).toEqual({
    'ours.html': 'two',
    'new.html': 'two',
  });
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
  test.each(cases)('replaces nothing of another author and publishes again: %s %s', async (suffix, how) => {
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

  test(
    `survives random flips of bits (${flips})`,
    async () => {
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
        await overwrite(window, 'ours.html');
        await window.rest();
        expect(world.textOf('ours.html'), `seed ${seed}`).toBe(`two ${seed}`);
        window.close();
      }
    },
    30_000 + 2_000 * flips,
  );
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
  test.each(openCases)('continues in a new database that both share: %s %s', async (suffix, how) => {
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
