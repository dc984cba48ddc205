import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isErrorOf } from '../../../src/core/errors.js';
import type { Publication } from '../../../src/core/publishing/publication.js';
import { findPublishable, readDigest, readFound, resolveFile } from '../../../src/core/publishing/upload/localFile.js';
import { createDownloads } from '../../../src/disk/downloads.js';
import { createFiles } from '../../../src/disk/files.js';
import { isNightly } from '../../support/nightly.js';

const exchanges = isNightly ? 10_000 : 500;
const top = realpathSync(mkdtempSync(join(tmpdir(), 'oss-cdn-exchanged-')));
const workspace = join(top, 'workspace');
const site = join(workspace, 'site');
const files = createFiles();
const never = new AbortController().signal;
const [inside, outside] = ['inside', 'outside'].map((text) => text.repeat(100));

afterAll(() => rmSync(top, { recursive: true, force: true }));

// Windows has no pipes in folders, and lets only administrators make links.
describe.skipIf(process.platform === 'win32')('while other programs replace the files that are read', () => {
  beforeAll(() => {
    for (const folder of [join(site, 'folder'), join(top, 'elsewhere')]) mkdirSync(folder, { recursive: true });
    for (const name of ['file.txt', 'folder/file.txt', 'pipe.txt']) writeFileSync(join(site, name), inside ?? '');
    writeFileSync(join(top, 'elsewhere/file.txt'), outside ?? '');
    symlinkSync(join(top, 'elsewhere/file.txt'), join(site, 'file.txt.other'));
    symlinkSync(join(top, 'elsewhere'), join(site, 'folder.other'));
    execFileSync('mkfifo', [join(site, 'pipe.txt.other')]);
  });

  it('nothing from outside of the folder is read, and no read waits for a pipe', async () => {
    const racer = startExchanges(['file.txt', 'folder', 'pipe.txt']);
    const during = await readAll(racer.isRunning);
    expect(await racer.ended()).toBe(0);
    expect(during).toMatchObject({ strange: 0 });
    // All is back in its place.
    expect(await readAll(() => false)).toEqual({ inside: 12, strange: 0, refused: 0 });
  });

  // Elsewhere no path leads to a folder that is open.
  it.runIf(process.platform === 'linux')('nothing is written outside of the folder', async () => {
    const racer = startExchanges(['folder']);
    const downloads = createDownloads();
    const tally = { written: 0, refused: 0 };
    const download = async (name: string) => {
      const incoming = await downloads.create(site, name);
      await incoming.write(Buffer.from(inside ?? ''));
      await incoming.finish(false).catch(async (error: unknown) => {
        await incoming.discard();
        throw error;
      });
    };
    do {
      const written = await download(`folder/${tally.written + tally.refused}.txt`).then(() => true, orRefused);
      tally[written ? 'written' : 'refused']++;
    } while (racer.isRunning());
    expect(await racer.ended()).toBe(0);
    expect(readdirSync(join(top, 'elsewhere'))).toEqual(['file.txt']);
    expect(readFileSync(join(top, 'elsewhere/file.txt'), 'utf8')).toBe(outside);
    const texts = readdirSync(site, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\/\d+\.txt$/.test(name))
      .map((name) => readFileSync(join(site, name), 'utf8'));
    expect(texts.filter((text) => text === inside)).toHaveLength(tally.written);
  });
});

/** Exchanges these names of the site until that was done often enough. */
function startExchanges(names: readonly string[]) {
  const program = fileURLToPath(new URL('../../support/exchangeFiles.mts', import.meta.url));
  const given = [program, String(exchanges), ...names.map((name) => join(site, name))];
  const racer = spawn(process.execPath, given, { stdio: 'inherit' });
  const ended = once(racer, 'exit');
  return { isRunning: () => racer.exitCode === null, ended: async () => (await ended)[0] };
}

const ways: readonly ((publication: Publication) => Promise<string>)[] = [
  async (publication) => toText(await readFound(files, publication, await findPublishable(files, publication))),
  async (publication) => toText((await resolveFile(publication, files, (path) => files.realPath(path))).bytes),
  async (publication) => toText(await files.readRange(await findPublishable(files, publication), 0, 10_000)),
  async (publication) => {
    const pieces: Buffer[] = [];
    await readDigest(files, await findPublishable(files, publication), never, (piece) => {
      pieces.push(Buffer.from(piece));
    });
    return toText(Buffer.concat(pieces));
  },
];

function toText(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString();
}

/** Reads every file in every way, at least once, as long as others go on: how often what was there, something else and nothing was read. */
async function readAll(isRunning: () => boolean) {
  const counts = { inside: 0, strange: 0, refused: 0 };
  const readOn = async (name: string, read: (publication: Publication) => Promise<string>) => {
    do {
      // Nothing at all is read of what is gone.
      const text = await read(publicationOf(name)).catch(orRefused);
      counts[text ? (text === inside ? 'inside' : 'strange') : 'refused']++;
    } while (isRunning());
  };
  const names = ['file.txt', 'folder/file.txt', 'pipe.txt'];
  await Promise.all(names.flatMap((name) => ways.map((read) => readOn(name, read))));
  return counts;
}

function orRefused(error: unknown): undefined {
  if (!isErrorOf(error, 'badFile')) throw error;
}

function publicationOf(key: string): Publication {
  const bucket = { name: 'my-site', region: 'cn-hangzhou' };
  const place = { path: join(site, key), root: site, workspaceRoot: workspace, label: `site/${key}` };
  return { id: key, ...place, accountId: '1', bucket, key, domains: [] };
}
