import type { BucketRef, ObjectAcl } from '../../../core/ports/oss.js';
import type { CallSpec } from '../../callWithRetry.js';
import { badAnswer } from '../api.js';
import type { OssControl } from '../control.js';
import { nameOf } from '../objects.js';

const acls: readonly string[] = ['default', 'private', 'public-read', 'public-read-write'] satisfies ObjectAcl[];

/** Who may read an object. */
export async function readObjectAcl(
  control: OssControl,
  bucket: BucketRef,
  key: string,
  signal: AbortSignal,
): Promise<ObjectAcl> {
  const spec: CallSpec = { action: 'GetObjectAcl', subject: nameOf(bucket, key), signal };
  const { body } = await control.read(spec, (client, sdk) =>
    client(bucket.region, bucket.uploadDomain).getObjectAcl(bucket.name, key, new sdk.GetObjectAclRequest()),
  );
  const grant = body.accessControlList?.ACL;
  if (!isAcl(grant)) throw badAnswer(spec);
  return grant;
}

function isAcl(value: unknown): value is ObjectAcl {
  return typeof value === 'string' && acls.includes(value);
}
