import { publicBucketHost } from '../origin.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { BucketRef } from '../ports/oss.js';

/** Lists the domains that lead visitors to a bucket: those bound to it, and CDN domains with it as origin. Wildcards begin with a dot. */
export async function listLeading(
  { oss, cdn }: Pick<CloudPorts, 'oss' | 'cdn'>,
  bucket: BucketRef,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const [bound, domains] = await Promise.all([oss.listCnames(bucket, signal), cdn.listDomains(signal)]);
  const host = publicBucketHost(bucket);
  const onCdn = domains.filter(({ sources }) => sources.some(({ content }) => content === host));
  return [...new Set([...bound.map(({ domain }) => domain), ...onCdn.map(({ name }) => name)])];
}

/** The use of a bucket by visitors. */
interface BucketUse {
  /** The domains that lead to it. */
  readonly leading: readonly string[];
  readonly isPrivate: boolean;
  /** It has no objects. */
  readonly isEmpty: boolean;
}

/** Returns whether no visitor gets anything from a bucket. Anyone may read a public one at its own address. */
export function isBucketUnserved({ leading, isPrivate, isEmpty }: BucketUse): boolean {
  return leading.length === 0 && (isEmpty || isPrivate);
}
