import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ObjectVersion } from '../../../src/core/ports/objectVersions.js';
import type { BucketRef, OssPort } from '../../../src/core/ports/oss.js';

/** An account with an empty bucket that never had versioning. */
export interface OssVersionsFixture {
  readonly oss: OssPort;
  readonly bucket: BucketRef;
  stop(): Promise<void>;
}

const { signal } = new AbortController();
const bytesOf = (text: string) => new TextEncoder().encode(text);
const odd = 'v/a b+中&<1>.txt';

/** Tests versions with every implementation of the OSS port. The tests build on each other: versioning cannot be turned off. */
export function describeOssVersions(name: string, open: () => Promise<OssVersionsFixture>): void {
  describe(`OSS port, versions: ${name}`, () => {
    let fixture: OssVersionsFixture;
    beforeAll(async () => {
      fixture = await open();
    });
    afterAll(() => fixture.stop());

    const put = (key: string, text: string) =>
      fixture.oss.putObject(fixture.bucket, key, { body: bytesOf(text), headers: {} }, signal);
    const read = async (key: string, versionId?: string) => {
      const { oss, bucket } = fixture;
      const bytes =
        versionId === undefined
          ? await oss.readObject(bucket, key, 1_000, signal)
          : await oss.readVersion({ bucket, key, versionId }, 1_000, signal);
      return bytes && new TextDecoder().decode(bytes);
    };
    const list = async (prefix: string) =>
      (await fixture.oss.listVersions(fixture.bucket, { prefix, limit: 1_000, flat: true }, signal)).versions;
    const shape = (versions: readonly ObjectVersion[]) =>
      versions.map(({ isLatest, isDeleteMarker, size }) => `${isLatest} ${isDeleteMarker ? 'marker' : size}`);

    test('a bucket without versioning has one version of each object, and deletes it for good', async () => {
      const { oss, bucket } = fixture;
      expect((await put('plain.txt', 'one')).versionId).toBeUndefined();
      await put('plain.txt', 'second');
      const versions = await list('plain.txt');
      expect(versions).toMatchObject([{ key: 'plain.txt', versionId: 'null', isLatest: true, isDeleteMarker: false }]);
      expect((await oss.readObjectHead(bucket, 'plain.txt', signal))?.headers).not.toHaveProperty('x-oss-version-id');
      await oss.deleteObject(bucket, 'plain.txt', signal);
      expect(await list('plain.txt')).toEqual([]);
      await put(odd, 'before');
    });

    test('versioning is turned on, and shows in the bucket', async () => {
      const { oss, bucket } = fixture;
      expect((await oss.readBucketInfo(bucket, signal)).versioning).toBeUndefined();
      await oss.setVersioning(bucket, 'enabled', signal);
      expect((await oss.readBucketInfo(bucket, signal)).versioning).toBe('enabled');
    });

    test('each write is a version, also of an object from before, and any can be read', async () => {
      const { oss, bucket } = fixture;
      const second = await put(odd, 'second');
      const third = await put(odd, 'the third');
      expect(second.versionId).toBeTruthy();
      const versions = await list('v/');
      expect(shape(versions)).toEqual(['true 9', 'false 6', 'false 6']);
      expect(versions.map(({ versionId }) => versionId)).toEqual([third.versionId, second.versionId, 'null']);
      expect(versions[1]).toMatchObject({ key: odd, etag: second.etag });
      expect(await read(odd)).toBe('the third');
      expect(await read(odd, second.versionId)).toBe('second');
      expect(await read(odd, 'null')).toBe('before');
      const head = await oss.readObjectHead(bucket, odd, signal, second.versionId);
      expect(head).toMatchObject({ size: 6, etag: second.etag, headers: { 'x-oss-version-id': second.versionId } });
      const pieces: Uint8Array[] = [];
      const sink = { restart: async () => undefined, write: async (piece: Uint8Array) => void pieces.push(piece) };
      await oss.downloadVersion({ bucket, key: odd, versionId: 'null' }, sink, signal);
      expect(Buffer.concat(pieces).toString()).toBe('before');
    });

    test('a version that is unknown is missing', async () => {
      const { oss, bucket } = fixture;
      expect(await read(odd, 'unknown')).toBeUndefined();
      expect(await oss.readObjectHead(bucket, odd, signal, 'unknown')).toBeUndefined();
      await expect(oss.readTags(bucket, odd, signal, 'unknown')).rejects.toMatchObject({ kind: 'noSuchObject' });
      await oss.deleteVersion(bucket, odd, 'unknown', signal);
      expect(await list('v/')).toHaveLength(3);
    });

    test('the prohibition to overwrite has no effect', async () => {
      const { oss, bucket } = fixture;
      const upload = { body: bytesOf('four'), headers: {}, forbidOverwrite: true };
      await oss.putObject(bucket, odd, upload, signal);
      expect(shape(await list('v/'))).toEqual(['true 4', 'false 9', 'false 6', 'false 6']);
    });

    test('an earlier version becomes the current one by a copy, and stays', async () => {
      const { oss, bucket } = fixture;
      const source = (await oss.readObjectHead(bucket, odd, signal, 'null'))!;
      const itself = { bucket, key: odd };
      const copied = await oss.copyObject({ ...itself, versionId: 'null' }, itself, { source }, signal);
      expect(copied?.versionId).toBeTruthy();
      expect(await read(odd)).toBe('before');
      expect(await list('v/')).toHaveLength(5);
      expect(await read(odd, 'null')).toBe('before');
    });

    test('a deletion leaves a marker, and deleting the marker undoes it', async () => {
      const { oss, bucket } = fixture;
      await oss.deleteObject(bucket, odd, signal);
      expect(await read(odd)).toBeUndefined();
      expect((await oss.listObjects(bucket, { prefix: 'v/', limit: 10, flat: true }, signal)).objects).toEqual([]);
      const [marker, ...rest] = await list('v/');
      expect(marker).toMatchObject({ key: odd, isLatest: true, isDeleteMarker: true, size: 0, etag: '' });
      expect(rest.map(({ isLatest }) => isLatest)).not.toContain(true);
      expect(await read(odd, marker!.versionId)).toBeUndefined();
      expect(await oss.readObjectHead(bucket, odd, signal, marker!.versionId)).toBeUndefined();
      await oss.deleteVersion(bucket, odd, marker!.versionId, signal);
      expect(await read(odd)).toBe('before');
      expect(await list('v/')).toHaveLength(5);
    });

    test('a delete marker is no source of a copy', async () => {
      const { oss, bucket } = fixture;
      await put('gone.txt', 'x');
      const source = (await oss.readObjectHead(bucket, 'gone.txt', signal))!;
      await oss.deleteObject(bucket, 'gone.txt', signal);
      const copy = oss.copyObject({ bucket, key: 'gone.txt' }, { bucket, key: 'copy.txt' }, { source }, signal);
      await expect(copy).rejects.toMatchObject({ kind: 'noSuchObject' });
    });

    test('deleting the current version for good makes the one before current', async () => {
      const { oss, bucket } = fixture;
      const [current] = await list('v/');
      await oss.deleteVersion(bucket, odd, current!.versionId, signal);
      expect(await read(odd)).toBe('four');
      expect(shape(await list('v/'))).toEqual(['true 4', 'false 9', 'false 6', 'false 6']);
    });

    test('several deletions at once leave markers', async () => {
      const { oss, bucket } = fixture;
      await put('many/a', 'a');
      await put('many/b', 'b');
      expect(await oss.deleteObjects(bucket, ['many/a', 'many/b'], signal)).toEqual({ failed: [] });
      expect(shape(await list('many/'))).toEqual(['true marker', 'false 1', 'true marker', 'false 1']);
    });

    test.each([1, 2, 3, 7])(
      'lists with folders, at most %i a page, have everything once and in order',
      async (limit) => {
        const { oss, bucket } = fixture;
        const found: string[] = [];
        let marker: Parameters<OssPort['listVersions']>[1]['marker'];
        for (let pages = 0; pages < 30; pages++) {
          const query = { prefix: '', limit, ...(marker && { marker }) };
          const page = await oss.listVersions(bucket, query, signal);
          expect(page.versions.length + page.prefixes.length).toBeLessThanOrEqual(limit);
          found.push(...page.versions.map(({ key, versionId }) => `${key} ${versionId}`), ...page.prefixes);
          if (!page.next) break;
          marker = page.next;
        }
        const all = await list('gone.txt');
        const rows = all.map(({ key, versionId }) => `${key} ${versionId}`);
        expect(found.sort()).toEqual(['many/', 'v/', ...rows].sort());
      },
    );

    test('while versioning is suspended, a write replaces the version without an id alone', async () => {
      const { oss, bucket } = fixture;
      await oss.setVersioning(bucket, 'suspended', signal);
      expect((await oss.readBucketInfo(bucket, signal)).versioning).toBe('suspended');
      expect((await put(odd, 'suspended')).versionId).toBe('null');
      expect(shape(await list('v/'))).toEqual(['true 9', 'false 4', 'false 9', 'false 6']);
      await put(odd, 'again');
      expect(shape(await list('v/'))).toEqual(['true 5', 'false 4', 'false 9', 'false 6']);
      await oss.deleteObject(bucket, odd, signal);
      const versions = await list('v/');
      expect(shape(versions)).toEqual(['true marker', 'false 4', 'false 9', 'false 6']);
      expect(versions[0]?.versionId).toBe('null');
      await oss.deleteVersion(bucket, odd, 'null', signal);
      expect(await read(odd)).toBe('four');
    });

    test('a bucket that has a version or a marker cannot be deleted', async () => {
      const { oss, bucket } = fixture;
      for (const { key } of (await oss.listObjects(bucket, { prefix: '', limit: 100, flat: true }, signal)).objects)
        await oss.deleteObject(bucket, key, signal);
      await expect(oss.deleteBucket(bucket, signal)).rejects.toMatchObject({ details: { code: 'BucketNotEmpty' } });
    });
  });
}
