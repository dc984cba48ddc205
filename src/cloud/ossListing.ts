import type { ObjectEntry, ObjectPage, OssPort } from '../core/ports/oss.js';
import { compact } from './lazy.js';

/** The fields of a ListObjects request. */
export function toListing(query: Parameters<OssPort['listObjects']>[1]) {
  const optional = compact<{ marker?: string; delimiter?: string }>({
    marker: query.marker,
    delimiter: query.flat ? undefined : '/',
  });
  return { ...optional, prefix: query.prefix, maxKeys: query.limit, encodingType: 'url' };
}

interface VendorPage {
  readonly contents?: readonly { key?: string; size?: number; ETag?: string; lastModified?: string }[];
  readonly commonPrefixes?: readonly { prefix?: string }[];
  readonly isTruncated?: boolean;
  readonly nextMarker?: string;
}

/** Translates a page of ListObjects. */
export function toPage(body: VendorPage): ObjectPage {
  const objects = (body.contents ?? []).map(
    (row): ObjectEntry => ({
      key: decodeKey(row.key),
      size: row.size ?? 0,
      etag: plainEtag(row.ETag),
      lastModified: row.lastModified ?? '',
    }),
  );
  const prefixes = (body.commonPrefixes ?? []).map((row) => decodeKey(row.prefix));
  return compact<ObjectPage>({ objects, prefixes, next: body.isTruncated ? decodeKey(body.nextMarker) : undefined });
}

/** Listings are asked for with `encoding-type=url`, which writes a space as `+`. */
function decodeKey(key = ''): string {
  return decodeURIComponent(key.replaceAll('+', '%20'));
}

/** An ETag without its quotes. */
export function plainEtag(etag = ''): string {
  return etag.replace(/^(W\/)?"|"$/g, '');
}
