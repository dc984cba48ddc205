import type { BucketRef, ObjectEntry, ObjectPage, OssPort } from '../../core/ports/oss.js';
import { type AnswerFields, readFields } from '../answerFields.js';
import type { CallSpec } from '../callWithRetry.js';
import { definedOnly } from '../definedOnly.js';
import type { OssControl } from './control.js';

type ObjectQuery = Parameters<OssPort['listObjects']>[1];

/** The objects of a bucket, page by page. */
export async function listObjects(
  control: OssControl,
  { name, region, uploadDomain }: BucketRef,
  query: ObjectQuery,
  signal: AbortSignal,
): Promise<ObjectPage> {
  const fields = toListing(query);
  const spec: CallSpec = { action: 'ListObjects', subject: name, signal };
  const { body } = await control.read(spec, (client, sdk) =>
    client(region, uploadDomain).listObjects(name, new sdk.ListObjectsRequest(fields)),
  );
  return toPage(readFields<VendorPage>(body, spec));
}

function toListing(query: ObjectQuery) {
  const optional = definedOnly({
    marker: query.marker,
    delimiter: query.flat ? undefined : '/',
  });
  return { ...optional, prefix: query.prefix, maxKeys: query.limit, encodingType: 'url' };
}

interface VendorPage {
  readonly encodingType?: string;
  readonly contents?: readonly {
    key?: string;
    size?: number;
    ETag?: string;
    lastModified?: string;
    storageClass?: string;
  }[];
  readonly commonPrefixes?: readonly { prefix?: string }[];
  readonly isTruncated?: boolean;
  readonly nextMarker?: string;
}

function toPage(body: AnswerFields<VendorPage>): ObjectPage {
  const encoding = body.text('encodingType');
  const objects = body.list('contents').map(
    (row): ObjectEntry => ({
      key: decodeKey(row, 'key', encoding),
      size: row.number('size') ?? 0,
      etag: plainEtag(row.text('ETag')),
      lastModified: row.text('lastModified') ?? '',
      ...definedOnly({ storageClass: row.text('storageClass') }),
    }),
  );
  const prefixes = body.list('commonPrefixes').map((row) => decodeKey(row, 'prefix', encoding));
  // OSS always returns the marker of the next page. Without it the rest of the list would silently be lost.
  const next = body.flag('isTruncated') ? decodeKey(body, 'nextMarker', encoding) : undefined;
  return { objects, prefixes, ...definedOnly({ next }) };
}

/**
 * Decodes a required key of an answer. Requests ask for `encoding-type=url`, which writes a space as `+`; answers
 * confirm it in `EncodingType`. Without it the key is used unchanged.
 */
export function decodeKey<Model extends object>(
  row: AnswerFields<Model>,
  name: keyof Model & string,
  encoding: string | undefined,
): string {
  const key = row.requiredText(name);
  if (encoding !== 'url') return key;
  try {
    return decodeURIComponent(key.replaceAll('+', '%20'));
  } catch {
    return row.refuse(name, 'a URL-encoded key', key);
  }
}

/** An ETag without its quotes. */
export function plainEtag(etag = ''): string {
  return etag.replace(/^(W\/)?"|"$/g, '');
}
