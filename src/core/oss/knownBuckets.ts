import { type AppError, deniedKinds, isErrorOf } from '../errors.js';
import type { BucketRef, OssPort } from '../ports/oss.js';

/** The known buckets of an account. `denied` is the reason why others cannot be listed. */
export interface KnownBuckets {
  readonly buckets: readonly KnownBucket[];
  readonly denied?: AppError;
}

/** A bucket that the account lists, or one that the user added by name. */
export interface KnownBucket extends BucketRef {
  readonly pinned?: true;
}

/** Lists the buckets of the account, then others added by name; only the latter after a denial. */
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
    if (isErrorOf(error, ...deniedKinds)) return { buckets: pinned, denied: error };
    throw error;
  }
}

/** Lists the buckets to choose from. Throws the denial if there are none. */
export async function listBucketsToChoose(
  oss: Pick<OssPort, 'listBuckets'>,
  added: readonly BucketRef[],
  signal: AbortSignal,
): Promise<readonly KnownBucket[]> {
  const { buckets, denied } = await listKnownBuckets(oss, added, signal);
  if (denied && buckets.length === 0) throw denied;
  return buckets;
}

/** Parses a bucket name, or the pasted host of a bucket. */
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

/** Any region knows where a bucket is. */
const askedRegion = 'cn-hangzhou';

/**
 * Finds the region of a bucket: OSS names it if another region is asked. Works without permission to read its settings,
 * since its objects may be readable. Throws `noSuchBucket`.
 */
export async function locateBucket(
  oss: Pick<OssPort, 'readBucketInfo'>,
  { name, region = askedRegion }: { readonly name: string; readonly region?: string },
  signal: AbortSignal,
): Promise<BucketRef> {
  try {
    return { name, region: (await oss.readBucketInfo({ name, region }, signal)).region };
  } catch (error) {
    if (isErrorOf(error, ...deniedKinds)) return { name, region };
    const right = isErrorOf(error, 'wrongRegion') ? error.details.subject : undefined;
    if (right === undefined || right === region) throw error;
    return { name, region: right };
  }
}
