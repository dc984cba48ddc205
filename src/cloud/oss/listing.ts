import type { ObjectEntry, ObjectPage, OssPort } from '../../core/ports/oss.js';
import { compact } from '../lazy.js';
import type { OssControl } from '../sdkClients.js';

/** The objects of a bucket, page by page. */
export function createListing(control: OssControl): Pick<OssPort, 'listObjects'> {
  return {
    async listObjects({ name, region, uploadDomain }, query, signal) {
      const fields = toListing(query);
      const { body } = await control.read({ action: 'ListObjects', subject: name, signal }, (client, sdk) =>
        client(region, uploadDomain).listObjects(name, new sdk.ListObjectsRequest(fields)),
      );
      return toPage(body);
    },
  };
}

function toListing(query: Parameters<OssPort['listObjects']>[1]) {
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

function toPage(body: VendorPage): ObjectPage {
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
