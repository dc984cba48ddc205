import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { combineCrc64, crc64 } from '../../../src/core/crc64.js';
import type { BucketRef, ObjectHeaders, OssPort, UploadedPart } from '../../../src/core/ports/oss.js';

/** An account with a bucket to write to. */
export interface OssWritesFixture {
  readonly oss: OssPort;
  readonly bucket: BucketRef;
  stop(): Promise<void>;
}

const { signal } = new AbortController();
const bytesOf = (text: string) => new TextEncoder().encode(text);
const partSize = 100 * 1024;
const pattern = (size: number, seed: number) =>
  Uint8Array.from({ length: size }, (_, at) => (at * seed + (at >> 8)) % 256);
const key = 'parts/a b+中 (1).bin';
/** Each character one byte of the wire: UTF-8, UTF-8 that ends in a byte which JavaScript takes for a space, GBK, and no text at all. */
const byteValues = ['标题', 'voilà', '\ufeff'].map((text) => Buffer.from(text).toString('latin1'));
byteValues.push('\xb1\xea\xcc\xe2', '\xff\xfe');

/** What every implementation of the OSS port promises about how objects come to be and what they keep. */
export function describeOssWrites(name: string, open: () => Promise<OssWritesFixture>): void {
  describe(`OSS port, writes: ${name}`, () => {
    let fixture: OssWritesFixture;
    beforeAll(async () => {
      fixture = await open();
    });
    afterAll(() => fixture.stop());

    async function upload(bodies: readonly Uint8Array[], headers = {}) {
      const { oss, bucket } = fixture;
      const id = await oss.createMultipart(bucket, key, headers, signal);
      const parts: UploadedPart[] = [];
      for (const [index, body] of bodies.entries()) {
        parts.push(await oss.putPart(bucket, key, { uploadId: id, number: index + 1, body }, signal));
      }
      return { id, parts };
    }

    async function changeHeaders(name: string, headers: ObjectHeaders) {
      const { oss, bucket } = fixture;
      const source = (await oss.readObjectHead(bucket, name, signal)) ?? { size: 1, etag: 'A', headers: {} };
      return oss.copyObject({ bucket, key: name }, { bucket, key: name }, { source, headers }, signal);
    }

    test('does not overwrite an object if forbidden', async () => {
      const { oss, bucket } = fixture;
      const put = (text: string, forbidOverwrite: boolean) =>
        oss.putObject(bucket, 'taken.txt', { body: bytesOf(text), headers: {}, forbidOverwrite }, signal);
      await put('first', true);
      await expect(put('second', true)).rejects.toMatchObject({
        kind: 'objectExists',
        details: { code: 'FileAlreadyExists', httpStatus: 409 },
      });
      expect(await oss.readObject(bucket, 'taken.txt', 1_000_000, signal)).toEqual(bytesOf('first'));
      await put('third', false);
      expect(await oss.readObject(bucket, 'taken.txt', 1_000_000, signal)).toEqual(bytesOf('third'));
    });

    const kept = {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-encoding': 'identity',
      'content-disposition': 'inline',
      expires: 'Wed, 21 Oct 2026 07:28:00 GMT',
      'x-oss-meta-author': 'someone',
    };

    test('keeps headers, metadata and ACL of an object', async () => {
      const { oss, bucket } = fixture;
      const headers = { ...kept, 'x-oss-object-acl': 'public-read' };
      await oss.putObject(bucket, 'kept.html', { body: bytesOf('kept'), headers }, signal);
      expect((await oss.readObjectHead(bucket, 'kept.html', signal))?.headers).toMatchObject(kept);
      expect(await oss.readObjectAcl(bucket, 'kept.html', signal)).toBe('public-read');
      await oss.putObject(bucket, 'kept.html', { body: bytesOf('plain'), headers: {} }, signal);
      expect(await oss.readObjectAcl(bucket, 'kept.html', signal)).toBe('default');
      expect((await oss.readObjectHead(bucket, 'kept.html', signal))?.headers).not.toHaveProperty('x-oss-meta-author');
    });

    test.each(byteValues)(
      'keeps the header value %j byte for byte by put, copy and multipart upload',
      async (value) => {
        const { oss, bucket } = fixture;
        const headers = { 'x-oss-meta-title': value, 'content-disposition': `attachment; filename="${value}"` };
        await oss.putObject(bucket, key, { body: bytesOf('first'), headers }, signal);
        const put = await oss.readObjectHead(bucket, key, signal);
        expect(put?.headers).toMatchObject(headers);
        const read = Object.fromEntries(Object.keys(headers).map((name) => [name, put!.headers[name]!]));
        await changeHeaders(key, read);
        expect((await oss.readObjectHead(bucket, key, signal))?.headers).toMatchObject(headers);
        const { id, parts } = await upload([bytesOf('second')], read);
        await oss.completeMultipart(bucket, key, { uploadId: id, parts }, signal);
        expect((await oss.readObjectHead(bucket, key, signal))?.headers).toMatchObject(headers);
        await oss.deleteObject(bucket, key, signal);
      },
    );

    test.each(['标题', 'line\nbreak', 'nul\0'])('refuses the header value %j before it is sent', async (value) => {
      const { oss, bucket } = fixture;
      const headers = { 'x-oss-meta-title': value };
      const refused = { kind: 'invalidInput', details: { code: 'headerValue', subject: 'x-oss-meta-title' } };
      const put = oss.putObject(bucket, 'refused.txt', { body: bytesOf('x'), headers }, signal);
      await expect(put).rejects.toMatchObject(refused);
      await expect(oss.createMultipart(bucket, 'refused.txt', headers, signal)).rejects.toMatchObject(refused);
      expect(await oss.readObjectHead(bucket, 'refused.txt', signal)).toBeUndefined();
    });

    test('replaces all headers of an object, and not its bytes', async () => {
      const { oss, bucket } = fixture;
      const odd = 'x?acl/中+ .html';
      await oss.putObject(
        bucket,
        odd,
        { body: bytesOf('same'), headers: { ...kept, 'x-oss-object-acl': 'private' } },
        signal,
      );
      const headers = { 'cache-control': 'max-age=60' };
      const changed = await changeHeaders(odd, headers);
      const head = await oss.readObjectHead(bucket, odd, signal);
      expect(head).toMatchObject({ size: 4, etag: changed?.etag, crc64: changed?.crc64 });
      expect(head?.headers).toMatchObject(headers);
      expect(head?.headers).not.toHaveProperty('x-oss-meta-author');
      expect(head?.headers).not.toHaveProperty('content-encoding');
      expect(await oss.readObjectAcl(bucket, odd, signal)).toBe('default');
      expect(await oss.readObject(bucket, odd, 1_000_000, signal)).toEqual(bytesOf('same'));
      const withAcl = { 'content-type': 'text/css', 'x-oss-object-acl': 'private' };
      await changeHeaders(odd, withAcl);
      expect(await oss.readObjectAcl(bucket, odd, signal)).toBe('private');
      await oss.deleteObject(bucket, odd, signal);
    });

    test('reports a missing object for ACL and header changes', async () => {
      const { oss, bucket } = fixture;
      const missing = { kind: 'noSuchObject' };
      await expect(oss.readObjectAcl(bucket, 'absent', signal)).rejects.toMatchObject(missing);
      await expect(changeHeaders('absent', {})).rejects.toMatchObject(missing);
    });

    test('combines parts to one object with headers, ACL and checksum', async () => {
      const { oss, bucket } = fixture;
      const bodies = [pattern(partSize, 7), pattern(partSize, 11), pattern(5, 13)];
      const { id, parts } = await upload(bodies, kept);
      expect(await oss.listParts(bucket, key, id, signal)).toEqual(parts);
      expect(await oss.readObjectHead(bucket, key, signal)).toBeUndefined();
      const made = await oss.completeMultipart(bucket, key, { uploadId: id, parts, acl: 'public-read' }, signal);
      const whole = Buffer.concat(bodies);
      expect(made.crc64).toBe(crc64(whole));
      expect(made.etag).toMatch(/^[0-9A-F]{32}-3$/);
      const head = await oss.readObjectHead(bucket, key, signal);
      expect(head).toMatchObject({ size: whole.length, etag: made.etag, crc64: made.crc64 });
      expect(head?.headers).toMatchObject(kept);
      expect(await oss.readObjectAcl(bucket, key, signal)).toBe('public-read');
      expect(Buffer.compare(Buffer.from((await oss.readObject(bucket, key, 1_000_000, signal))!), whole)).toBe(0);
      expect(await oss.listParts(bucket, key, id, signal)).toBeUndefined();
      await oss.deleteObject(bucket, key, signal);
    });

    test('replaces a part, accepts parts in any order, and omits unnamed ones', async () => {
      const { oss, bucket } = fixture;
      const id = await oss.createMultipart(bucket, key, {}, signal);
      const put = (number: number, body: Uint8Array) =>
        oss.putPart(bucket, key, { uploadId: id, number, body }, signal);
      await put(9, bytesOf('not named'));
      const last = await put(5, bytesOf('end'));
      await put(2, pattern(partSize, 3));
      const first = await put(2, pattern(partSize, 5));
      expect((await oss.listParts(bucket, key, id, signal))?.map(({ number }) => number)).toEqual([2, 5, 9]);
      const made = await oss.completeMultipart(bucket, key, { uploadId: id, parts: [first, last] }, signal);
      expect(made.crc64).toBe(combineCrc64([first, last] as { crc64: string; size: number }[]));
      await oss.deleteObject(bucket, key, signal);
    });

    test('refuses wrong or too small parts, and the upload continues', async () => {
      const { oss, bucket } = fixture;
      const { id, parts } = await upload([pattern(partSize - 1, 7), pattern(partSize, 11)]);
      const complete = (named: readonly UploadedPart[]) =>
        oss.completeMultipart(bucket, key, { uploadId: id, parts: named }, signal);
      await expect(complete(parts)).rejects.toMatchObject({
        kind: 'invalidInput',
        details: { code: 'EntityTooSmall' },
      });
      const wrong = [{ ...parts[1]!, etag: '0'.repeat(32) }];
      await expect(complete(wrong)).rejects.toMatchObject({ kind: 'noSuchUpload', details: { code: 'InvalidPart' } });
      await complete(parts.slice(1));
      expect((await oss.readObjectHead(bucket, key, signal))?.size).toBe(partSize);
      await oss.deleteObject(bucket, key, signal);
    });

    test('does not overwrite by a multipart upload either, if forbidden', async () => {
      const { oss, bucket } = fixture;
      const { id, parts } = await upload([bytesOf('late')]);
      await oss.putObject(bucket, key, { body: bytesOf('there'), headers: {} }, signal);
      const complete = oss.completeMultipart(bucket, key, { uploadId: id, parts, forbidOverwrite: true }, signal);
      await expect(complete).rejects.toMatchObject({ kind: 'objectExists' });
      expect(await oss.readObject(bucket, key, 1_000_000, signal)).toEqual(bytesOf('there'));
      await oss.abortMultipart(bucket, key, id, signal);
      await oss.deleteObject(bucket, key, signal);
    });

    test('aborts an upload, repeatedly', async () => {
      const { oss, bucket } = fixture;
      const { id, parts } = await upload([bytesOf('given up')]);
      await oss.abortMultipart(bucket, key, id, signal);
      await oss.abortMultipart(bucket, key, id, signal);
      expect(await oss.listParts(bucket, key, id, signal)).toBeUndefined();
      const gone = { kind: 'noSuchUpload' };
      await expect(
        oss.putPart(bucket, key, { uploadId: id, number: 1, body: bytesOf('x') }, signal),
      ).rejects.toMatchObject(gone);
      await expect(oss.completeMultipart(bucket, key, { uploadId: id, parts }, signal)).rejects.toMatchObject(gone);
    });
  });
}
