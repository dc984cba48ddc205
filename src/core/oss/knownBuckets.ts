import { type AppError, isErrorOf } from '../errors.js';
import type { BucketRef, OssPort } from '../ports/oss.js';

/** The buckets that are known of an account; `denied` says why there may be others that it may not list. */
export interface KnownBuckets {
  readonly buckets: readonly KnownBucket[];
  readonly denied?: AppError;
}

/** A bucket that the account lists, or one that the user added by name. */
export interface KnownBucket extends BucketRef {
  readonly pinned?: true;
}

/** Lists the buckets of the account, then those added by name that are not among them; a denial leaves the latter. */
export async function listKnownBuckets(
  oss: Pick<OssPort, 'listBuckets'>,
  added: readonly BucketRef[],
  signal: AbortSignal,
): Promise<KnownBuckets> {
  const pinned = added.map(({ name, region }): KnownBucket => ({ name, region, pinned: true }));
  try {
    const { buckets } = await oss.listBuckets(signal);
    const listed = new Set(buckets.map(({ name }) => name));
    return { buckets: [...buckets, ...pinned.filter(({ name }) => !listed.has(name))] };
  } catch (error) {
    if (isErrorOf(error, 'forbidden', 'refused')) return { buckets: pinned, denied: error };
    throw error;
  }
}

/** The buckets to choose from; throws the denial where there would be none. */
export async function listBucketsToChoose(
  oss: Pick<OssPort, 'listBuckets'>,
  added: readonly BucketRef[],
  signal: AbortSignal,
): Promise<readonly KnownBucket[]> {
  const { buckets, denied } = await listKnownBuckets(oss, added, signal);
  if (denied && buckets.length === 0) throw denied;
  return buckets;
}

/** The host of a bucket that was pasted in place of its name, or the name alone. */
export function parseBucketName(text: string): { readonly name: string; readonly region?: string } | undefined {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/^(https?|oss):\/\//, '')
    .replace(/\/.*$/, '');
  const [, name, region] =
    /^([a-z0-9][a-z0-9-]{1,61}[a-z0-9])(?:\.oss-([a-z0-9-]+)\.aliyuncs\.com)?$/.exec(plain) ?? [];
  return name === undefined ? undefined : { name, ...(region !== undefined && { region }) };
}

/** Any region tells where a bucket is. */
const askedRegion = 'cn-hangzhou';

/**
 * Finds the region of a bucket: OSS names the right one to whom asks another. That its settings may not be read is no
 * obstacle, since its objects may be. Throws `noSuchBucket`.
 */
export async function locateBucket(
  oss: Pick<OssPort, 'readBucketInfo'>,
  { name, region = askedRegion }: { readonly name: string; readonly region?: string },
  signal: AbortSignal,
): Promise<BucketRef> {
  try {
    return { name, region: (await oss.readBucketInfo({ name, region }, signal)).region };
  } catch (error) {
    if (isErrorOf(error, 'forbidden', 'refused')) return { name, region };
    const right = isErrorOf(error, 'wrongRegion') ? error.details.subject : undefined;
    if (right === undefined || right === region) throw error;
    return { name, region: right };
  }
}
