import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import fs, { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { crc64 } from '../../../src/core/crc64.js';
import { createFiles } from '../../../src/disk/files.js';

const top = mkdtempSync(join(tmpdir(), 'oss-cdn-disk-'));
const files = createFiles();
const never = new AbortController().signal;
const big = randomBytes(3 * 1024 * 1024 + 7);
for (const folder of ['a/b', 'skipped/deep']) mkdirSync(join(top, folder), { recursive: true });
for (const name of ['one.txt', 'a/two.txt', 'a/b/three.txt', 'skipped/deep/x']) writeFileSync(join(top, name), name);
writeFileSync(join(top, 'big.bin'), big);
symlinkSync('one.txt', join(top, 'link.txt'));
symlinkSync('a', join(top, 'linked'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

describe('createFiles', () => {
  it('reads a range, shorter at the end', async () => {
    const read = async (start: number, end: number) => {
      const bytes = await files.readRange(join(top, 'one.txt'), start, end);
      return bytes && Buffer.from(bytes).toString();
    };
    expect({ start: await read(0, 3), end: await read(4, 100), beyond: await read(100, 200) }).toEqual({
      start: 'one',
      end: 'txt',
      beyond: '',
    });
  });

  it('reads a small file like a large one when the file system returns only part of it', async () => {
    const { read } = fs;
    const part = (file: number, buffer: Uint8Array, ...rest: unknown[]) =>
      Reflect.apply(read, fs, [file, buffer, 0, 3, 0, rest.at(-1)]);
    vi.spyOn(fs, 'read').mockImplementation(part as never);
    const found = await files.readSmall(join(top, 'one.txt'), 100);
    expect(found).toMatchObject({ size: 7 });
    expect(found).not.toHaveProperty('bytes');
  });

  it('takes both digests of a file piece by piece', async () => {
    const pieces: number[] = [];
    const sums: string[] = [];
    const digest = await files.digest(
      join(top, 'big.bin'),
      (piece) => {
        pieces.push(piece.length);
        sums.push(crc64(piece));
      },
      never,
    );
    const md5 = createHash('md5').update(big).digest('hex').toUpperCase();
    expect({ digest, md5: files.md5(big) }).toEqual({ digest: { md5, size: big.length }, md5 });
    expect(pieces.length).toBe(4);
    expect(sums[0]).toBe(crc64(big.subarray(0, pieces[0])));
  });

  // Windows has none in folders.
  it.skipIf(process.platform === 'win32')('refuses a pipe at once, also behind a link, and a folder', async () => {
    execFileSync('mkfifo', [join(top, 'pipe')]);
    symlinkSync('pipe', join(top, 'to-pipe'));
    const refused = async (name: string, act: (path: string) => Promise<unknown>) => {
      const path = (await files.realPath(join(top, name))) ?? '';
      const details = { subject: path, code: 'notRegular' };
      await expect(act(path)).rejects.toMatchObject({ kind: 'badFile', details });
    };
    for (const name of ['pipe', 'to-pipe', 'a']) {
      await refused(name, (path) => files.read(path));
      await refused(name, (path) => files.readRange(path, 0, 3));
      await refused(name, (path) => files.digest(path, () => undefined, never));
    }
    rmSync(join(top, 'to-pipe'));
    rmSync(join(top, 'pipe'));
  });

  it('stops a digest on request', async () => {
    const stopped = files.digest(join(top, 'big.bin'), () => undefined, AbortSignal.abort());
    await expect(stopped).rejects.toMatchObject({ kind: 'cancelled' });
  });

  // Other systems have only names that are Unicode.
  it.runIf(process.platform === 'linux')('names that are not UTF-8 are told and not listed', async () => {
    const folder = join(top, 'raw');
    const raw = (...parts: readonly (string | number)[]) =>
      Buffer.concat([
        Buffer.from(`${folder}/`),
        ...parts.map((part) => Buffer.from(typeof part === 'string' ? part : [part])),
      ]);
    mkdirSync(folder);
    mkdirSync(raw('d', 0xe9));
    writeFileSync(raw('caf', 0xe9, '.html'), 'x');
    writeFileSync(raw('d', 0xe9, '/inside.html'), 'x');
    writeFileSync(join(folder, 'caf\ufffd.js'), 'x');
    const told: string[] = [];
    const listed = await files.list(
      folder,
      () => false,
      never,
      (path) => void told.push(path),
    );
    expect({ listed: listed.map(({ path }) => path), told }).toEqual({
      listed: ['caf\ufffd.js'],
      told: ['caf\ufffd.html', 'd\ufffd'],
    });
    rmSync(folder, { recursive: true });
  });

  it('returns nothing for a missing path, and no state for a folder', async () => {
    const path = join(top, 'gone/x');
    const answers = [
      files.read(path),
      files.readRange(path, 0, 1),
      files.stat(path),
      files.realPath(path),
      files.digest(path, () => undefined, never),
      files.stat(join(top, 'a')),
    ];
    expect(await Promise.all(answers)).toEqual(answers.map(() => undefined));
  });

  it('lists files below a folder, with what links lead to, without skipped folders', async () => {
    const listed = await files.list(top, (folder) => folder === 'skipped', never);
    expect(listed.map(({ path, size }) => ({ path, size }))).toEqual([
      { path: 'a/b/three.txt', size: 13 },
      { path: 'a/two.txt', size: 9 },
      { path: 'big.bin', size: big.length },
      { path: 'link.txt', size: 7 },
      { path: 'linked/b/three.txt', size: 13 },
      { path: 'linked/two.txt', size: 9 },
      { path: 'one.txt', size: 7 },
    ]);
    expect(listed[6]?.mtimeMs).toBe((await files.stat(join(top, 'one.txt')))?.mtimeMs);
    expect(await files.list(join(top, 'gone'), () => false, never)).toEqual([]);
    expect(await files.list(join(top, 'one.txt'), () => false, never)).toEqual([]);
  });

  it('lists folders that link to each other while that is no more than some thousand ways, and refuses more', async () => {
    const crossed = (count: number) => {
      const folder = join(top, `crossed${count}`);
      const names = Array.from({ length: count }, (_, at) => `${at}`);
      for (const name of names) mkdirSync(join(folder, name), { recursive: true });
      for (const name of names) {
        writeFileSync(join(folder, name, 'x'), '');
        for (const other of names) if (other !== name) symlinkSync(`../${other}`, join(folder, name, other));
      }
      return folder;
    };
    const [few, many] = [crossed(10), crossed(30)];
    const list = (folder: string) => files.list(folder, () => false, never);
    expect(await list(few)).toHaveLength(10 + 10 * 9 + 10 * 9 * 8);
    const failure = { kind: 'badFile', details: { subject: many, code: 'tooManyLinks' } };
    await expect(list(many)).rejects.toMatchObject(failure);
    // Those without a link at least.
    expect(await files.listFolders(many, () => false, never)).toEqual(expect.arrayContaining(['0', '29']));
    for (const folder of [few, many]) rmSync(folder, { recursive: true });
  });

  it('says which folder it cannot list, and stops when told to', async () => {
    const loop = join(top, 'loop');
    symlinkSync('loop', loop);
    const failure = { kind: 'badFile', details: { subject: loop, code: 'ELOOP' } };
    await expect(files.list(loop, () => false, never)).rejects.toMatchObject(failure);
    expect(await files.listFolders(loop, () => false, never)).toEqual([]);
    for (const list of [files.list, files.listFolders])
      await expect(list(top, () => false, AbortSignal.abort())).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
