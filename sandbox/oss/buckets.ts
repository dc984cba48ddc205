import { endpointOf } from '../state/regions.js';
import type { ApiResponse, SandboxState, StoredBucket } from '../state/state.js';
import type { BucketCall, OssCall } from './call.js';
import { invalidArgument, OssError } from './errors.js';
import { hasVersions } from './stored.js';
import { element, formatTime, textElement, textElements, xmlDocument } from './xml.js';

/** An XML answer with status 200. */
export function xmlAnswer(root: string): ApiResponse {
  return { status: 200, headers: { 'Content-Type': 'application/xml' }, body: xmlDocument(root) };
}

/** The account as an OSS owner. */
export function ownerElement(state: SandboxState): string {
  return element('Owner', textElements({ ID: state.ownerId, DisplayName: state.ownerId }));
}

/** Reads a count from the query, 1 to 1000. Throws InvalidArgument. */
export function readLimit(query: ReadonlyMap<string, string>): number {
  const text = query.get('max-keys') || '100';
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1000) return limit;
  throw invalidArgument('Argument max-keys must be an integer between 1 and 1000.', {
    ArgumentName: 'max-keys',
    ArgumentValue: text,
  });
}

/** ListBuckets: every bucket of the account, from any region; paging fields only if there are more. */
export function listBuckets({ state, query }: OssCall): ApiResponse {
  const limit = readLimit(query);
  const [prefix, marker] = [query.get('prefix') ?? '', query.get('marker') ?? ''];
  const names = [...state.buckets.keys()].filter((name) => name.startsWith(prefix) && name > marker).sort();
  const page = names.slice(0, limit);
  const rest = names.length > limit;
  const paging = rest
    ? textElements({ Prefix: prefix, Marker: marker, MaxKeys: limit, IsTruncated: true, NextMarker: page.at(-1) })
    : '';
  const rows = page.map((name) => element('Bucket', bucketRow(state.buckets.get(name) as StoredBucket)));
  return xmlAnswer(element('ListAllMyBucketsResult', paging, ownerElement(state), element('Buckets', ...rows)));
}

function bucketRow(bucket: StoredBucket): string {
  return textElements({
    CreationDate: formatTime(bucket.createdAt),
    ExtranetEndpoint: endpointOf(bucket.region),
    IntranetEndpoint: `oss-${bucket.region}-internal.aliyuncs.com`,
    Location: `oss-${bucket.region}`,
    Name: bucket.name,
    Region: bucket.region,
    ResourceGroupId: 'rg-default-id',
    StorageClass: 'Standard',
  });
}

/** GetBucketInfo with the grant and Block Public Access. */
export function readBucketInfo({ state, bucket }: BucketCall): ApiResponse {
  const flags = { DataRedundancyType: 'LRS', TransferAcceleration: 'Disabled', CrossRegionReplication: 'Disabled' };
  const info = element(
    'Bucket',
    bucketRow(bucket).replace(/<Region>.*?<\/Region>/, ''),
    textElements({
      ...flags,
      BlockPublicAccess: bucket.blockPublicAccess,
      ...(bucket.versioning && { Versioning: bucket.versioning }),
    }),
    ownerElement(state),
    element('AccessControlList', textElement('Grant', bucket.acl)),
  );
  return xmlAnswer(element('BucketInfo', info));
}

/** DeleteBucket: refused if the bucket has objects, versions or an incomplete upload. */
export function deleteBucket({ state, bucket }: BucketCall): ApiResponse {
  if (hasVersions(bucket) || bucket.uploads.size > 0) {
    const message = 'The bucket you tried to delete is not empty.';
    const more = { BucketName: bucket.name };
    throw new OssError({ status: 409, code: 'BucketNotEmpty', message, ec: '0015-00000301', more });
  }
  state.buckets.delete(bucket.name);
  state.events.emit('change');
  return { status: 204, headers: {}, body: '' };
}
