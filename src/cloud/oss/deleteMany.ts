import { hash } from 'node:crypto';
import type { DeleteResult, OssPort } from '../../core/ports/oss.js';
import { escapeXml } from '../../core/xmlText.js';
import type { CallSpec } from '../callWithRetry.js';
import { transferPatience } from '../timeouts.js';
import { type OssApi, readXml, requireKey } from './api.js';
import { decodeKey } from './listing.js';
import { nameOf, objectCalls } from './objects.js';

type Input = Parameters<OssPort['deleteObjects']>;

/** Deletes objects by DeleteMultipleObjects, which returns the deleted keys, or a single one by DeleteObject. */
export async function deleteMany(api: OssApi, ...[bucket, keys, signal]: Input): Promise<DeleteResult> {
  const [only, ...more] = keys;
  if (more.length > 0) return { failed: await deleteTogether(api, bucket, keys, signal) };
  if (only !== undefined) await objectCalls.deleteObject(api, bucket, only, signal);
  return { failed: [] };
}

async function deleteTogether(api: OssApi, ...[bucket, keys, signal]: Input): Promise<string[]> {
  for (const key of keys) requireKey(key, bucket);
  const spec: CallSpec = {
    action: 'DeleteMultipleObjects',
    subject: subjectOf(bucket, keys),
    signal,
    repeatable: true,
  };
  const rows = keys.map((key) => `<Object><Key>${escapeXml(key)}</Key></Object>`);
  const body = Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><Delete><Quiet>false</Quiet>${rows.join('')}</Delete>`,
  );
  const answer = await api.write(spec, {
    method: 'POST',
    region: bucket.region,
    bucket,
    query: { delete: '', 'encoding-type': 'url' },
    headers: { 'content-type': 'application/xml', 'content-md5': hash('md5', body, 'base64') },
    body,
    patience: transferPatience,
    answersEarly: true,
  });
  const rest = new Set(keys);
  const result = readXml(answer, 'DeleteResult', spec);
  const encoding = result.text('EncodingType');
  for (const row of result.elements('Deleted')) rest.delete(decodeKey(row, 'Key', encoding));
  return [...rest];
}

/** The bucket and its only or first key, as shown in the activity. */
function subjectOf(bucket: Input[0], [first = '', ...more]: Input[1]): string {
  return more.length === 0 ? nameOf(bucket, first) : `${nameOf(bucket, first)} +${more.length}`;
}
