import { publicBucketHost } from '../origin.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { BucketRef } from '../ports/oss.js';

/** The domains that lead visitors to a bucket, each once: those that are bound to it, and those on CDN that have it as origin; wildcards begin with a dot. */
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
  /** The domains that lead there. */
  readonly leading: readonly string[];
  readonly isPrivate: boolean;
  /** It has no object that others know. */
  readonly isEmpty: boolean;
}

/** Whether no visitor gets anything of a bucket: anyone may read a public one by its own address. */
export function isBucketUnserved({ leading, isPrivate, isEmpty }: BucketUse): boolean {
  return leading.length === 0 && (isEmpty || isPrivate);
}
