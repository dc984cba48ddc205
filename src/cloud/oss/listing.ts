import type { BucketRef, ObjectEntry, ObjectPage, OssPort } from '../../core/ports/oss.js';
import type { CallSpec } from '../callWithRetry.js';
import { definedOnly } from '../definedOnly.js';
import { badAnswer } from './api.js';
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
  return toPage(body, spec);
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

function toPage(body: VendorPage, spec: CallSpec): ObjectPage {
  const decode = (key: string | undefined) => {
    if (!key) throw badAnswer(spec);
    return decodeKey(key, body.encodingType);
  };
  const objects = (body.contents ?? []).map(
    (row): ObjectEntry => ({
      key: decode(row.key),
      size: row.size ?? 0,
      etag: plainEtag(row.ETag),
      lastModified: row.lastModified ?? '',
      ...definedOnly({ storageClass: row.storageClass }),
    }),
  );
  const prefixes = (body.commonPrefixes ?? []).map((row) => decode(row.prefix));
  const next = body.isTruncated ? decode(nextOf(body.nextMarker, spec)) : undefined;
  return { objects, prefixes, ...definedOnly({ next }) };
}

/** The marker of the next page of a list: OSS always states it, else the rest of it would be lost without a word. */
export function nextOf(marker: unknown, spec: Pick<CallSpec, 'action' | 'subject'>): string {
  if (typeof marker !== 'string' || marker === '') throw badAnswer(spec);
  return marker;
}

/**
 * Answers are asked for with `encoding-type=url`, which writes a space as `+`, and say so in `EncodingType`; a key of
 * any other is as it is.
 */
export function decodeKey(key: string, encoding: unknown): string {
  return encoding === 'url' ? decodeURIComponent(key.replaceAll('+', '%20')) : key;
}

/** An ETag without its quotes. */
export function plainEtag(etag = ''): string {
  return etag.replace(/^(W\/)?"|"$/g, '');
}
