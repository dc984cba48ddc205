import type { BucketRef, ObjectAcl, OssPort, PutResult } from '../../core/ports/oss.js';
import type { CallSpec } from '../callWithRetry.js';
import { badAnswer, type OssApi, readXml } from './api.js';
import type { OssControl } from './control.js';
import { nameOf, readObjectHead, toPutResult, transferPatience } from './objects.js';
import { encodePart } from './signature.js';

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

/** Replaces the headers of an object, by a copy onto itself. */
export async function updateObjectHeaders(
  api: OssApi,
  ...[bucket, key, headers, signal]: Parameters<OssPort['updateObjectHeaders']>
): Promise<PutResult> {
  const spec: CallSpec = { action: 'CopyObject', subject: nameOf(bucket, key), signal, repeatable: true };
  const directive = {
    'x-oss-copy-source': `/${bucket.name}/${encodePart(key, true)}`,
    'x-oss-metadata-directive': 'REPLACE',
  };
  const answer = await api.write(spec, {
    method: 'PUT',
    region: bucket.region,
    bucket,
    key,
    headers: { ...headers, ...directive },
    patience: transferPatience,
    answersEarly: true,
  });
  // A copy that fails late may have begun its answer as a success.
  const { ETag } = readXml(answer, 'CopyObjectResult', spec);
  const said: Record<string, string> = { etag: String(ETag ?? ''), ...answer.headers };
  const sum = said['x-oss-hash-crc64ecma'] ?? (await readObjectHead(api, bucket, key, signal))?.crc64 ?? '';
  return toPutResult({ headers: said }, sum, spec);
}
