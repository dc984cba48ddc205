import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { crc64 } from '../../../src/core/crc64.js';
import { deleteObjects } from '../../../src/core/objects/deleteObjects.js';
import type { BucketRef, OssPort } from '../../../src/core/ports/oss.js';

/** An account to try the port on: an empty bucket, and one that the account does not have. */
export interface OssFixture {
  readonly oss: OssPort;
  readonly bucket: BucketRef;
  /** Makes the TXT record that proves a custom domain. */
  prove(domain: string, token: string): Promise<void>;
  stop(): Promise<void>;
}

/** Keys whose characters have a meaning in URLs, XML or signatures. */
export const hardKeys = [
  'a b.css',
  'a+b.css',
  'a%20b.css',
  '100%.css',
  'a#b.css',
  'a?b.css',
  'x?acl',
  'x?partNumber=1&uploadId=2',
  'a&b=c.css',
  'a"b\'c.css',
  'a(b)!*~.css',
  'a|b^c`d.css',
  'a;b:c@d,$=e.css',
  'a\\b.css',
  'trailing ',
  '中文/路径.css',
  '😀.css',
  'é.css',
  'a//b.css',
  '<tag>&amp;.xml',
  '[x]{y}.css',
  'x.constructor',
  'a.__proto__',
  '__proto__',
  'toString',
];

const { signal } = new AbortController();
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** What every implementation of the OSS port promises. */
export function describeOss(name: string, open: () => Promise<OssFixture>): void {
  describe(`OSS port: ${name}`, () => {
    let fixture: OssFixture;
    beforeAll(async () => {
      fixture = await open();
    });
    afterAll(() => fixture.stop());

    test('lists the bucket with its region and the account id', async () => {
      const { ownerId, buckets } = await fixture.oss.listBuckets(signal);
      expect(ownerId).toMatch(/^\d+$/);
      expect(buckets).toContainEqual(expect.objectContaining(fixture.bucket));
    });

    test('reads the access settings of a bucket', async () => {
      const info = await fixture.oss.readBucketInfo(fixture.bucket, signal);
      expect(info).toMatchObject({ ...fixture.bucket, acl: expect.stringMatching(/^(private|public-read)/) });
      expect(typeof info.publicAccessBlocked).toBe('boolean');
    });

    describe('with objects of all hard keys', () => {
      const bodyOf = (key: string) => bytesOf(`bytes of ${key}`);
      const headers = { 'content-type': 'text/css', 'cache-control': 'no-cache' };
      const etags = new Map<string, string | undefined>();

      beforeAll(async () => {
        const { oss, bucket } = fixture;
        for (const key of hardKeys) {
          const { etag } = await oss.putObject(bucket, key, { body: bodyOf(key), headers }, signal);
          etags.set(key, etag);
        }
      });

      test('lists each of the hard keys once', async () => {
        const page = await fixture.oss.listObjects(fixture.bucket, { prefix: '', limit: 1000, flat: true }, signal);
        expect(page.objects.map(({ key }) => key).sort()).toEqual([...hardKeys].sort());
      });

      // Each is deleted once it was read, so one that went with another is missing.
      test.each(hardKeys)('keeps the object %j apart from all others', async (key) => {
        const { oss, bucket } = fixture;
        const body = bodyOf(key);
        const head = await oss.readObjectHead(bucket, key, signal);
        expect(head).toMatchObject({ size: body.length, etag: etags.get(key), crc64: crc64(body), headers });
        expect(await oss.readObject(bucket, key, 1_000_000, signal)).toEqual(body);
        await oss.deleteObject(bucket, key, signal);
        expect(await oss.readObjectHead(bucket, key, signal)).toBeUndefined();
        expect(await oss.readObject(bucket, key, 1_000_000, signal)).toBeUndefined();
      });
    });

    test('stores an empty object and one of many chunks', async () => {
      const { oss, bucket } = fixture;
      const large = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);
      for (const body of [new Uint8Array(), large]) {
        await oss.putObject(bucket, 'sized', { body, headers: {} }, signal);
        const read = await oss.readObject(bucket, 'sized', 1_000_000, signal);
        expect(Buffer.compare(Buffer.from(read!), Buffer.from(body))).toBe(0);
      }
      await oss.deleteObject(bucket, 'sized', signal);
    });

    test("reads an object up to its reader's size limit", async () => {
      const { oss, bucket } = fixture;
      await oss.putObject(bucket, 'sized', { body: new Uint8Array(1_000), headers: {} }, signal);
      expect((await oss.readObject(bucket, 'sized', 1_000, signal))?.length).toBe(1_000);
      await expect(oss.readObject(bucket, 'sized', 999, signal)).rejects.toMatchObject({ kind: 'badAnswer' });
      await oss.deleteObject(bucket, 'sized', signal);
    });

    test('streams objects of any size, including an empty one', async () => {
      const { oss, bucket } = fixture;
      const large = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);
      for (const body of [new Uint8Array(), large]) {
        await oss.putObject(bucket, 'sized', { body, headers: {} }, signal);
        const pieces: Uint8Array[] = [];
        const restart = async () => void pieces.splice(0);
        await oss.downloadObject(
          bucket,
          'sized',
          { restart, write: async (piece) => void pieces.push(piece.slice()) },
          signal,
        );
        expect(Buffer.compare(Buffer.concat(pieces), Buffer.from(body))).toBe(0);
      }
      await oss.deleteObject(bucket, 'sized', signal);
      const missing = oss.downloadObject(
        bucket,
        'sized',
        { restart: async () => undefined, write: async () => undefined },
        signal,
      );
      await expect(missing).rejects.toMatchObject({ kind: 'noSuchObject' });
    });

    test('deletes many objects at once, with any names, and missing ones', async () => {
      const { oss, bucket } = fixture;
      const keys = [...hardKeys, 'control\u0001.txt', 'line\nbreak', ' leading'];
      for (const key of ['kept.txt', ...keys])
        await oss.putObject(bucket, key, { body: bytesOf('x'), headers: {} }, signal);
      const end = await deleteObjects(oss, bucket, [...keys, 'gone.txt'], { signal, onProgress: () => undefined });
      expect({ ...end, deleted: [...end.deleted].sort() }).toEqual({
        deleted: [...keys, 'gone.txt'].sort(),
        failed: [],
        uncertain: [],
      });
      const left = await oss.listObjects(bucket, { prefix: '', limit: 100, flat: true }, signal);
      expect(left.objects.map(({ key }) => key)).toEqual(['kept.txt']);
      expect(await oss.deleteObjects(bucket, ['kept.txt'], signal)).toEqual({ failed: [] });
    });

    test('pages through folders and objects in order, each once', async () => {
      const { oss, bucket } = fixture;
      const keys = ['a.txt', 'b/1.txt', 'b/2.txt', 'c d/1.txt', 'e.txt'];
      for (const key of keys) await oss.putObject(bucket, key, { body: bytesOf(key), headers: {} }, signal);
      const seen: string[] = [];
      let marker: string | undefined;
      do {
        const query = { prefix: '', limit: 1, ...(marker === undefined ? {} : { marker }) };
        const page = await oss.listObjects(bucket, query, signal);
        seen.push(...page.prefixes, ...page.objects.map((object) => object.key));
        marker = page.next;
      } while (marker !== undefined && seen.length < 10);
      expect(seen).toEqual(['a.txt', 'b/', 'c d/', 'e.txt']);
      const inside = await oss.listObjects(bucket, { prefix: 'b/', limit: 100 }, signal);
      expect(inside.objects.map((object) => object.key)).toEqual(['b/1.txt', 'b/2.txt']);
      expect(inside.objects[0]).toMatchObject({ size: 7, etag: expect.stringMatching(/^[0-9A-F]{32}$/) });
      for (const key of keys) await oss.deleteObject(bucket, key, signal);
    });

    test('has neither objects nor custom domains in an empty bucket', async () => {
      expect(await fixture.oss.listObjects(fixture.bucket, { prefix: '', limit: 10 }, signal)).toEqual({
        objects: [],
        prefixes: [],
      });
      expect(await fixture.oss.listCnames(fixture.bucket, signal)).toEqual([]);
    });

    test('binds a custom domain once its token is visible, and unbinds it', async () => {
      const { oss, bucket, prove } = fixture;
      const domain = 'bound.shop-demo.com';
      await expect(oss.createCname(bucket, domain, signal)).rejects.toMatchObject({ kind: 'cnameTokenNeeded' });
      const token = await oss.createCnameToken(bucket, domain, signal);
      expect(await oss.createCnameToken(bucket, domain, signal)).toBe(token);
      await prove(domain, token);
      await oss.createCname(bucket, domain, signal);
      const [cname] = await oss.listCnames(bucket, signal);
      expect(cname).toMatchObject({ domain, enabled: true });
      await oss.deleteCname(bucket, domain, signal);
      expect(await oss.listCnames(bucket, signal)).toEqual([]);
    });

    test('distinguishes a missing bucket from a wrong region', async () => {
      const { oss, bucket } = fixture;
      const missing = { ...bucket, name: 'no-such-bucket-here' };
      await expect(oss.readBucketInfo(missing, signal)).rejects.toMatchObject({ kind: 'noSuchBucket' });
      await expect(oss.readObject(missing, 'key', 1_000_000, signal)).rejects.toMatchObject({ kind: 'noSuchBucket' });
      const elsewhere = { ...bucket, region: 'eu-central-1' };
      await expect(oss.listObjects(elsewhere, { prefix: '', limit: 1 }, signal)).rejects.toMatchObject({
        kind: 'wrongRegion',
        details: { endpoint: `oss-${bucket.region}.aliyuncs.com` },
      });
    });

    test('changes nothing in the bucket by a cancelled call', async () => {
      const cancelled = AbortSignal.abort();
      const { oss, bucket } = fixture;
      await expect(oss.putObject(bucket, 'late', { body: bytesOf('x'), headers: {} }, cancelled)).rejects.toMatchObject(
        {
          kind: 'cancelled',
        },
      );
      expect(await oss.readObjectHead(bucket, 'late', signal)).toBeUndefined();
    });
  });
}
