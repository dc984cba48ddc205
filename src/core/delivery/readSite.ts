import type { BucketRef, OssPort } from '../ports/oss.js';

/** Reads the error page of a bucket, and whether it has a first page. */
export async function readSitePages(
  oss: Pick<OssPort, 'readObjectHead'>,
  bucket: BucketRef,
  signal: AbortSignal,
): Promise<{ readonly hasIndex: boolean; readonly hasNotFound: boolean }> {
  const [index, notFound] = await Promise.all(
    ['index.html', '404.html'].map((key) => oss.readObjectHead(bucket, key, signal)),
  );
  return { hasIndex: index !== undefined, hasNotFound: notFound !== undefined };
}
