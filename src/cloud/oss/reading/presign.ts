import { publicBucketHost } from '../../../core/origin.js';
import type { BucketRef, PresignedUrl } from '../../../core/ports/oss.js';
import type { Link } from '../../callWithRetry.js';
import { signUrl } from '../signature.js';

/** Signs a URL to read an object; sends no request. */
export async function presignObject(
  { credentials }: Pick<Link, 'credentials'>,
  bucket: BucketRef,
  key: string,
  seconds: number,
): Promise<PresignedUrl> {
  const { name, region } = bucket;
  const host = bucket.uploadDomain ?? publicBucketHost({ name, region });
  const keys = await credentials();
  const path = signUrl({ method: 'GET', bucket: name, key, host, seconds }, region, keys, new Date());
  return { url: `https://${host}${path}`, isTemporary: keys.securityToken !== undefined };
}
