import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatTags } from '../../../src/core/oss/tags.js';
import type { BucketRef, CopyOptions, ObjectHeaders, OssPort } from '../../../src/core/ports/oss.js';

/** An account with two buckets of a region, whose objects may be public. */
export interface OssCopiesFixture {
  readonly oss: OssPort;
  readonly bucket: BucketRef;
  readonly other: BucketRef;
  /** Completes the restoration of an object that is in progress. */
  finishRestore(bucket: BucketRef, key: string): void;
  stop(): Promise<void>;
}

const { signal } = new AbortController();
const body = new TextEncoder().encode('bytes');
const headers = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-cache',
  'content-encoding': 'identity',
  'content-disposition': 'inline',
  'content-language': 'zh-CN',
  expires: 'Wed, 21 Oct 2026 07:28:00 GMT',
  'x-oss-meta-author': 'someone',
};
const kept = { 'x-oss-storage-class': 'IA', 'x-oss-server-side-encryption': 'AES256' };
const tags = { owner: 'web team', 'path:1': 'a/b=c+d', empty: '' };
const itself = 'from/x?acl+中 .html';

/** Tests copies, tags, ACLs and archived objects with every implementation of the OSS port. */
export function describeOssCopies(name: string, open: () => Promise<OssCopiesFixture>): void {
  describe(`OSS port, copies: ${name}`, () => {
    let fixture: OssCopiesFixture;
    beforeAll(async () => {
      fixture = await open();
    });
    afterAll(() => fixture.stop());

    const put = (key: string, more: ObjectHeaders = {}) =>
      fixture.oss.putObject(fixture.bucket, key, { body, headers: { ...headers, ...more } }, signal);
    const headOf = (key: string, bucket = fixture.bucket) => fixture.oss.readObjectHead(bucket, key, signal);
    const copy = async (from: string, to: string, options: Partial<CopyOptions> = {}, bucket = fixture.bucket) => {
      const source = options.source ?? (await headOf(from))!;
      const place = { bucket: fixture.bucket, key: from };
      return fixture.oss.copyObject(place, { bucket, key: to }, { ...options, source }, signal);
    };

    test('tags are sent with an object, and read back', async () => {
      const { oss, bucket } = fixture;
      await put('tagged.txt', { 'x-oss-tagging': formatTags(tags) });
      expect(await oss.readTags(bucket, 'tagged.txt', signal)).toEqual(tags);
      expect((await headOf('tagged.txt'))?.headers['x-oss-tagging-count']).toBe('3');
      await put('tagged.txt');
      expect(await oss.readTags(bucket, 'tagged.txt', signal)).toEqual({});
      await expect(oss.readTags(bucket, 'absent', signal)).rejects.toMatchObject({ kind: 'noSuchObject' });
    });

    test('tags are sent with a multipart upload', async () => {
      const { oss, bucket } = fixture;
      const id = await oss.createMultipart(bucket, 'parts.bin', { 'x-oss-tagging': formatTags(tags) }, signal);
      const part = await oss.putPart(bucket, 'parts.bin', { uploadId: id, number: 1, body }, signal);
      await oss.completeMultipart(bucket, 'parts.bin', { uploadId: id, parts: [part] }, signal);
      expect(await oss.readTags(bucket, 'parts.bin', signal)).toEqual(tags);
    });

    test.each(['same bucket', 'other bucket'])(
      'a copy in the %s keeps bytes, headers, metadata, tags, class and encryption, and has the ACL that is sent',
      async (where) => {
        const { oss, bucket, other } = fixture;
        const place = where === 'same bucket' ? bucket : other;
        const sent = { ...kept, 'x-oss-tagging': formatTags(tags), 'x-oss-object-acl': 'public-read' };
        const { etag } = await put(itself, sent);
        const result = await copy(itself, 'to/copy.html', { acl: 'private' }, place);
        const head = await headOf('to/copy.html', place);
        expect(head).toMatchObject({ size: body.length, etag: result?.etag, headers: { ...headers, ...kept } });
        expect(result).toMatchObject({ etag, crc64: head?.crc64 });
        expect(await oss.readObject(place, 'to/copy.html', 100, signal)).toEqual(body);
        expect(await oss.readTags(place, 'to/copy.html', signal)).toEqual(tags);
        expect(await oss.readObjectAcl(place, 'to/copy.html', signal)).toBe('private');
        await copy(itself, 'to/copy.html', {}, place);
        expect(await oss.readObjectAcl(place, 'to/copy.html', signal)).toBe('default');
        expect(await headOf(itself)).toBeDefined();
      },
    );

    test('a copy with headers of its own has these alone, and keeps tags, class and encryption', async () => {
      const { oss, bucket } = fixture;
      await put(itself, { ...kept, 'x-oss-tagging': formatTags(tags) });
      await copy(itself, itself, { headers: { 'content-type': 'text/css' } });
      const head = await headOf(itself);
      expect(head?.headers).toMatchObject({ 'content-type': 'text/css', ...kept });
      for (const gone of ['cache-control', 'x-oss-meta-author', 'content-encoding'])
        expect(head?.headers).not.toHaveProperty(gone);
      expect(await oss.readTags(bucket, itself, signal)).toEqual(tags);
      await copy(itself, itself, { headers: { 'content-type': 'text/css', 'x-oss-tagging': 'a=1' } });
      expect(await oss.readTags(bucket, itself, signal)).toEqual({ a: '1' });
    });

    test('an object that changed since it was read is not copied, and one that is there is not replaced', async () => {
      const { oss, bucket } = fixture;
      await put(itself);
      const source = (await headOf(itself))!;
      await oss.putObject(bucket, itself, { body: new TextEncoder().encode('theirs'), headers: {} }, signal);
      expect(await copy(itself, 'changed.html', { source })).toBeUndefined();
      expect(await headOf('changed.html')).toBeUndefined();
      await put('there.html');
      await expect(copy(itself, 'there.html', { forbidOverwrite: true })).rejects.toMatchObject({
        kind: 'objectExists',
        details: { code: 'FileAlreadyExists', httpStatus: 409 },
      });
      expect(await oss.readObject(bucket, 'there.html', 100, signal)).toEqual(body);
      const missing = { size: 1, etag: 'A', headers: {} };
      await expect(copy('absent', 'x', { source: missing })).rejects.toMatchObject({ kind: 'noSuchObject' });
    });

    test('the ACL of an object is replaced, and nothing else of it', async () => {
      const { oss, bucket } = fixture;
      await put('acl.html');
      for (const acl of ['public-read', 'private', 'default'] as const) {
        await oss.setObjectAcl(bucket, 'acl.html', acl, signal);
        expect(await oss.readObjectAcl(bucket, 'acl.html', signal)).toBe(acl);
      }
      expect((await headOf('acl.html'))?.headers).toMatchObject(headers);
      await expect(oss.setObjectAcl(bucket, 'absent', 'private', signal)).rejects.toMatchObject({
        kind: 'noSuchObject',
      });
    });

    test('an archived object is read and copied only once it is restored, and its HEAD tells', async () => {
      const { oss, bucket } = fixture;
      await put('cold.txt', { 'x-oss-storage-class': 'ColdArchive' });
      const archived = { kind: 'objectArchived', details: { code: 'InvalidObjectState', httpStatus: 403 } };
      expect((await headOf('cold.txt'))?.headers).not.toHaveProperty('x-oss-restore');
      await expect(oss.readObject(bucket, 'cold.txt', 100, signal)).rejects.toMatchObject(archived);
      await expect(copy('cold.txt', 'warm.txt')).rejects.toMatchObject(archived);
      const restore = { days: 2, tier: 'Standard' } as const;
      expect(await oss.restoreObject(bucket, 'cold.txt', restore, signal)).toBe('started');
      expect((await headOf('cold.txt'))?.headers['x-oss-restore']).toBe('ongoing-request="true"');
      await expect(oss.readObject(bucket, 'cold.txt', 100, signal)).rejects.toMatchObject(archived);
      await expect(oss.restoreObject(bucket, 'cold.txt', restore, signal)).rejects.toMatchObject({
        kind: 'restoreInProgress',
        details: { code: 'RestoreAlreadyInProgress', httpStatus: 409 },
      });
      fixture.finishRestore(bucket, 'cold.txt');
      expect((await headOf('cold.txt'))?.headers['x-oss-restore']).toMatch(
        /^ongoing-request="false", expiry-date="\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT"$/,
      );
      expect(await oss.readObject(bucket, 'cold.txt', 100, signal)).toEqual(body);
      expect(await oss.restoreObject(bucket, 'cold.txt', restore, signal)).toBe('extended');
      await copy('cold.txt', 'warm.txt', { headers: { 'x-oss-storage-class': 'Standard' } });
      expect(await oss.readObject(bucket, 'warm.txt', 100, signal)).toEqual(body);
    });

    test('an object that is not archived, or is missing, cannot be restored', async () => {
      const { oss, bucket } = fixture;
      await put('warm.html');
      const restore = (key: string) => oss.restoreObject(bucket, key, { days: 1 }, signal);
      await expect(restore('warm.html')).rejects.toMatchObject({ kind: 'invalidInput' });
      await expect(restore('absent')).rejects.toMatchObject({ kind: 'noSuchObject' });
    });
  });
}
