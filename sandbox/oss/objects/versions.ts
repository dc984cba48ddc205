import type { ApiResponse, StoredBucket } from '../../state/state.js';
import type { StoredObject } from '../../state/storedObject.js';
import { ownerElement, readLimit, xmlAnswer } from '../buckets.js';
import type { BucketCall } from '../call.js';
import { invalidArgument, malformed } from '../errors.js';
import { keyEncoder } from '../keys.js';
import { idOf, versionsOf } from '../stored.js';
import { element, formatTime, textElements } from '../xml.js';
import { typeOf } from './properties.js';

/** PutBucketVersioning: Enabled or Suspended. */
export function putVersioning({ bucket, request, state }: BucketCall): ApiResponse {
  const status = /^<VersioningConfiguration[^>]*>\s*<Status>(\w+)<\/Status>\s*<\/VersioningConfiguration>$/.exec(
    request.body
      .toString('utf8')
      .replace(/^<\?xml[^>]*>/, '')
      .trim(),
  )?.[1];
  if (status !== 'Enabled' && status !== 'Suspended') throw malformed();
  bucket.versioning = status;
  state.events.emit('change');
  return { status: 200, headers: {}, body: '' };
}

/** GetBucketVersioning: no status if it was never enabled. */
export function readVersioning({ bucket }: BucketCall): ApiResponse {
  return xmlAnswer(element('VersioningConfiguration', textElements({ Status: bucket.versioning })));
}

/** ListObjectVersions: versions and delete markers by key, each key from the newest, paged by key and version. */
export function listVersions(call: BucketCall): ApiResponse {
  const { query, bucket, state } = call;
  const code = keyEncoder(call);
  const limit = readLimit(query);
  const marker = { key: query.get('key-marker') ?? '', versionId: query.get('version-id-marker') ?? '' };
  if (marker.versionId !== '' && marker.key === '') {
    throw invalidArgument('A version-id marker cannot be specified without a key marker.');
  }
  const entries = findEntries(call, marker);
  const page = entries.slice(0, limit);
  const last = entries.length > limit ? page.at(-1) : undefined;
  const head = textElements({
    Name: bucket.name,
    Prefix: code(query.get('prefix') ?? ''),
    KeyMarker: code(marker.key),
    VersionIdMarker: marker.versionId,
    MaxKeys: limit,
    Delimiter: code(query.get('delimiter') ?? ''),
    EncodingType: query.get('encoding-type'),
    IsTruncated: last !== undefined,
    NextKeyMarker: last && code(last.name),
    NextVersionIdMarker: last?.object && shownId(bucket, last.object),
  });
  const rows = page.flatMap(({ object }) => (object ? [versionRow(call, object, ownerElement(state))] : []));
  const folders = page.filter(({ object }) => !object);
  const prefixes = folders.map(({ name }) => element('CommonPrefixes', textElements({ Prefix: code(name) })));
  return xmlAnswer(element('ListVersionsResult', head, ...rows, ...prefixes));
}

interface Entry {
  /** The key, or the common prefix of a folder. */
  readonly name: string;
  readonly object?: StoredObject;
}

function findEntries({ bucket, query }: BucketCall, marker: { key: string; versionId: string }): Entry[] {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const keys = [...new Set([...bucket.objects.keys(), ...(bucket.earlier?.keys() ?? [])])];
  const entries: Entry[] = [];
  for (const key of keys.filter((each) => each.startsWith(prefix)).sort(compareKeys)) {
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const name = end < 0 ? key : key.slice(0, end + delimiter.length);
    const versions = versionsOf(bucket, key);
    if (versions.length === 0) continue;
    const order = marker.key === '' ? 1 : compareKeys(name, marker.key);
    if (end >= 0) {
      if (order > 0 && entries.at(-1)?.name !== name) entries.push({ name });
      continue;
    }
    const at = order === 0 && marker.versionId !== '' ? findAfter(bucket, versions, marker.versionId) : versions.length;
    const rest = order > 0 ? versions : versions.slice(order === 0 ? at : versions.length);
    entries.push(...rest.map((object) => ({ name, object })));
  }
  return entries;
}

function findAfter(bucket: StoredBucket, versions: readonly StoredObject[], versionId: string): number {
  const at = versions.findIndex((each) => shownId(bucket, each) === versionId);
  if (at < 0) throw invalidArgument('Invalid version id specified.', { ArgumentValue: versionId });
  return at + 1;
}

function versionRow(call: BucketCall, object: StoredObject, owner: string): string {
  const { bucket } = call;
  const common = {
    Key: keyEncoder(call)(object.key),
    VersionId: shownId(bucket, object),
    IsLatest: versionsOf(bucket, object.key)[0] === object,
    LastModified: formatTime(object.lastModified),
  };
  if (object.isDeleteMarker) return element('DeleteMarker', textElements(common), owner);
  const own = {
    ETag: `"${object.etag}"`,
    Type: typeOf(object),
    Size: object.body.length,
    StorageClass: object.storageClass ?? 'Standard',
  };
  return element('Version', textElements({ ...common, ...own }), owner);
}

/** The id in a list; empty in a bucket that never had versioning, as in the vendor's sample. */
function shownId(bucket: StoredBucket, object: StoredObject): string {
  return bucket.versioning ? idOf(object) : '';
}

/** OSS sorts by UTF-8 bytes, unlike JavaScript strings beyond the basic plane. */
function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
