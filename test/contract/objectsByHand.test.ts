import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createCloud } from '../../src/cloud/createCloud.js';
import { collectObjects } from '../../src/core/objects/collectObjects.js';
import { deleteObjects } from '../../src/core/objects/deleteObjects.js';
import { downloadObjects } from '../../src/core/objects/downloadObjects.js';
import { planFiles } from '../../src/core/objects/localNames.js';
import type { ClockPort } from '../../src/core/ports/local.js';
import { createDownloads } from '../../src/disk/downloads.js';
import { ask } from '../support/ask.js';
import { failureOf } from '../support/failureOf.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();
const bucket = { name: 'empty-singapore', region: 'ap-southeast-1' };
/** Pauses between attempts take no time. */
const clock: ClockPort = { now: () => Date.now(), sleep: async () => {} };
let opened: SandboxCloud;
let folder: string;

beforeAll(async () => {
  opened = await openSandboxCloud({}, { clock });
  folder = mkdtempSync(join(tmpdir(), 'oss-cdn-by-hand-'));
});
afterAll(async () => {
  await opened.stop();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  opened.sandbox.state.faults.length = 0;
  opened.sandbox.state.clockOffset = 0;
  stored().clear();
});

const stored = () => opened.sandbox.state.buckets.get(bucket.name)!.objects;
const put = (key: string, body: Uint8Array) => opened.cloud.oss.putObject(bucket, key, { body, headers: {} }, signal);
const large = Uint8Array.from({ length: 3_000_000 }, (_, index) => index % 251);

/** Keeps what a download passes on since it last began. */
function collectPieces() {
  const sink = {
    pieces: [] as Uint8Array[],
    restarts: 0,
    restart: async () => {
      sink.pieces.length = 0;
      sink.restarts += 1;
    },
    write: async (piece: Uint8Array) => void sink.pieces.push(piece.slice()),
  };
  return sink;
}

async function download(key: string) {
  const found = await collectObjects(opened.cloud.oss, [{ bucket, key }], signal);
  const downloads = createDownloads();
  const { files } = planFiles(found ?? [], downloads.flavour);
  const options = { folder, replaces: new Set(files.map(({ path }) => path)), onProgress: () => undefined };
  const result = await downloadObjects({ oss: opened.cloud.oss, downloads }, files, options, signal);
  return { ...result, files: result.done.length };
}

describe('a download', () => {
  test('of a folder saves every object unchanged, and no temporary files', async () => {
    await put('d/large.bin', large);
    await put('d/中 文/empty', new Uint8Array());
    const { files, bytes, failures } = await download('d/');
    expect({ files, bytes, failures }).toEqual({ files: 2, bytes: large.length, failures: [] });
    expect(readFileSync(join(folder, 'd/large.bin')).equals(large)).toBe(true);
    expect(readdirSync(join(folder, 'd'))).toEqual(['large.bin', '中 文']);
  });

  test.each(['resetBefore', 'html502'] as const)('begins again after %s', async (fault) => {
    await put('again.bin', large);
    opened.fail('GetObject', fault);
    expect(await download('again.bin')).toMatchObject({ files: 1, failures: [] });
    expect(readFileSync(join(folder, 'again.bin')).equals(large)).toBe(true);
  });

  test.each([
    ['another CRC-64', { crc64: '5' }],
    ['other bytes', { body: Buffer.from('changed') }],
  ])('of an object with %s is refused and leaves no file', async (_title, change) => {
    await put('corrupt.bin', large);
    Object.assign(stored().get('corrupt.bin')!, change);
    const { failures } = await download('corrupt.bin');
    expect(failures.map(({ error }) => error.kind)).toEqual(['corruptDownload']);
    expect(readdirSync(folder).filter((name) => /corrupt|part/.test(name))).toEqual([]);
  });

  test('continues after any number of broken connections with progress', async () => {
    await put('broken.bin', large);
    opened.fail('GetObject', 'truncated', { count: 5 });
    const sink = collectPieces();
    await opened.cloud.oss.downloadObject(bucket, 'broken.bin', sink, signal);
    expect(Buffer.concat(sink.pieces).equals(large)).toBe(true);
    expect(sink.restarts).toBe(1);
  });

  test('whose connection breaks without progress ends after a few attempts', async () => {
    await put('broken.bin', large);
    opened.fail('GetObject', 'resetBefore', { count: 20 });
    const error = await failureOf(opened.cloud.oss.downloadObject(bucket, 'broken.bin', collectPieces(), signal));
    expect({ kind: error.kind, left: opened.sandbox.state.faults[0]?.count }).toEqual({
      kind: 'unavailable',
      left: 16,
    });
  });

  test('restarts if the object is replaced meanwhile', async () => {
    await put('replaced.bin', large);
    const replacement = large.toReversed();
    opened.fail('GetObject', 'truncated');
    const sink = collectPieces();
    const restart = async () => {
      await sink.restart();
      if (sink.restarts === 1) await put('replaced.bin', replacement);
    };
    await opened.cloud.oss.downloadObject(bucket, 'replaced.bin', { ...sink, restart }, signal);
    expect(Buffer.concat(sink.pieces).equals(replacement)).toBe(true);
    expect(sink.restarts).toBe(2);
  });

  test('ends at once when it is cancelled', async () => {
    await put('cancelled.bin', large);
    const work = new AbortController();
    const sink = { restart: async () => undefined, write: async () => work.abort() };
    const error = await failureOf(opened.cloud.oss.downloadObject(bucket, 'cancelled.bin', sink, work.signal));
    expect(error.kind).toBe('cancelled');
  });

  test('waits for a slow disk without reading further', async () => {
    await put('slow.bin', large);
    let writing = 0;
    let most = 0;
    const sink = {
      restart: async () => undefined,
      write: async () => {
        most = Math.max(most, ++writing);
        await new Promise((resolve) => setImmediate(resolve));
        writing -= 1;
      },
    };
    await opened.cloud.oss.downloadObject(bucket, 'slow.bin', sink, signal);
    expect(most).toBe(1);
  });
});

test('2,500 objects are deleted by three calls, each one entry of the activity', async () => {
  for (let at = 0; at < 2_500; at++) {
    const made = {
      key: `many/${at}`,
      body: Buffer.alloc(1),
      headers: {},
      etag: 'E',
      crc64: '0',
      lastModified: new Date(),
    };
    stored().set(made.key, made);
  }
  const found = await collectObjects(opened.cloud.oss, [{ bucket, key: 'many/' }], signal);
  const before = opened.calls.length;
  const keys = found!.map(({ key }) => key);
  const end = await deleteObjects(opened.cloud.oss, bucket, keys, { signal, onProgress: () => undefined });
  expect({ deleted: end.deleted.length, failed: end.failed, left: stored().size }).toEqual({
    deleted: 2_500,
    failed: [],
    left: 0,
  });
  const calls = opened.calls.slice(before);
  expect(calls.map(({ action, subject, mutating }) => ({ action, subject, mutating }))).toEqual([
    { action: 'DeleteMultipleObjects', subject: 'empty-singapore/many/0 +999', mutating: true },
    { action: 'DeleteMultipleObjects', subject: expect.stringMatching(/ \+999$/), mutating: true },
    { action: 'DeleteMultipleObjects', subject: expect.stringMatching(/ \+499$/), mutating: true },
  ]);
});

describe('a presigned URL', () => {
  const key = 'private/a b+中&c=d?.txt';
  const sign = (seconds: number) => opened.cloud.oss.presignObject(bucket, key, seconds);
  const open = async (text: string) => {
    const { hostname, pathname, search } = new URL(text);
    return ask(hostname, pathname + search);
  };
  const codeOf = (body: Buffer) => /<Code>(.+?)<\/Code>/.exec(body.toString())?.[1];

  test('opens a private object for anyone until it ends, with any name', async () => {
    opened.sandbox.state.buckets.get(bucket.name)!.acl = 'private';
    await put(key, Buffer.from('secret text'));
    const { url, isTemporary } = await sign(3_600);
    expect(isTemporary).toBe(false);
    expect(await open(url)).toMatchObject({ status: 200, body: Buffer.from('secret text') });
    opened.sandbox.state.clockOffset = 3_599_000 - 1_000;
    expect((await open(url)).status).toBe(200);
    opened.sandbox.state.clockOffset = 3_602_000;
    const late = await open(url);
    expect({ status: late.status, code: codeOf(late.body) }).toEqual({ status: 403, code: 'AccessDenied' });
  });

  test('is invalid for another object, time or signature', async () => {
    opened.sandbox.state.buckets.get(bucket.name)!.acl = 'private';
    await put(key, Buffer.from('secret text'));
    await put('other.txt', Buffer.from('other'));
    const { url } = await sign(60);
    const changed = [
      url.replace(/\/private\/[^?]+/, '/other.txt'),
      url.replace('x-oss-expires=60', 'x-oss-expires=600'),
      url.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
    ];
    for (const each of changed) {
      const answer = await open(each);
      expect({ status: answer.status, code: codeOf(answer.body) }).toEqual({
        status: 403,
        code: 'SignatureDoesNotMatch',
      });
    }
  });

  test('of 7 days is the longest that OSS accepts', async () => {
    await put(key, Buffer.from('x'));
    expect((await open((await sign(604_800)).url)).status).toBe(200);
    expect((await open((await sign(604_801)).url)).status).toBe(400);
  });

  test('of temporary credentials contains their token, and says so', async () => {
    await put(key, Buffer.from('x'));
    const { id, secret } = opened.sandbox.accessKey;
    const token = 'token/with+signs=';
    opened.sandbox.state.accessKeys.push({ id: 'STS.temp', secret, denied: [], securityToken: token });
    const cloud = createCloud({
      credentials: async () => ({ accessKeyId: 'STS.temp', accessKeySecret: secret, securityToken: token }),
      onCall: () => undefined,
      clock,
    });
    const { url, isTemporary } = await cloud.oss.presignObject(bucket, key, 60);
    const has = (text: string) => url.includes(text) || url.includes(encodeURIComponent(text));
    expect({ isTemporary, status: (await open(url)).status }).toEqual({ isTemporary: true, status: 200 });
    expect({ token: has(token), secret: has(secret), id: has(id) }).toEqual({ token: true, secret: false, id: false });
  });

  test('sends no request', async () => {
    const before = opened.sandbox.state.calls.length;
    await sign(60);
    expect(opened.sandbox.state.calls.length).toBe(before);
  });
});
