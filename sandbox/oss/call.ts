import type { AccessKey } from '../state/accessKey.js';
import { type OssAddress, parseOssHost } from '../state/regions.js';
import type { ApiRequest, SandboxState, StoredBucket } from '../state/state.js';

/** How CDN requests OSS: unsigned, or with its own signature. */
export interface EdgeFetch {
  readonly signed: boolean;
}

/** A parsed request to OSS. `path` and `rawQuery` are as sent; `query` is decoded. */
export interface OssCall {
  readonly state: SandboxState;
  readonly request: ApiRequest;
  readonly region: string;
  readonly bucketName?: string;
  readonly path: string;
  readonly rawQuery: string;
  readonly query: ReadonlyMap<string, string>;
  readonly action: string;
  readonly requestId: string;
  /** The host is a custom domain bound to the bucket. */
  readonly viaCname: boolean;
  /** The request is CDN's, not a client's. */
  readonly edge?: EdgeFetch;
}

/** An authorized call: the bucket exists, and the caller (absent if anonymous) is permitted. */
export interface BucketCall extends OssCall {
  readonly bucket: StoredBucket;
  readonly key: string;
  readonly caller?: AccessKey;
}

/** Parses a request, whose host is OSS's or bound to a bucket. */
export function parseCall(request: ApiRequest, state: SandboxState, requestId: string, edge?: EdgeFetch): OssCall {
  const bound = findBound(state, request.host);
  const address = parseOssHost(request.host) ?? bound ?? { region: '' };
  const at = request.url.indexOf('?');
  const path = at < 0 ? request.url : request.url.slice(0, at);
  const rawQuery = at < 0 ? '' : request.url.slice(at + 1);
  const query = new Map(parseQuery(rawQuery));
  const named = address.bucket === undefined ? {} : { bucketName: address.bucket };
  const action = nameAction(request, address.bucket, path, query);
  const origin = { viaCname: bound !== undefined, ...(edge ? { edge } : {}) };
  return { state, request, region: address.region, ...named, path, rawQuery, query, action, requestId, ...origin };
}

function findBound(state: SandboxState, host: string): OssAddress | undefined {
  const bucket = [...state.buckets.values()].find(({ cnames }) => cnames.get(host)?.enabled);
  return bucket && { region: bucket.region, bucket: bucket.name };
}

/** The decoded pairs of a query, in order; `+` is a space. */
export function parseQuery(rawQuery: string): [string, string][] {
  if (rawQuery === '') return [];
  return rawQuery.split('&').map((pair) => {
    const at = pair.indexOf('=');
    const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
    return [decodeQueryPart(name), decodeQueryPart(value)];
  });
}

function decodeQueryPart(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

const subresources = [
  'acl',
  'tagging',
  'uploads',
  'uploadId',
  'symlink',
  'append',
  'restore',
  'delete',
  'website',
  'cors',
  'publicAccessBlock',
  'stat',
  'versioning',
  'versions',
];
const objectSubresources: Readonly<Record<string, string>> = {
  'GET:acl': 'GetObjectAcl',
  'PUT:acl': 'PutObjectAcl',
  'POST:uploads': 'InitiateMultipartUpload',
  'PUT:uploadId': 'UploadPart',
  'GET:uploadId': 'ListParts',
  'POST:uploadId': 'CompleteMultipartUpload',
  'DELETE:uploadId': 'AbortMultipartUpload',
  'GET:tagging': 'GetObjectTagging',
  'PUT:tagging': 'PutObjectTagging',
  'DELETE:tagging': 'DeleteObjectTagging',
  'POST:restore': 'RestoreObject',
  'PUT:symlink': 'PutSymlink',
  'GET:symlink': 'GetSymlink',
};
const bucketSubresources: Readonly<Record<string, string>> = {
  'GET:acl': 'GetBucketAcl',
  'GET:uploads': 'ListMultipartUploads',
  'GET:website': 'GetBucketWebsite',
  'PUT:website': 'PutBucketWebsite',
  'DELETE:website': 'DeleteBucketWebsite',
  'GET:cors': 'GetBucketCors',
  'PUT:cors': 'PutBucketCors',
  'DELETE:cors': 'DeleteBucketCors',
  'GET:publicAccessBlock': 'GetBucketPublicAccessBlock',
  'PUT:publicAccessBlock': 'PutBucketPublicAccessBlock',
  'DELETE:publicAccessBlock': 'DeleteBucketPublicAccessBlock',
  'GET:stat': 'GetBucketStat',
  'PUT:versioning': 'PutBucketVersioning',
  'GET:versioning': 'GetBucketVersioning',
  'GET:versions': 'ListObjectVersions',
  'POST:delete': 'DeleteMultipleObjects',
};

function nameAction(
  request: ApiRequest,
  bucket: string | undefined,
  path: string,
  query: ReadonlyMap<string, string>,
): string {
  if (bucket === undefined) return request.method === 'GET' ? 'ListBuckets' : 'UnknownService';
  const other = subresources.find((name) => query.has(name));
  const isBucket = path === '/' || path === '';
  if (other) {
    const name = `${request.method}:${other}`;
    if (name === 'PUT:uploadId' && request.headers['x-oss-copy-source']) return 'UploadPartCopy';
    return (isBucket ? bucketSubresources : objectSubresources)[name] ?? name;
  }
  if (isBucket) return nameBucketAction(request.method, query);
  const objectActions: Record<string, string> = {
    PUT: request.headers['x-oss-copy-source'] ? 'CopyObject' : 'PutObject',
    GET: 'GetObject',
    HEAD: 'HeadObject',
    DELETE: 'DeleteObject',
  };
  return objectActions[request.method] ?? `${request.method}:object`;
}

function nameBucketAction(method: string, query: ReadonlyMap<string, string>): string {
  if (method === 'OPTIONS') return 'OPTIONS:object';
  const comp = query.get('comp');
  if (method === 'POST' && query.has('cname')) {
    return { add: 'PutCname', token: 'CreateCnameToken', delete: 'DeleteCname' }[comp ?? ''] ?? 'POST:cname';
  }
  if (method === 'DELETE') return 'DeleteBucket';
  if (method === 'PUT') return 'PutBucket';
  if (method !== 'GET') return `${method}:bucket`;
  if (query.has('bucketInfo')) return 'GetBucketInfo';
  if (query.has('cname')) return comp === 'token' ? 'GetCnameToken' : 'ListCname';
  return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
}
