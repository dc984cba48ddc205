import { type AppError, deniedKinds, isErrorOf } from '../errors.js';
import type { BucketRef, OssPort } from '../ports/oss.js';

/** The buckets that are known of an account. `denied` is why its other buckets cannot be listed. */
export interface KnownBuckets {
  readonly buckets: readonly KnownBucket[];
  readonly denied?: AppError;
}

/** A bucket of the account. `pinned` is set if the user added it by name. */
export interface KnownBucket extends BucketRef {
  readonly pinned?: true;
}

/**
 * Lists the buckets of the account, followed by others that the user added by name. If the account may not list its buckets, returns only those added.
 * `onPart` is that of `listBuckets`.
 */
export async function listKnownBuckets(
  oss: Pick<OssPort, 'listBuckets'>,
  added: readonly BucketRef[],
  signal: AbortSignal,
  onPart?: (some: readonly KnownBucket[]) => void,
): Promise<KnownBuckets> {
  const pinned = added.map(({ name, region }): KnownBucket => ({ name, region, pinned: true }));
  try {
    const { buckets } = await oss.listBuckets(signal, onPart);
    const listed = new Set(buckets.map(({ name }) => name));
    return { buckets: [...buckets, ...pinned.filter(({ name }) => !listed.has(name))] };
  } catch (error) {
    if (isErrorOf(error, ...deniedKinds)) return { buckets: pinned, denied: error };
    throw error;
  }
}

/** Lists the buckets to choose from. If there are none because the account may not list them, throws that refusal. */
export async function listBucketsToChoose(
  oss: Pick<OssPort, 'listBuckets'>,
  added: readonly BucketRef[],
  signal: AbortSignal,
): Promise<readonly KnownBucket[]> {
  const { buckets, denied } = await listKnownBuckets(oss, added, signal);
  if (denied && buckets.length === 0) throw denied;
  return buckets;
}

/** Parses the name of a bucket, or the host of a bucket that was pasted. Returns `undefined` if the text is neither. */
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

/** The region that is asked where a bucket is. Every region knows it. */
const askedRegion = 'cn-hangzhou';

/**
 * Finds the region of a bucket, which OSS names if another region is asked. Needs no permission to read the settings of the bucket, since its objects may be
 * readable all the same. Throws `noSuchBucket`.
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
