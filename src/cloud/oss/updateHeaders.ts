import type { OssPort, PutResult } from '../../core/ports/oss.js';
import type { CallSpec } from '../callWithRetry.js';
import { transferPatience } from '../timeouts.js';
import { type OssApi, readXml } from './api.js';
import { nameOf, readObjectHead, toPutResult } from './objects.js';
import { encodePart } from './signature.js';

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
