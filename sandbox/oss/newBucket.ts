import { serviceNow } from '../state/clock.js';
import type { ApiResponse, StoredBucket } from '../state/state.js';
import { xmlAnswer } from './buckets.js';
import type { BucketCall, OssCall } from './call.js';
import { invalidArgument, malformed, OssError } from './errors.js';
import { element, textElement, textElements } from './xml.js';

/** An empty bucket. */
export function emptyBucket(
  bucket: Pick<StoredBucket, 'name' | 'region' | 'createdAt' | 'acl' | 'blockPublicAccess'>,
): StoredBucket {
  return { ...bucket, objects: new Map(), uploads: new Map(), cnames: new Map(), cnameTokens: new Map() };
}

/** Source: PutBucket, "You can create up to 100 buckets in the same region". */
const mostInRegion = 100;
/** Source: OSS, "Create a bucket": no new ones in China (Zhangjiakou). */
const closedRegions: readonly string[] = ['cn-zhangjiakou'];

/** PutBucket: the endpoint decides the region. `isRamUser`: the caller is not the account itself. */
export function putBucket(call: OssCall, isRamUser: boolean): ApiResponse {
  const { state, region, request, bucketName: name = '' } = call;
  if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name)) {
    const message = 'The specified bucket is not valid.';
    throw new OssError({ status: 400, code: 'InvalidBucketName', message, more: { BucketName: name } });
  }
  const acl = readAcl(request.headers['x-oss-acl']);
  readConfiguration(request.body.toString('utf8'));
  const own = state.buckets.get(name);
  if (state.otherBuckets.has(name)) throw taken(name, 'The requested bucket name is not available.', '0015-00000102');
  if (own) return putAgain(own, { region, isRamUser, acl });
  if (closedRegions.includes(region)) {
    const message = 'The specified location-constraint is not valid.';
    throw new OssError({ status: 400, code: 'InvalidLocationConstraint', message });
  }
  if ([...state.buckets.values()].filter((each) => each.region === region).length >= mostInRegion) {
    const message = 'You have attempted to create more buckets than allowed.';
    throw new OssError({ status: 400, code: 'TooManyBuckets', message });
  }
  const createdAt = new Date(serviceNow(state));
  state.buckets.set(name, emptyBucket({ name, region, createdAt, acl: acl ?? 'private', blockPublicAccess: false }));
  state.events.emit('change');
  return { status: 200, headers: { Location: `/${name}` }, body: '' };
}

/** Only the account itself may create its own bucket again, which changes only a given ACL. Source: EC 0015-00000104. */
function putAgain(
  own: StoredBucket,
  { region, isRamUser, acl }: { region: string; isRamUser: boolean; acl: StoredBucket['acl'] | undefined },
): ApiResponse {
  if (own.region !== region) throw taken(own.name, "Bucket already exists can't modify location.");
  if (isRamUser) throw taken(own.name, 'The requested bucket name is not available.', '0015-00000104');
  if (acl !== undefined) own.acl = acl;
  return { status: 200, headers: { Location: `/${own.name}` }, body: '' };
}

function taken(name: string, message: string, ec?: string): OssError {
  return new OssError({
    status: 409,
    code: 'BucketAlreadyExists',
    message,
    ...(ec && { ec }),
    more: { BucketName: name },
  });
}

const acls = ['private', 'public-read', 'public-read-write'] as const;

function readAcl(header: string | undefined): StoredBucket['acl'] | undefined {
  if (header === undefined) return undefined;
  const acl = acls.find((each) => each === header);
  if (acl) return acl;
  throw invalidArgument('no such bucket access control exists', { ArgumentName: 'x-oss-acl', ArgumentValue: header });
}

/** Accepts only class Standard; the document is optional. */
function readConfiguration(xml: string): void {
  if (xml === '') return;
  const [, content] =
    /^(?:<\?xml[^>]*\?>\s*)?<CreateBucketConfiguration>([\s\S]*)<\/CreateBucketConfiguration>\s*$/.exec(xml) ?? [];
  if (content === undefined) throw malformed();
  for (const [, name, value] of content.matchAll(/<(\w+)>([^<]*)<\/\1>/g)) {
    const known: Record<string, readonly string[]> = { StorageClass: ['Standard'], DataRedundancyType: ['LRS', 'ZRS'] };
    if (!known[name ?? '']?.includes(value ?? '')) throw malformed();
  }
}

/** PutBucketPublicAccessBlock. Source: its page, where the default is false. */
export function putPublicAccessBlock({ bucket, request, state }: BucketCall): ApiResponse {
  const xml = request.body.toString('utf8');
  if (!xml.includes('<PublicAccessBlockConfiguration>')) throw malformed();
  const [, value = 'false'] = /<BlockPublicAccess>([^<]*)<\/BlockPublicAccess>/.exec(xml) ?? [];
  if (value !== 'true' && value !== 'false') throw malformed();
  bucket.blockPublicAccess = value === 'true';
  state.events.emit('change');
  return { status: 200, headers: {}, body: '' };
}

/** GetBucketPublicAccessBlock. */
export function readPublicAccessBlock({ bucket }: BucketCall): ApiResponse {
  const content = textElement('BlockPublicAccess', bucket.blockPublicAccess);
  return xmlAnswer(element('PublicAccessBlockConfiguration', content));
}

/** GetBucketStat: all objects are of class Standard. */
export function readBucketStat({ bucket, state }: BucketCall): ApiResponse {
  const sizes = [...bucket.objects.values()].map(({ body }) => body.length);
  const storage = sizes.reduce((sum, size) => sum + size, 0);
  const stat = textElements({
    Storage: storage,
    ObjectCount: sizes.length,
    MultipartUploadCount: bucket.uploads.size,
    LiveChannelCount: 0,
    LastModifiedTime: Math.floor(serviceNow(state) / 1000),
    StandardStorage: storage,
    StandardObjectCount: sizes.length,
  });
  return xmlAnswer(element('BucketStat', stat));
}
