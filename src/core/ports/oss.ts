/** Where a bucket is: enough to address it. */
export interface BucketRef {
  readonly name: string;
  /** The general region id, `cn-hangzhou` (never `oss-cn-hangzhou`). */
  readonly region: string;
  /** A domain bound to the bucket whose DNS ends at OSS; calls on objects then go there over HTTPS and not to the public endpoint. */
  readonly uploadDomain?: string;
}

/** A bucket as ListBuckets gives it. */
export interface Bucket extends BucketRef {
  readonly createdAt: string;
}

/** A bucket as GetBucketInfo gives it. */
export interface BucketInfo extends BucketRef {
  readonly acl: 'private' | 'public-read' | 'public-read-write';
  /** Block Public Access is on, whatever the ACL says. */
  readonly publicAccessBlocked: boolean;
}

/** An object in a listing; `etag` without quotes. */
export interface ObjectEntry {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly lastModified: string;
}

/** One page of a listing with delimiter `/`; `next` is the marker of the following page. */
export interface ObjectPage {
  readonly objects: readonly ObjectEntry[];
  readonly prefixes: readonly string[];
  readonly next?: string;
}

/** What HEAD says of an object; header names are lower case. */
export interface ObjectHead {
  readonly size: number;
  readonly etag: string;
  readonly crc64?: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A custom domain bound to a bucket. `autoRefresh` is the console's Auto CDN Cache Update; absent when OSS does not say. */
export interface BucketCname {
  readonly domain: string;
  readonly enabled: boolean;
  readonly autoRefresh?: boolean;
}

/** What a PUT answered. */
export interface PutResult {
  readonly etag: string;
  readonly crc64: string;
  readonly requestId?: string;
}

/** Object Storage Service. Each call throws an `AppError`; a missing object is `undefined`, not an error. */
export interface OssPort {
  /** All buckets of the account, and the account's numeric id. */
  listBuckets(signal: AbortSignal): Promise<{ readonly ownerId: string; readonly buckets: readonly Bucket[] }>;
  readBucketInfo(bucket: BucketRef, signal: AbortSignal): Promise<BucketInfo>;
  /** The static website of a bucket with its default page, or `undefined` when it has none. */
  readWebsite(bucket: BucketRef, signal: AbortSignal): Promise<{ readonly index?: string } | undefined>;
  /** One page (at most `limit`, 1 to 1000) under `prefix`, folders folded at `/` unless `flat`. */
  listObjects(
    bucket: BucketRef,
    query: { readonly prefix: string; readonly marker?: string; readonly limit: number; readonly flat?: boolean },
    signal: AbortSignal,
  ): Promise<ObjectPage>;
  readObjectHead(bucket: BucketRef, key: string, signal: AbortSignal): Promise<ObjectHead | undefined>;
  readObject(bucket: BucketRef, key: string, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** Uploads the bytes and checks their CRC-64 against the answer; header names are lower case. */
  putObject(
    bucket: BucketRef,
    key: string,
    body: Uint8Array,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<PutResult>;
  deleteObject(bucket: BucketRef, key: string, signal: AbortSignal): Promise<void>;
  listCnames(bucket: BucketRef, signal: AbortSignal): Promise<readonly BucketCname[]>;
  /** The token that `_dnsauth` must carry as TXT before the domain can be bound; valid 72 h, the same when asked again. */
  createCnameToken(bucket: BucketRef, domain: string, signal: AbortSignal): Promise<string>;
  createCname(bucket: BucketRef, domain: string, signal: AbortSignal): Promise<void>;
  /** It being unbound already is no error. */
  deleteCname(bucket: BucketRef, domain: string, signal: AbortSignal): Promise<void>;
}
