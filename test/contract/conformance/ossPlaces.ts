import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { textOf } from '../../../src/core/delivery/bucketXml.js';
import type { BucketRef, OssPort } from '../../../src/core/ports/oss.js';

/** An account with a bucket in the mainland, and what its owner can do to it by hand. */
export interface OssPlacesFixture {
  readonly oss: OssPort;
  readonly bucket: BucketRef;
  /** Closes or opens the public endpoint for calls on objects. */
  closeEndpoint(closed: boolean): void;
  /** Binds a domain to the bucket, with a certificate, and points its DNS straight at OSS. */
  bindUploadDomain(domain: string): void;
  setWebsite(index: string): void;
  stop(): Promise<void>;
}

const { signal } = new AbortController();
const key = 'docs/a b+中.txt';
const bytes = new TextEncoder().encode('through another door');

/** What every implementation of the OSS port promises about where a bucket is asked, and what its bare address shows. */
export function describeOssPlaces(name: string, open: () => Promise<OssPlacesFixture>): void {
  describe(`OSS port, places: ${name}`, () => {
    let fixture: OssPlacesFixture;
    beforeAll(async () => {
      fixture = await open();
      fixture.closeEndpoint(true);
    });
    afterAll(() => fixture.stop());

    test('reports a closed public endpoint for objects only', async () => {
      const { oss, bucket } = fixture;
      const listing = { prefix: '', limit: 1 };
      for (const ask of [
        () => oss.listObjects(bucket, listing, signal),
        () => oss.putObject(bucket, key, { body: bytes, headers: {} }, signal),
        () => oss.readObject(bucket, key, 1_000_000, signal),
      ]) {
        await expect(ask()).rejects.toMatchObject({ kind: 'publicEndpointForbidden', details: { bucket } });
      }
      expect(await oss.readBucketInfo(bucket, signal)).toMatchObject({ name: bucket.name });
      expect(await oss.listCnames(bucket, signal)).toEqual([]);
    });

    test('does everything with objects through an upload domain', async () => {
      const { oss, bucket, bindUploadDomain, closeEndpoint } = fixture;
      const uploadDomain = 'upload.shop-demo.com';
      bindUploadDomain(uploadDomain);
      const through = { ...bucket, uploadDomain };
      const put = await oss.putObject(through, key, { body: bytes, headers: { 'content-type': 'text/plain' } }, signal);
      expect(await oss.readObjectHead(through, key, signal)).toMatchObject({ size: bytes.length, etag: put.etag });
      expect(await oss.readObject(through, key, 1_000_000, signal)).toEqual(bytes);
      const page = await oss.listObjects(through, { prefix: 'docs/', limit: 10 }, signal);
      expect(page.objects.map((object) => object.key)).toEqual([key]);
      closeEndpoint(false);
      expect(await oss.readObject(bucket, key, 1_000_000, signal)).toEqual(bytes);
      closeEndpoint(true);
      await oss.deleteObject(through, key, signal);
      expect(await oss.readObject(through, key, 1_000_000, signal)).toBeUndefined();
      expect(await oss.listCnames(through, signal)).toMatchObject([{ domain: uploadDomain }]);
    });

    test('unbinds a domain that is already unbound', async () => {
      await fixture.oss.deleteCname(fixture.bucket, 'never.shop-demo.com', signal);
    });

    test('returns the default page of a static website, or none', async () => {
      const { oss, bucket, setWebsite } = fixture;
      const suffix = ['WebsiteConfiguration', 'IndexDocument', 'Suffix'] as const;
      expect(await oss.readBucketSetting(bucket, 'website', signal)).toBeUndefined();
      setWebsite('home.html');
      expect(textOf((await oss.readBucketSetting(bucket, 'website', signal)) ?? '', suffix)).toBe('home.html');
    });
  });
}
