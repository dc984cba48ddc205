import type { ApiRequest, ApiResponse, StoredBucket } from '../../sandbox/state/state.js';

/** The id of every request. */
export const requestId = '6A2B0F0E3C5D4E3738F1A2B3';

/**
 * Answers a request to read the head or the ACL of an object, to copy it or to delete it, without a check of the signature. Returns `undefined` if it is
 * another request or has to be refused.
 */
export function answerQuickly(
  { method, url, headers }: ApiRequest,
  objects: StoredBucket['objects'],
): ApiResponse | undefined {
  const [path = '', query = ''] = url.slice(1).split('?');
  const key = decodeURIComponent(path);
  if (method === 'GET' && key === '' && query !== '') return list(new URLSearchParams(query), objects);
  if (method === 'PUT') return copy(key, headers, objects);
  const object = objects.get(key);
  if (!object) return undefined;
  if (method === 'DELETE' && query === '') {
    objects.delete(key);
    return { status: 204, headers: { 'x-oss-request-id': requestId }, body: '' };
  }
  if (method === 'GET' && query === 'acl') return toXml('AccessControlPolicy', grants);
  if (method !== 'HEAD' || query !== '') return undefined;
  const own = {
    ...object.headers,
    ETag: `"${object.etag}"`,
    'content-length': String(object.body.length),
    'last-modified': object.lastModified.toUTCString(),
    'x-oss-hash-crc64ecma': object.crc64,
    'x-oss-object-type': 'Normal',
    'x-oss-storage-class': 'Standard',
    'x-oss-request-id': requestId,
  };
  return { status: 200, headers: own, body: '' };
}

const grants =
  '<Owner><ID>1</ID><DisplayName>1</DisplayName></Owner><AccessControlList><Grant>default</Grant></AccessControlList>';

/** The keys of a bucket in order, with their number, so that they are not sorted for each page. */
const sorted = new WeakMap<StoredBucket['objects'], readonly string[]>();

/** Lists a page of a folder without folders below it. Returns `undefined` for any other question about the bucket. */
function list(query: URLSearchParams, objects: StoredBucket['objects']): ApiResponse | undefined {
  const [limit, prefix = '', marker] = ['max-keys', 'prefix', 'marker'].map((name) => query.get(name) ?? undefined);
  if (limit === undefined || query.get('delimiter') !== '/' || prefix === '') return undefined;
  const known = sorted.get(objects);
  const keys = known?.length === objects.size ? known : [...objects.keys()].sort();
  sorted.set(objects, keys);
  const from = marker === undefined ? keys.findIndex((key) => key.startsWith(prefix)) : keys.indexOf(marker) + 1;
  const page = keys.slice(from, from + Number(limit)).filter((key) => key.startsWith(prefix));
  const isTruncated = keys[from + page.length]?.startsWith(prefix) ?? false;
  const next = isTruncated ? `<NextMarker>${encodeURIComponent(page.at(-1) ?? '')}</NextMarker>` : '';
  const head = `<EncodingType>url</EncodingType><IsTruncated>${isTruncated}</IsTruncated>${next}`;
  return toXml('ListBucketResult', head + page.map((key) => toEntry(key, objects)).join(''));
}

function toEntry(key: string, objects: StoredBucket['objects']): string {
  const { etag, body, lastModified } = objects.get(key)!;
  const owner = '<Owner><ID>1</ID><DisplayName>1</DisplayName></Owner>';
  const about = `<ETag>"${etag}"</ETag><Type>Normal</Type><Size>${body.length}</Size><StorageClass>Standard</StorageClass>`;
  return `<Contents><Key>${encodeURIComponent(key)}</Key><LastModified>${lastModified.toISOString()}</LastModified>${about}${owner}</Contents>`;
}

function copy(key: string, headers: ApiRequest['headers'], objects: StoredBucket['objects']): ApiResponse | undefined {
  const from = headers['x-oss-copy-source'];
  if (from === undefined || objects.has(key)) return undefined;
  const source = objects.get(decodeURIComponent(from.slice(from.indexOf('/', 1) + 1)));
  if (!source || source.etag !== headers['x-oss-copy-source-if-match']) return undefined;
  const { body, etag, crc64, headers: own } = source;
  const lastModified = new Date();
  objects.set(key, { key, body, etag, crc64, headers: own, lastModified });
  const made = `<LastModified>${lastModified.toISOString()}</LastModified><ETag>"${etag}"</ETag>`;
  return toXml('CopyObjectResult', made, { 'x-oss-hash-crc64ecma': crc64, ETag: `"${etag}"` });
}

function toXml(root: string, content: string, headers: ApiResponse['headers'] = {}): ApiResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml', 'x-oss-request-id': requestId, ...headers },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<${root}>${content}</${root}>`,
  };
}
