import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { findExisting } from '../../src/core/oss/findExisting.js';
import type { ClockPort } from '../../src/core/ports/local.js';
import type { ObjectRef, OssPort, PutResult } from '../../src/core/ports/oss.js';
import { checkFiles } from '../../src/core/publishing/byHand/checkFiles.js';
import { collectFiles, type UploadSource } from '../../src/core/publishing/byHand/collectFiles.js';
import { type PlannedUpload, uploadObjects } from '../../src/core/publishing/byHand/uploadObjects.js';
import { createFiles } from '../../src/disk/files.js';
import { long } from '../support/sample.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();
const bucket = { name: 'empty-singapore', region: 'ap-southeast-1' };
const place = { accountId: '1', bucket, prefix: 'img/' };
const files = createFiles();
/** Pauses between attempts take no time. */
const clock: ClockPort = { now: () => Date.now(), sleep: async () => {} };
let opened: SandboxCloud;
let folder: string;
/** The keys of uploads that have replaced a change of another author. */
let replaced: string[];
const onReplaced = ({ key }: ObjectRef) => void replaced.push(key);

beforeAll(async () => {
  opened = await openSandboxCloud({}, { clock });
});
afterAll(() => opened.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'oss-cdn-upload-'));
  replaced = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  opened.sandbox.state.faults.length = 0;
  inBucket().objects.clear();
});

const inBucket = () => opened.sandbox.state.buckets.get(bucket.name)!;
const put = (key: string, text: string): Promise<PutResult> =>
  opened.cloud.oss.putObject(bucket, key, { body: Buffer.from(text), headers: {} }, signal);
const bodies = () =>
  Object.fromEntries([...inBucket().objects].map(([key, { body }]) => [key, Buffer.from(body).toString()]));
/** A file or folder outside of every workspace. */
const source = (name: string): UploadSource => {
  const path = join(folder, name);
  return { path, top: '/', label: path.slice(1) };
};

/** What an upload of these files and folders asks the user about. */
async function plan(...names: readonly string[]) {
  const found = await collectFiles(files, names.map(source), place, signal);
  const checks = await checkFiles(files, found!.files, signal, () => undefined);
  const keys = found!.files.map(({ key }) => key);
  const existing = await findExisting(opened.cloud.oss, bucket, keys, signal);
  const uploads = checks.flatMap((check): PlannedUpload[] => {
    if ('problem' in check) return [];
    const { publication } = check;
    const etag = existing.get(publication.key)?.etag;
    return [{ publication, ...(etag !== undefined && { etag }) }];
  });
  const refused = [
    ...found!.refused,
    ...checks.flatMap((check) => ('problem' in check ? [{ name: check.publication.key, problem: check.problem }] : [])),
  ];
  return { uploads, refused, leftOut: found!.leftOut };
}

async function send(uploads: readonly PlannedUpload[], ended = signal) {
  const tools = { cloud: opened.cloud, files, clock, onReplaced };
  const result = await uploadObjects(tools, uploads, () => undefined, ended);
  return { ...result, files: result.done.length };
}
const kindsOf = ({ failures }: Awaited<ReturnType<typeof send>>) =>
  failures.map(({ item, error }) => ({ key: item.publication.key, kind: error.kind }));

test('new and replaced files reach OSS as they are on disk, with their content type', async () => {
  await put('img/old.html', 'old');
  writeFileSync(join(folder, 'old.html'), 'changed');
  mkdirSync(join(folder, 'photos/中 文'), { recursive: true });
  writeFileSync(join(folder, 'photos/中 文/a.png'), 'a');
  const { uploads } = await plan('old.html', 'photos');
  const result = await send(uploads);
  expect({ files: result.files, bytes: result.bytes, failures: result.failures }).toEqual({
    files: 2,
    bytes: 8,
    failures: [],
  });
  expect(bodies()).toEqual({ 'img/old.html': 'changed', 'img/photos/中 文/a.png': 'a' });
  expect(inBucket().objects.get('img/photos/中 文/a.png')?.headers['content-type']).toBe('image/png');
});

test('an object that appears between the question and the PUT is refused by OSS and stays', async () => {
  writeFileSync(join(folder, 'a.png'), 'mine');
  const { uploads } = await plan('a.png');
  await put('img/a.png', 'of another author');
  const before = opened.sandbox.state.calls.length;
  expect(kindsOf(await send(uploads))).toEqual([{ key: 'img/a.png', kind: 'objectExists' }]);
  expect(bodies()).toEqual({ 'img/a.png': 'of another author' });
  const puts = opened.sandbox.state.calls.slice(before).filter(({ action }) => action === 'PutObject');
  expect(puts.map(({ status }) => status)).toEqual([409]);
});

test('in a bucket with versioning an object that appears after the question is seen before the PUT', async () => {
  writeFileSync(join(folder, 'a.png'), 'mine');
  const { uploads } = await plan('a.png');
  await put('img/a.png', 'of another author');
  const bucketState = inBucket();
  Object.assign(bucketState, { versioning: 'Enabled' });
  try {
    expect(kindsOf(await send(uploads))).toEqual([{ key: 'img/a.png', kind: 'objectExists' }]);
  } finally {
    Object.assign(bucketState, { versioning: undefined });
  }
  expect(bodies()).toEqual({ 'img/a.png': 'of another author' });
});

/** What another author does between the last look and the PUT. */
const write = (text: string) => () => put('img/a.png', text);
const remove = () => opened.cloud.oss.deleteObject(bucket, 'img/a.png', signal);

test.each<[string, 'Enabled' | 'Suspended', string | undefined, (() => Promise<unknown>) | undefined, boolean]>([
  ['another object over the one that was looked at', 'Enabled', 'old', write('of another author'), true],
  ['an object where there was none', 'Enabled', undefined, write('of another author'), true],
  ['the deletion of the object', 'Enabled', 'old', remove, true],
  ['the same bytes as the upload', 'Enabled', 'old', write('mine'), false],
  ['nothing', 'Enabled', 'old', undefined, false],
  ['nothing, where there was no object', 'Enabled', undefined, undefined, false],
  ['an object of which suspended versioning keeps nothing', 'Suspended', 'old', write('of another author'), false],
])(
  'in a bucket with versioning a change between the last look and the PUT is told: %s',
  async (_what, versioning, before, change, expected) => {
    Object.assign(inBucket(), { versioning });
    try {
      if (before !== undefined) await put('img/a.png', before);
      writeFileSync(join(folder, 'a.png'), 'mine');
      const { uploads } = await plan('a.png');
      const putObject: OssPort['putObject'] = async (...given) => {
        await change?.();
        return opened.cloud.oss.putObject(...given);
      };
      const cloud = { ...opened.cloud, oss: { ...opened.cloud.oss, putObject } };
      const result = await uploadObjects({ cloud, files, clock, onReplaced }, uploads, () => undefined, signal);
      expect({ files: result.done.length, bodies: bodies(), replaced }).toEqual({
        files: 1,
        bodies: { 'img/a.png': 'mine' },
        replaced: expected ? ['img/a.png'] : [],
      });
    } finally {
      Object.assign(inBucket(), { versioning: undefined, earlier: undefined });
    }
  },
);

test('an upload succeeds where the versions of the bucket must not be listed', async () => {
  Object.assign(inBucket(), { versioning: 'Enabled' });
  try {
    writeFileSync(join(folder, 'a.png'), 'mine');
    const { uploads } = await plan('a.png');
    opened.fail('ListObjectVersions', 'error', { code: 'AccessDenied', status: 403 });
    expect(await send(uploads)).toMatchObject({ files: 1, failures: [] });
  } finally {
    Object.assign(inBucket(), { versioning: undefined, earlier: undefined });
  }
});

test('an object whose ETag has changed between the question and the PUT is not replaced', async () => {
  await put('img/a.png', 'old');
  writeFileSync(join(folder, 'a.png'), 'mine');
  const { uploads } = await plan('a.png');
  await put('img/a.png', 'of another author');
  expect(kindsOf(await send(uploads))).toEqual([{ key: 'img/a.png', kind: 'objectExists' }]);
  expect(bodies()).toEqual({ 'img/a.png': 'of another author' });
});

test('an object that is replaced keeps its ACL and its metadata', async () => {
  const headers = { 'content-type': 'text/plain', 'x-oss-object-acl': 'private', 'x-oss-meta-by': 'me' };
  await opened.cloud.oss.putObject(bucket, 'img/a.png', { body: Buffer.from('old'), headers }, signal);
  writeFileSync(join(folder, 'a.png'), 'mine');
  const { uploads } = await plan('a.png');
  await send(uploads);
  const head = await opened.cloud.oss.readObjectHead(bucket, 'img/a.png', signal);
  expect(head?.headers).toMatchObject({ 'content-type': 'text/plain', 'x-oss-meta-by': 'me' });
  expect(await opened.cloud.oss.readObjectAcl(bucket, 'img/a.png', signal)).toBe('private');
});

test('a lost answer is no failure if the object that exists is our own', async () => {
  writeFileSync(join(folder, 'a.png'), 'mine');
  const { uploads } = await plan('a.png');
  opened.fail('PutObject', 'resetAfter');
  expect(await send(uploads)).toMatchObject({ files: 1, failures: [] });
  expect(bodies()).toEqual({ 'img/a.png': 'mine' });
});

test('a large file is uploaded in parts and verified', async () => {
  const large = Buffer.alloc(20 * 1024 * 1024 + 1, 'The parts of a large file. ');
  writeFileSync(join(folder, 'large.bin'), large);
  const { uploads } = await plan('large.bin');
  expect(await send(uploads)).toMatchObject({ files: 1, bytes: large.length, failures: [] });
  expect(Buffer.from(inBucket().objects.get('img/large.bin')!.body).equals(large)).toBe(true);
});

test('the parts of a large file are aborted when its upload is refused', long, async () => {
  writeFileSync(join(folder, 'large.bin'), Buffer.alloc(20 * 1024 * 1024 + 1, 'The parts of a large file. '));
  const { uploads } = await plan('large.bin');
  await put('img/large.bin', 'of another author');
  expect(kindsOf(await send(uploads))).toEqual([{ key: 'img/large.bin', kind: 'objectExists' }]);
  expect([...inBucket().uploads.values()]).toEqual([]);
  expect(bodies()).toEqual({ 'img/large.bin': 'of another author' });
});

test('links that leave the folder, secrets and folders such as .git are left out of an uploaded folder', async () => {
  mkdirSync(join(folder, 'site/.git'), { recursive: true });
  mkdirSync(join(folder, 'site/.aws'));
  mkdirSync(join(folder, 'other'));
  writeFileSync(join(folder, 'site/.git/config'), 'x');
  writeFileSync(join(folder, 'site/.aws/config'), 'x');
  writeFileSync(join(folder, 'site/.env'), 'A=1');
  writeFileSync(
    join(folder, 'site/key.txt'),
    `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBK'.repeat(2)}`,
  );
  writeFileSync(join(folder, 'other/b.png'), 'b');
  writeFileSync(join(folder, 'site/a.png'), 'a');
  symlinkSync(join(folder, 'other/b.png'), join(folder, 'site/b.png'));
  symlinkSync(join(folder, 'site/a.png'), join(folder, 'site/c.png'));
  const { uploads, refused, leftOut } = await plan('site');
  expect(uploads.map(({ publication }) => publication.key)).toEqual(['img/site/a.png', 'img/site/c.png']);
  expect({ refused, leftOut }).toMatchObject({
    refused: [
      { name: 'site/.env', problem: 'neverUploaded' },
      { name: 'img/site/key.txt', problem: 'secret' },
    ],
    leftOut: 2,
  });
});

test('a single file in a never uploaded folder is refused, also through a link and outside of a workspace', async () => {
  mkdirSync(join(folder, '.aws'));
  writeFileSync(join(folder, '.aws/config'), 'x');
  symlinkSync(join(folder, '.aws/config'), join(folder, 'config.txt'));
  expect((await plan('.aws/config', 'config.txt')).refused).toMatchObject([
    { name: 'config', problem: 'neverUploaded' },
    { name: 'img/config.txt', problem: 'neverUploaded' },
  ]);
});

test('a file that turns into a secret after the question is not sent', async () => {
  writeFileSync(join(folder, 'a.txt'), 'a');
  const { uploads } = await plan('a.txt');
  writeFileSync(
    join(folder, 'a.txt'),
    `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBK'.repeat(2)}`,
  );
  const { failures } = await send(uploads);
  expect(failures.map(({ error }) => ({ kind: error.kind, code: error.details.code }))).toEqual([
    { kind: 'badFile', code: 'secret' },
  ]);
  expect(bodies()).toEqual({});
});

test('existing objects among many keys are found by a listing, and by HEAD where the prefix has far more objects', async () => {
  const made = { body: Buffer.alloc(1), headers: {}, etag: 'E', crc64: '0', lastModified: new Date() };
  for (let at = 0; at < 20; at++) inBucket().objects.set(`img/k${at}`, { key: `img/k${at}`, ...made });
  const keys = Array.from({ length: 30 }, (_, at) => `img/k${at}`);
  const found = async () => {
    const sent = { lists: 0, heads: 0 };
    const { oss } = opened.cloud;
    const counted: Pick<OssPort, 'listObjects' | 'readObjectHead'> = {
      listObjects: (...request) => {
        sent.lists++;
        return oss.listObjects(...request);
      },
      readObjectHead: (...request) => {
        sent.heads++;
        return oss.readObjectHead(...request);
      },
    };
    const existing = await findExisting(counted, bucket, keys, signal);
    return { found: existing.size, ...sent };
  };
  expect(await found()).toEqual({ found: 20, lists: 1, heads: 0 });
  // Two pages for 30 keys, one more that shows that the listing is longer, and the next that is read in advance.
  for (let at = 0; at < 3_000; at++) inBucket().objects.set(`img/k.${at}`, { key: `img/k.${at}`, ...made });
  expect(await found()).toEqual({ found: 20, lists: 4, heads: 30 });
});
