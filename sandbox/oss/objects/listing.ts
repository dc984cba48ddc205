import type { ApiResponse } from '../../state/state.js';
import type { StoredObject } from '../../state/storedObject.js';
import { ownerElement, readLimit, xmlAnswer } from '../buckets.js';
import type { BucketCall } from '../call.js';
import { keyEncoder } from '../keys.js';
import { element, formatTime, textElements } from '../xml.js';
import { typeOf } from './properties.js';

interface Entry {
  /** The key, or the common prefix of a folder. */
  readonly name: string;
  readonly object?: StoredObject;
}

interface Page {
  readonly entries: readonly Entry[];
  readonly truncated: boolean;
}

/** ListObjects (version 1), paged by marker. */
export function listObjects(call: BucketCall): ApiResponse {
  const { query, bucket } = call;
  const marker = query.get('marker') ?? '';
  const page = readPage(call, marker);
  const code = keyEncoder(call);
  const next = page.truncated ? code(page.entries.at(-1)?.name ?? '') : undefined;
  const head = textElements({
    Name: bucket.name,
    Prefix: code(query.get('prefix') ?? ''),
    Marker: code(marker),
    MaxKeys: readLimit(query),
    Delimiter: code(query.get('delimiter') ?? ''),
    EncodingType: query.get('encoding-type'),
    IsTruncated: page.truncated,
    NextMarker: next,
  });
  return xmlAnswer(element('ListBucketResult', head, rows(call, page, true)));
}

/** ListObjectsV2, paged by an opaque token or from a key. */
export function listObjectsV2(call: BucketCall): ApiResponse {
  const { query, bucket } = call;
  const token = query.get('continuation-token');
  const startAfter = query.get('start-after') ?? '';
  const page = readPage(call, token ? Buffer.from(token, 'base64').toString() : startAfter);
  const code = keyEncoder(call);
  const next = page.truncated ? Buffer.from(page.entries.at(-1)?.name ?? '').toString('base64') : undefined;
  const head = textElements({
    Name: bucket.name,
    Prefix: code(query.get('prefix') ?? ''),
    StartAfter: startAfter === '' ? undefined : code(startAfter),
    MaxKeys: readLimit(query),
    Delimiter: code(query.get('delimiter') ?? ''),
    EncodingType: query.get('encoding-type'),
    IsTruncated: page.truncated,
    ContinuationToken: token,
    NextContinuationToken: next,
    KeyCount: page.entries.length,
  });
  return xmlAnswer(element('ListBucketResult', head, rows(call, page, query.get('fetch-owner') === 'true')));
}

function readPage({ bucket, query }: BucketCall, after: string): Page {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const limit = readLimit(query);
  const entries = new Map<string, Entry>();
  for (const object of sortedObjects(bucket.objects, prefix)) {
    const end = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
    const name = end < 0 ? object.key : object.key.slice(0, end + delimiter.length);
    if (after !== '' && compareKeys(name, after) <= 0) continue;
    if (!entries.has(name)) entries.set(name, end < 0 ? { name, object } : { name });
    if (entries.size > limit) break;
  }
  return { entries: [...entries.values()].slice(0, limit), truncated: entries.size > limit };
}

function sortedObjects(objects: ReadonlyMap<string, StoredObject>, prefix: string): StoredObject[] {
  const found = [...objects.values()].filter(({ key }) => key.startsWith(prefix));
  return found.sort((a, b) => compareKeys(a.key, b.key));
}

/** OSS sorts by UTF-8 bytes, unlike JavaScript strings beyond the basic plane. */
function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function rows(call: BucketCall, { entries }: Page, withOwner: boolean): string {
  const code = keyEncoder(call);
  const owner = withOwner ? ownerElement(call.state) : '';
  const contents = entries.flatMap(({ object }) => (object ? [contentRow(object, code, owner)] : []));
  const folders = entries.filter(({ object }) => !object);
  return [
    ...contents,
    ...folders.map(({ name }) => element('CommonPrefixes', textElements({ Prefix: code(name) }))),
  ].join('');
}

function contentRow(object: StoredObject, code: (text: string) => string, owner: string): string {
  const fields = {
    Key: code(object.key),
    LastModified: formatTime(object.lastModified),
    ETag: `"${object.etag}"`,
    Type: typeOf(object),
    Size: object.body.length,
    StorageClass: object.storageClass ?? 'Standard',
  };
  return element('Contents', textElements(fields), owner);
}
