import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { FilePort } from '../../../../../src/core/ports/local.js';
import type { Publication } from '../../../../../src/core/publishing/publication.js';
import { findPublishable, readFound } from '../../../../../src/core/publishing/upload/localFile.js';
import { createFiles } from '../../../../../src/disk/files.js';

const top = mkdtempSync(join(tmpdir(), 'oss-cdn-files-'));
const workspace = join(top, 'site');
const files = createFiles();

mkdirSync(join(workspace, 'dist/.git'), { recursive: true });
mkdirSync(join(top, 'elsewhere'));
writeFileSync(join(workspace, 'dist/index.html'), 'hello');
writeFileSync(join(workspace, 'dist/.env'), 'SECRET=1');
writeFileSync(join(workspace, 'dist/.git/config'), 'x');
writeFileSync(join(workspace, 'outside.txt'), 'x');
writeFileSync(join(top, 'elsewhere/x.txt'), 'x');
writeFileSync(join(workspace, 'dist/keys.js'), `id = "LTAI${'5tQm0d7eRy3W9a8b'}"; secret = "${'Ab1'.repeat(10)}"`);
writeFileSync(
  join(workspace, 'dist/key.txt'),
  ['-----BEGIN', `RSA PRIVATE KEY-----\n${'MIIEpAIBAAKC'.repeat(5)}`].join(' '),
);
symlinkSync('index.html', join(workspace, 'dist/alias.html'));
symlinkSync('../outside.txt', join(workspace, 'dist/link.txt'));
symlinkSync('.env', join(workspace, 'dist/innocent.txt'));
symlinkSync('index.html', join(workspace, 'dist/.npmrc'));
symlinkSync('.git/config', join(workspace, 'dist/config.txt'));
symlinkSync(join(top, 'elsewhere'), join(workspace, 'linked'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

function publicationOf(folder: string, name: string): Publication {
  const root = join(workspace, folder);
  const label = `${folder}/${name}`;
  const bucket = { name: 'my-site', region: 'cn-hangzhou' };
  const domains = ['img.example.com'];
  return {
    id: name,
    path: join(root, name),
    root,
    workspaceRoot: workspace,
    label,
    accountId: '1',
    bucket,
    key: name,
    domains,
  };
}

const readPublishable = async (from: FilePort, publication: Publication) =>
  readFound(from, publication, await findPublishable(from, publication));

describe('readFound', () => {
  it.each([['index.html'], ['alias.html']])('the file %s can be read for publishing', async (name) => {
    expect(Buffer.from(await readPublishable(files, publicationOf('dist', name))).toString()).toBe('hello');
  });

  it.each([
    ['dist', 'gone.html', 'gone'],
    ['dist', '.env', 'neverUploaded'],
    ['dist', '.npmrc', 'neverUploaded'],
    ['dist', 'link.txt', 'outside'],
    ['dist', 'innocent.txt', 'neverUploaded'],
    ['dist', 'config.txt', 'neverUploaded'],
    ['linked', 'x.txt', 'outside'],
    ['dist', 'keys.js', 'secret'],
    ['dist', 'key.txt', 'secret'],
  ])('the file %s/%s is refused for publishing: %s', async (folder, name, code) => {
    await expect(readPublishable(files, publicationOf(folder, name))).rejects.toMatchObject({
      kind: 'badFile',
      details: { code },
    });
  });

  it('reads a file that the user has allowed, but nothing outside of the folder', async () => {
    const named = (name: string) => readPublishable(files, { ...publicationOf('dist', name), allowed: ['name'] });
    expect(Buffer.from(await named('.env')).toString()).toBe('SECRET=1');
    await expect(named('link.txt')).rejects.toMatchObject({ details: { code: 'outside' } });
    await expect(named('innocent.txt')).rejects.toMatchObject({ details: { code: 'neverUploaded' } });
  });
});
