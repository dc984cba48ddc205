import { type AppError, throwIfAborted, toAppError } from '../errors.js';
import { publicBucketHost } from '../origin.js';
import type { CdnDomain } from '../ports/cdn.js';
import type { ObjectTags } from '../ports/objectVersions.js';
import type { BucketInfo, ObjectAcl, ObjectHead, ObjectRef, OssPort } from '../ports/oss.js';
import { listVersionsOf, type VersionList } from './objectVersions.js';

/** A part of the properties, or why it could not be read. */
export type Reading<T> = { readonly value: T } | { readonly error: AppError };

/** The domains at which CDN serves the objects of a bucket. Wildcard domains have no URL of their own. */
interface ServingDomains {
  readonly hosts: readonly Pick<CdnDomain, 'name' | 'httpsOn'>[];
  readonly wildcards: readonly string[];
}

/** The known facts about an object. Parts that this account may not read have their error. */
export interface ObjectProperties {
  readonly object: ObjectRef;
  readonly head: ObjectHead;
  readonly acl: Reading<ObjectAcl>;
  readonly tags: Reading<ObjectTags>;
  readonly bucket: Reading<BucketInfo>;
  readonly versions: Reading<VersionList>;
  readonly domains: Reading<ServingDomains>;
}

/** The calls that read the properties of an object. `readDomains` reads where CDN serves its bucket. */
interface PropertyPorts {
  readonly oss: Pick<OssPort, 'readObjectHead' | 'readObjectAcl' | 'readTags' | 'readBucketInfo' | 'listVersions'>;
  readonly readDomains: (signal: AbortSignal) => Promise<ServingDomains>;
}

/** Reads the properties of an object; resolves to `undefined` if it is missing. Rejects if its HEAD fails. */
export async function readProperties(
  { oss, readDomains }: PropertyPorts,
  object: ObjectRef,
  signal: AbortSignal,
): Promise<ObjectProperties | undefined> {
  const { bucket, key } = object;
  const [head, acl, tags, info, versions, domains] = await Promise.all([
    oss.readObjectHead(bucket, key, signal),
    attempt(oss.readObjectAcl(bucket, key, signal)),
    attempt(oss.readTags(bucket, key, signal)),
    attempt(oss.readBucketInfo(bucket, signal)),
    attempt(listVersionsOf(oss, object, signal)),
    attempt(readDomains(signal)),
  ]);
  throwIfAborted(signal);
  return head && { object, head, acl, tags, bucket: info, versions, domains };
}

async function attempt<T>(reading: Promise<T>): Promise<Reading<T>> {
  try {
    return { value: await reading };
  } catch (error) {
    return { error: toAppError(error) };
  }
}

/** Returns the host under which OSS itself serves an object. */
export function ossHost({ bucket }: ObjectRef): string {
  return bucket.uploadDomain ?? publicBucketHost(bucket);
}
