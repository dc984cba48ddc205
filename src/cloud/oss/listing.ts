import type { BucketRef, ObjectEntry, ObjectPage, OssPort } from '../../core/ports/oss.js';
import { type AnswerFields, readFields } from '../answerFields.js';
import type { CallSpec } from '../callWithRetry.js';
import { definedOnly } from '../definedOnly.js';
import type { OssControl } from './control.js';

/** A character that no text of an answer has. */
const separator = '\0';

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
  const rows = body.elements('Contents');
  const etags = copyTexts(rows.map((row) => plainEtag(row.text('ETag'))));
  const times = copyTexts(rows.map((row) => row.text('LastModified') ?? ''));
  const classes = copyTexts(rows.map((row) => row.text('StorageClass') ?? ''));
  const objects = rows.map((row, at): ObjectEntry => {
    const key = decodeKey(row, 'Key', encoding);
    const entry = { key, size: row.number('Size') ?? 0, etag: etags[at] ?? '', lastModified: times[at] ?? '' };
    return classes[at] ? { ...entry, storageClass: classes[at] } : entry;
  });
  const prefixes = body.elements('CommonPrefixes').map((row) => decodeKey(row, 'Prefix', encoding));
  // OSS always returns the marker of the next page. Without it the rest of the list would silently be lost.
  const next = body.flag('IsTruncated') ? decodeKey(body, 'NextMarker', encoding) : undefined;
  return { objects, prefixes, ...definedOnly({ next }) };
}

/** Copies parts of an answer together. Otherwise each would keep the whole answer in memory, about 300 bytes for each object. */
function copyTexts(parts: readonly string[]): readonly string[] {
  const copies = parts.join(separator).split(separator);
  return copies.length === parts.length ? copies : parts;
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
