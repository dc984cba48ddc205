import type { ObjectEntry, ObjectPage, OssPort } from '../core/ports/oss.js';
import { asList, type Element } from './elements.js';
import { compact } from './lazy.js';

/** The query of a ListObjects call. */
export function toListing(query: Parameters<OssPort['listObjects']>[1]): Record<string, string> {
  return {
    ...compact<Record<string, string>>({ marker: query.marker, delimiter: query.flat ? undefined : '/' }),
    'encoding-type': 'url',
    'max-keys': String(query.limit),
    prefix: query.prefix,
  };
}

/** Translates a page of ListObjects. */
export function toPage(root: Element): ObjectPage {
  const objects = asList(root.Contents).map(
    (row): ObjectEntry => ({
      key: decodeKey(row.Key),
      size: Number(row.Size),
      etag: plainEtag(String(row.ETag ?? '')),
      lastModified: String(row.LastModified ?? ''),
    }),
  );
  const prefixes = asList(root.CommonPrefixes).map((row) => decodeKey(row.Prefix));
  const next = root.IsTruncated === 'true' ? decodeKey(root.NextMarker) : undefined;
  return compact<ObjectPage>({ objects, prefixes, next });
}

/** Listings are asked for with `encoding-type=url`, which writes a space as `+`. */
function decodeKey(key: unknown): string {
  return decodeURIComponent(String(key ?? '').replaceAll('+', '%20'));
}

/** An ETag without its quotes. */
export function plainEtag(etag = ''): string {
  return etag.replace(/^(W\/)?"|"$/g, '');
}
