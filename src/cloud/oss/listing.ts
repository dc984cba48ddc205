import type { BucketRef, ObjectEntry, ObjectPage, OssPort } from '../../core/ports/oss.js';
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
  const { body } = await control.read({ action: 'ListObjects', subject: name, signal }, (client, sdk) =>
    client(region, uploadDomain).listObjects(name, new sdk.ListObjectsRequest(fields)),
  );
  return toPage(body);
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
  readonly contents?: readonly { key?: string; size?: number; ETag?: string; lastModified?: string }[];
  readonly commonPrefixes?: readonly { prefix?: string }[];
  readonly isTruncated?: boolean;
  readonly nextMarker?: string;
}

function toPage(body: VendorPage): ObjectPage {
  const decode = (key: string | undefined) => decodeKey(key, body.encodingType);
  const objects = (body.contents ?? []).map(
    (row): ObjectEntry => ({
      key: decode(row.key),
      size: row.size ?? 0,
      etag: plainEtag(row.ETag),
      lastModified: row.lastModified ?? '',
    }),
  );
  const prefixes = (body.commonPrefixes ?? []).map((row) => decode(row.prefix));
  return { objects, prefixes, ...definedOnly({ next: body.isTruncated ? decode(body.nextMarker) : undefined }) };
}

/**
 * Answers are asked for with `encoding-type=url`, which writes a space as `+`, and say so in `EncodingType`; a key of
 * any other is as it is.
 */
export function decodeKey(key = '', encoding?: unknown): string {
  return encoding === 'url' ? decodeURIComponent(key.replaceAll('+', '%20')) : key;
}

/** An ETag without its quotes. */
export function plainEtag(etag = ''): string {
  return etag.replace(/^(W\/)?"|"$/g, '');
}
