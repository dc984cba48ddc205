import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { isNeverUploaded } from '../../../src/core/publishing/mapping/neverUpload.js';
import { createDownloads } from '../../../src/disk/downloads.js';

const top = mkdtempSync(join(tmpdir(), 'oss-cdn-downloads-'));
const downloads = createDownloads();
afterAll(() => rmSync(top, { recursive: true, force: true }));

let count = 0;
/** A folder of its own for a test. */
function newFolder(): string {
  const folder = join(top, String(count++));
  mkdirSync(folder);
  return folder;
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

async function save(folder: string, path: string, text: string, replaces = false): Promise<void> {
  const incoming = await downloads.create(folder, path);
  await incoming.restart();
  await incoming.write(bytesOf(text));
  await incoming.finish(replaces);
}

test('a file and its parent folders exist once its download is complete, and nothing else does', async () => {
  const folder = newFolder();
  const incoming = await downloads.create(folder, 'a/b/c.txt');
  await incoming.write(bytesOf('first, '));
  expect(existsSync(join(folder, 'a/b/c.txt'))).toBe(false);
  await incoming.restart();
  await Promise.all([incoming.write(bytesOf('one, ')), incoming.write(bytesOf('two'))]);
  await incoming.finish(false);
  expect(readFileSync(join(folder, 'a/b/c.txt'), 'utf8')).toBe('one, two');
  expect(readdirSync(join(folder, 'a/b'))).toEqual(['c.txt']);
});

/** Pieces of 16 KB, as a connection brings them, of which each has other bytes. */
const piecesOf = (count: number) => Array.from({ length: count }, (_, at) => Buffer.alloc(16 * 1024, at));

test('a large file has all of its pieces in order, however many are written together', async () => {
  const folder = newFolder();
  const incoming = await downloads.create(folder, 'large.bin');
  await incoming.restart();
  const pieces = [...piecesOf(200), ...Array.from({ length: 300 }, (_, at) => Buffer.from([at]))];
  for (const piece of pieces) await incoming.write(piece);
  await incoming.finish(false);
  expect(readFileSync(join(folder, 'large.bin')).equals(Buffer.concat(pieces))).toBe(true);
});

test('a restart discards what was written, and what was not', async () => {
  const folder = newFolder();
  const incoming = await downloads.create(folder, 'a.bin');
  for (const piece of piecesOf(100)) await incoming.write(piece);
  await incoming.restart();
  await incoming.write(bytesOf('again'));
  await incoming.finish(false);
  expect(readFileSync(join(folder, 'a.bin'), 'utf8')).toBe('again');
});

/** Replaces the first write of pieces by another one while `work` runs. */
async function withFirstWrite(writev: FileHandle['writev'], work: () => Promise<void>): Promise<void> {
  const probe = await open(join(newFolder(), 'probe'), 'w');
  await probe.close();
  const spy = vi.spyOn(Object.getPrototypeOf(probe) as FileHandle, 'writev').mockImplementationOnce(writev);
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
}

test('a disk that takes only a part of the pieces gets the rest after it', async () => {
  const folder = newFolder();
  const pieces = piecesOf(80);
  async function writeFew(this: FileHandle, [piece]: readonly NodeJS.ArrayBufferView[], position?: number) {
    return { bytesWritten: (await this.write(piece as Buffer, 0, 7, position)).bytesWritten, buffers: [] };
  }
  await withFirstWrite(writeFew as FileHandle['writev'], async () => {
    const incoming = await downloads.create(folder, 'a.bin');
    for (const piece of pieces) await incoming.write(piece);
    await incoming.finish(false);
  });
  expect(readFileSync(join(folder, 'a.bin')).equals(Buffer.concat(pieces))).toBe(true);
});

test('a disk that refuses pieces once fails the file, even if it takes the rest', async () => {
  const folder = newFolder();
  const refuse = () => Promise.reject(Object.assign(new Error(), { code: 'ENOSPC' }));
  await withFirstWrite(refuse, async () => {
    const incoming = await downloads.create(folder, 'a.bin');
    for (const piece of piecesOf(80)) await incoming.write(piece);
    const failure = { kind: 'badFile', details: { code: 'ENOSPC' } };
    await expect(incoming.finish(false)).rejects.toMatchObject(failure);
    await incoming.discard();
  });
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder with a name that begins with two dots is inside', async () => {
  const folder = newFolder();
  await save(folder, '..cache/a.txt', 'mine');
  expect(readFileSync(join(folder, '..cache/a.txt'), 'utf8')).toBe('mine');
});

test('a file that is discarded leaves nothing', async () => {
  const folder = newFolder();
  const incoming = await downloads.create(folder, 'a.txt');
  const writing = incoming.write(bytesOf('half'));
  await incoming.discard();
  await writing;
  expect(readdirSync(folder)).toEqual([]);
});

test('an existing file is replaced only when that is requested', async () => {
  const folder = newFolder();
  await save(folder, 'a.txt', 'mine');
  const incoming = await downloads.create(folder, 'a.txt');
  await incoming.write(bytesOf('theirs'));
  await expect(incoming.finish(false)).rejects.toMatchObject({ kind: 'badFile', details: { code: 'EEXIST' } });
  await incoming.discard();
  expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('mine');
  await save(folder, 'a.txt', 'theirs', true);
  expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('theirs');
  expect(readdirSync(folder)).toEqual(['a.txt']);
});

test('a link in the folder does not lead a download out of it', async () => {
  const [folder, outside] = [newFolder(), newFolder()];
  symlinkSync(outside, join(folder, 'link'));
  symlinkSync('inner', join(folder, 'alias'));
  mkdirSync(join(folder, 'inner'));
  await expect(downloads.create(folder, 'link/a.txt')).rejects.toMatchObject({ details: { code: 'OutsideFolder' } });
  await expect(downloads.create(folder, 'link/deep/a.txt')).rejects.toMatchObject({ kind: 'badFile' });
  await save(folder, 'alias/a.txt', 'inside');
  expect({ outside: readdirSync(outside), inner: readdirSync(join(folder, 'inner')) }).toEqual({
    outside: [],
    inner: ['a.txt'],
  });
});

test('a folder that is chosen through a link is accepted', async () => {
  const [folder, real] = [newFolder(), newFolder()];
  symlinkSync(real, join(folder, 'chosen'));
  await save(join(folder, 'chosen'), 'a.txt', 'inside');
  expect(readdirSync(real)).toEqual(['a.txt']);
});

test('an obstacle in the path is a failure with its code', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'a'), 'file');
  await expect(downloads.create(folder, 'a/b.txt')).rejects.toMatchObject({ kind: 'badFile' });
  mkdirSync(join(folder, 'd'));
  const incoming = await downloads.create(folder, 'd');
  await expect(incoming.finish(true)).rejects.toMatchObject({ kind: 'badFile' });
  await incoming.discard();
  expect(readdirSync(folder)).toEqual(['a', 'd']);
});

test('existing files are found, including links', async () => {
  const folder = newFolder();
  await save(folder, 'a/there.txt', 'x');
  symlinkSync('nowhere', join(folder, 'broken'));
  const paths = ['gone.txt', 'a/there.txt', 'broken', 'a/there.txt/below'];
  const taken = await downloads.listTaken(folder, paths, new AbortController().signal);
  expect([...taken.keys()]).toEqual(['a/there.txt', 'broken']);
});

test('two names of one file are distinguished from two files', async () => {
  const folder = newFolder();
  await save(folder, 'a.txt', 'x');
  await save(folder, 'b.txt', 'x');
  if (!existsSync(join(folder, 'A.txt'))) linkSync(join(folder, 'a.txt'), join(folder, 'A.txt'));
  const taken = await downloads.listTaken(folder, ['a.txt', 'A.txt', 'b.txt'], new AbortController().signal);
  expect(taken.get('A.txt')).toBe(taken.get('a.txt'));
  expect(taken.get('b.txt')).not.toBe(taken.get('a.txt'));
});

test('a partial file has a name that is never published', async () => {
  const folder = newFolder();
  const incoming = await downloads.create(folder, 'img/a.png');
  const names = readdirSync(join(folder, 'img'));
  await incoming.discard();
  expect(names.map((name) => isNeverUploaded(`img/${name}`))).toEqual([true]);
});

test('leftovers of a killed download are removed by the next one in the folder after a day', async () => {
  const folder = newFolder();
  const leave = (name: string, daysAgo: number) => {
    writeFileSync(join(folder, name), 'half');
    const time = Date.now() / 1000 - daysAgo * 24 * 60 * 60;
    utimesSync(join(folder, name), time, time);
  };
  const id = '0a1b2c3d-0000-4000-8000-00000000000';
  leave(`.${id}1.oss-cdn-part`, 2);
  leave(`.${id}2.oss-cdn-part`, 0.5);
  leave(`.${id}3.part`, 2);
  leave('mine.oss-cdn-part', 2);
  mkdirSync(join(folder, `.${id}4.oss-cdn-part`));
  await (await createDownloads().create(folder, 'a.txt')).finish(false);
  expect(readdirSync(folder).sort()).toEqual([
    `.${id}2.oss-cdn-part`,
    `.${id}3.part`,
    `.${id}4.oss-cdn-part`,
    'a.txt',
    'mine.oss-cdn-part',
  ]);
});
