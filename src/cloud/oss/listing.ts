import type { BucketRef, ObjectEntry, ObjectPage, OssPort } from '../../core/ports/oss.js';
import { type AnswerFields, readFields } from '../answerFields.js';
import type { CallSpec } from '../callWithRetry.js';
import { definedOnly } from '../definedOnly.js';
import type { OssControl } from './control.js';

type ObjectQuery = Parameters<OssPort['listObjects']>[1];

/** Lists one page of the objects of a bucket. */
export async function listObjects(
  control: OssControl,
  { name, region, uploadDomain }: BucketRef,
  query: ObjectQuery,
  signal: AbortSignal,
): Promise<ObjectPage> {
  const spec: CallSpec = { action: 'ListObjects', subject: name, signal };
  const operation = { action: spec.action, method: 'GET', path: '/', bucket: name, query: toListing(query) } as const;
  const { body } = await control.read(spec, (client, sdk) => sdk.execute(client(region, uploadDomain), operation));
  return toPage(readFields(body, spec));
}

function toListing({ marker, prefix, limit, flat }: ObjectQuery): Readonly<Record<string, string>> {
  const optional = definedOnly({ marker, prefix, delimiter: flat ? undefined : '/' });
  return { ...optional, 'max-keys': String(limit), 'encoding-type': 'url' };
}

function toPage(body: AnswerFields): ObjectPage {
  const encoding = body.text('EncodingType');
  const objects = body.elements('Contents').map((row) => toEntry(row, encoding));
  const prefixes = body.elements('CommonPrefixes').map((row) => decodeKey(row, 'Prefix', encoding));
  // OSS always returns the marker of the next page. Without it the rest of the list would silently be lost.
  const next = body.flag('IsTruncated') ? decodeKey(body, 'NextMarker', encoding) : undefined;
  return { objects, prefixes, ...definedOnly({ next }) };
}

function toEntry(row: AnswerFields, encoding: string | undefined): ObjectEntry {
  const key = decodeKey(row, 'Key', encoding);
  const etag = copyText(plainEtag(row.text('ETag')));
  const entry = { key, size: row.number('Size') ?? 0, etag, lastModified: copyText(row.text('LastModified') ?? '') };
  const storageClass = row.text('StorageClass');
  return storageClass === undefined ? entry : { ...entry, storageClass: copyText(storageClass) };
}

/** Copies a part of an answer. Otherwise it would keep the whole answer in memory, about 300 bytes for each object. */
function copyText(part: string): string {
  return Buffer.from(part).toString();
}

/**
 * Decodes a required key of an answer. Requests ask for `encoding-type=url`, which writes a space as `+`, and answers confirm this in `EncodingType`. If an
 * answer does not confirm it, the key is returned unchanged.
 */
export function decodeKey<Model extends object>(
  row: AnswerFields<Model>,
  name: keyof Model & string,
  encoding: string | undefined,
): string {
  const key = row.requiredText(name);
  if (encoding !== 'url') return key;
  try {
    return decodeURIComponent(key.includes('+') ? key.replaceAll('+', '%20') : key);
  } catch {
    return row.refuse(name, 'a URL-encoded key', key);
  }
}

/** Returns an ETag without its quotes. */
export function plainEtag(etag = ''): string {
  return etag.startsWith('"') && etag.endsWith('"') ? etag.slice(1, -1) : etag.replace(/^(W\/)?"|"$/g, '');
}
