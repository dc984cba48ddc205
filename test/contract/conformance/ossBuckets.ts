import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OssPort } from '../../../src/core/ports/oss.js';

/** An account, and the name of a bucket of another one. */
export interface OssBucketsFixture {
  readonly oss: OssPort;
  readonly taken: string;
  stop(): Promise<void>;
}

const { signal } = new AbortController();
const bytes = new Uint8Array(1_600);

/** What every implementation of the OSS port promises about buckets that are made, counted and deleted. */
export function describeOssBuckets(name: string, open: () => Promise<OssBucketsFixture>): void {
  describe(`OSS port, buckets: ${name}`, () => {
    let fixture: OssBucketsFixture;
    beforeAll(async () => {
      fixture = await open();
    });
    afterAll(() => fixture.stop());

    test('a new bucket is private, in the requested region, and closed to the public on request', async () => {
      const { oss } = fixture;
      const bucket = { name: 'made-here-1', region: 'eu-central-1' };
      await oss.createBucket(bucket, signal);
      expect((await oss.listBuckets(signal)).buckets).toContainEqual(expect.objectContaining(bucket));
      const info = await oss.readBucketInfo(bucket, signal);
      expect(info).toMatchObject({ ...bucket, acl: 'private' });
      expect(info.versioning).toBeUndefined();
      await oss.blockPublicAccess(bucket, signal);
      expect((await oss.readBucketInfo(bucket, signal)).publicAccessBlocked).toBe(true);
      await oss.blockPublicAccess(bucket, signal);
    });

    test('counts the content of a bucket', async () => {
      const { oss } = fixture;
      const bucket = { name: 'counted-here', region: 'ap-southeast-1' };
      await oss.createBucket(bucket, signal);
      expect(await oss.readBucketStat(bucket, signal)).toMatchObject({ bytes: 0, objects: 0 });
      for (const key of ['a', 'b/c']) await oss.putObject(bucket, key, { body: bytes, headers: {} }, signal);
      const { bytes: size, objects, countedAt } = await oss.readBucketStat(bucket, signal);
      expect({ size, objects }).toEqual({ size: 3_200, objects: 2 });
      expect(countedAt % 1000).toBe(0);
    });

    test('refuses a name of another account, or of an own bucket in another region', async () => {
      const { oss, taken } = fixture;
      const refused = { kind: 'bucketRefused', details: { code: 'BucketAlreadyExists', httpStatus: 409 } };
      await expect(oss.createBucket({ name: taken, region: 'eu-central-1' }, signal)).rejects.toMatchObject(refused);
      await oss.createBucket({ name: 'mine-already', region: 'ap-southeast-1' }, signal);
      const elsewhere = { name: 'mine-already', region: 'eu-central-1' };
      await expect(oss.createBucket(elsewhere, signal)).rejects.toMatchObject(refused);
      expect(await oss.readBucketInfo({ ...elsewhere, region: 'ap-southeast-1' }, signal)).toMatchObject({
        acl: 'private',
      });
    });

    test('deletes only an empty bucket, repeatedly', async () => {
      const { oss } = fixture;
      const bucket = { name: 'to-be-deleted', region: 'ap-southeast-1' };
      await oss.createBucket(bucket, signal);
      await oss.putObject(bucket, 'a', { body: bytes, headers: {} }, signal);
      await expect(oss.deleteBucket(bucket, signal)).rejects.toMatchObject({ details: { code: 'BucketNotEmpty' } });
      await oss.deleteObject(bucket, 'a', signal);
      await oss.deleteBucket(bucket, signal);
      await oss.deleteBucket(bucket, signal);
      await expect(oss.readBucketInfo(bucket, signal)).rejects.toMatchObject({ kind: 'noSuchBucket' });
    });
  });
}
